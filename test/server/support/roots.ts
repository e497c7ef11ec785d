import fs from 'node:fs/promises';
import path from 'node:path';
import { engineName } from '../../host/engine/engines';
import { isFast, isShort } from '../../host/wholeRun';
import { foldNames, foldsCase, foldsUnicode } from './foldingDisk';
import { makeTree, type Tree } from './tree';

/** The spelling of a server's root, and the disk on which it lies. */
interface Lay {
  /** The folder's real path below a folder of its own. */
  readonly real: string;
  /** Its path as it is given, below the same. */
  readonly given: string;
  readonly links?: Readonly<Record<string, string>>;
  /** Names that the disk takes for one. */
  readonly fold?: (name: string) => string;
}

const LAYS: Readonly<Record<string, Lay>> = {
  '': { real: '.', given: '.' },
  ', with a link as the root': { real: 'real/site', given: 'link', links: { link: 'real/site' } },
  ', with a root below a link': { real: 'real/site', given: 'above/site', links: { above: 'real' } },
  ', on a disk that folds letter case': { real: 'real/Site', given: 'REAL/site', fold: foldsCase },
  ', on a disk that decomposes Unicode': {
    real: 'grün/site'.normalize('NFD'),
    given: 'grün/site'.normalize('NFC'),
    fold: foldsUnicode,
  },
};

let lay: Lay = { real: '.', given: '.' };

type Tests = (this: Mocha.Suite) => void;

/** What a whole run tries: the plain root, and one for each way in which the spellings may differ, by a link and by the disk. */
const MAIN: readonly string[] = ['', ', with a link as the root', ', on a disk that decomposes Unicode'];

/** The same tests for a root of each kind. */
export function describeOnEveryRoot(title: string, suite: Tests): void {
  const whole = isShort() ? MAIN : Object.keys(LAYS);
  for (const suffix of isFast() ? [''] : whole) describeOn(suffix, title, suite);
}

const LINKED = [', with a link as the root', ', with a root below a link'];

/**
 * Tests in a browser. Those with matching titles also run on a root that is a link, and on one below a link.
 * If the tests take long, they only run on one of the two.
 */
export const describeAlsoLinked =
  (telling: RegExp, on: readonly string[] = LINKED) =>
  (title: string, suite: Tests): void => {
    describe(title, suite);
    // Only the server handles a root's path: another engine would test nothing new.
    if (engineName() !== 'chromium') return;
    for (const suffix of on)
      describeOn(suffix, title, function () {
        suite.call(this);
        if (keepTests(this, telling) === 0) throw new Error(`${title} has no test ${telling.source}.`);
      });
  };

function describeOn(suffix: string, title: string, suite: Tests): void {
  const each = LAYS[suffix];
  if (!each) throw new Error(`There is no root${suffix}.`);
  describe(title + suffix, function () {
    before(() => {
      lay = each;
    });
    after(() => {
      lay = { real: '.', given: '.' };
    });
    suite.call(this);
  });
}

/** Keeps only the tests with certain titles in a suite and those below. @returns their number */
function keepTests(suite: Mocha.Suite, telling: RegExp): number {
  suite.tests = suite.tests.filter(test => telling.test(test.title));
  return suite.suites.reduce((sum, inner) => sum + keepTests(inner, telling), suite.tests.length);
}

export interface LaidOut {
  /** The path as given to the server and to programs that write in it. */
  readonly root: string;
  /** Its real path, for programs that know no other. */
  readonly real: string;
  readonly remove: () => Promise<void>;
}

/** A folder with these files; in a suite for all roots, of the current kind. */
export async function layOut(tree: Tree): Promise<LaidOut> {
  const { real, given, links = {}, fold } = lay;
  const entries = Object.entries(tree).map(([name, content]) => [path.join(real, name), content] as const);
  const home = await makeTree(Object.fromEntries(entries));
  await fs.mkdir(path.join(home, real), { recursive: true });
  for (const [name, target] of Object.entries(links)) await fs.symlink(target, path.join(home, name));
  const unfold = fold ? foldNames(home, fold) : () => undefined;
  return {
    root: path.join(home, given),
    real: path.join(home, real),
    remove: async () => {
      unfold();
      await fs.rm(home, { recursive: true, force: true });
    },
  };
}
