// @ts-check
// Bundles of a whole run. Of the suites with the most files each is one bundle: in one for each file, every one would carry the server
// and its packages again, which costs the build and the start of a suite more than many of its tests. Those of `house` parse each source
// once for all.
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Suites that are one bundle. */
const JOINED = ['house', 'page', 'panel', 'server'];
/** Files that tests start in a process of their own. */
const PROGRAMS = [
  'fuzz/serving',
  'server/routes/writer',
  'server/support/holds',
  'server/support/injector',
  'server/support/sharer',
];

/** @param {string} folder below `test`; paths with slashes, relative to it */
function filesIn(folder) {
  return readdirSync(path.join('test', folder), { recursive: true, encoding: 'utf8' })
    .map(name => name.split(path.sep).join('/'))
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map(name => name.replace(/\.ts$/, ''));
}

/**
 * Entry points by their place in the folder of what is built.
 * @returns {Record<string, string>}
 */
export function suiteEntries() {
  const inFolder = (/** @type {string} */ name) => JOINED.includes(name.split('/')[0] ?? '');
  const tests = filesIn('').filter(name => name.endsWith('.test') && !inFolder(name));
  return {
    ...entriesOf(tests),
    ...Object.fromEntries(JOINED.map(name => [`${name}/suite.test`, `suite:${name}`])),
  };
}

/**
 * Entry points of the tests whose path below `test` begins so, each with a bundle of its own, and of what runs them.
 * @param {string} start
 * @returns {Record<string, string>}
 */
export function entriesBelow(start) {
  return entriesOf(filesIn('').filter(name => name.startsWith(start) && name.endsWith('.test')));
}

/** @param {readonly string[]} tests */
function entriesOf(tests) {
  const host = filesIn('host').map(name => `host/${name}`);
  return Object.fromEntries([...tests, ...host, ...PROGRAMS].map(name => [name, `test/${name}.ts`]));
}

/** A suite's files in the order of their names, without those that the run leaves out. @param {string} suite */
function textOf(suite) {
  const files = filesIn(suite)
    .filter(name => name.endsWith('.test'))
    .toSorted();
  const lines = files.map(
    name => `if (isLeftOut('${suite}', '${name}.js')) left++; else require('./${name}');`,
  );
  return `import { isLeftOut } from '../host/wholeRun';
import { sayLeftOut } from '../host/say';
let left = 0;
${lines.join('\n')}
sayLeftOut(left, ${files.length});
`;
}

/** @type {import('esbuild').Plugin} */
export const suites = {
  name: 'suites',
  setup(made) {
    made.onResolve({ filter: /^suite:/ }, ({ path: asked }) => ({
      path: asked.slice(6),
      namespace: 'suite',
    }));
    made.onLoad({ filter: /./, namespace: 'suite' }, ({ path: suite }) => ({
      contents: textOf(suite),
      resolveDir: path.resolve('test', suite),
    }));
  },
};
