import assert from 'node:assert/strict';
import { headKey, looseKey } from '../../../src/server/live/bridge/heads';
import { thrownAt } from '../../../src/server/live/origin/thrown';
import { readRules, rulesAround } from '../../../src/server/live/bridge/cssRules';
import { reachOf } from '../../../src/server/live/bridge/reach';
import { writtenIn } from '../../../src/server/live/bridge/rulePlaces';
import { nameInScripts } from '../../../src/server/live/update/names';
import { wordsOf } from '../../../src/server/live/update/scriptWords';
import { findInjection } from '../../../src/server/html/injection';
import { importsOf } from '../../../src/server/routes/handler/imports';
import { scan } from '../../../src/server/diff/cssScan';
import { isShort } from '../../host/wholeRun';

const TIMES = isShort() ? 1 : 3;

const many = (unit: string, length: number): string => unit.repeat(length / unit.length);
const written = (css: string): unknown => readRules(css).rules.map(rule => writtenIn(rule, css));
const around = (css: string): unknown => reachOf(rulesAround(readRules(css), css.length - 1));
const inXml = (text: string): unknown =>
  findInjection(Buffer.from(text), true, 'application/xhtml+xml', 'id', '/');

const named = (script: string): unknown => nameInScripts(new Map([['zz', true]]), [], [script]);

const BASE = 'http://127.0.0.1:5500';
const stackIn = (stack: string): unknown => thrownAt({ type: 'error', text: '', base: BASE, stack });
const placeIn = (at: string): unknown =>
  thrownAt({ type: 'error', text: '', base: BASE, at: [at, 1, 1], stack: '' });

/** Pieces of scripts, most of them left open. */
const PIECES = ['f(a,{b:1});', '"', '`${', '(', '/', '{a,', '/*', '\\', 'a=>', '[', ')}'];

/** The readers, and texts that a careless pattern would read again and again. */
const READS: readonly (readonly [read: (text: string) => unknown, text: (length: number) => string])[] = [
  [headKey, length => `@media${many(' ', length)}x`],
  [headKey, length => `@media ${many('1', length)}_`],
  [headKey, length => `@media ${many('/*', length)}`],
  [headKey, length => `a${many(' ', length)}b`],
  [headKey, length => many('/*', length)],
  [written, length => `a{b:${many(' ', length)}c}`],
  [written, length => `a{b:${many('/*', length)}`],
  [written, length => `a{b:c;${many('d:e;', length)}}`],
  [readRules, length => `--x:${many('{}', length)}`],
  [readRules, length => many('url(', length)],
  [readRules, length => `"${many('\\"', length)}\\`],
  [around, length => many('a{', length)],
  [around, length => many('& &{', length)],
  [looseKey, length => `:is(${many('a,', length)}`],
  [looseKey, length => `:is(${many('()', length)})`],
  [named, length => many('["', length)],
  [named, length => many('[`', length)],
  [named, length => `[${many(' ', length)}`],
  [named, length => `["${many(' ', length)}`],
  ...PIECES.map(piece => [wordsOf, (length: number) => many(piece, length)] as const),
  [stackIn, length => many('http://', length)],
  [stackIn, length => many('(eval at ', length)],
  [stackIn, length => many(':1:http://', length)],
  [placeIn, length => many(' line ', length)],
  [inXml, length => many('<!DOCTYPE', length)],
  [inXml, length => `<!DOCTYPE ${many(' ', length)}`],
  [importsOf, length => `from${many(' ', length)}x`],
  [importsOf, length => many('import(', length)],
  [scan, length => `a{b:${many('()', length)}`],
  [scan, length => many('url(', length)],
  [scan, length => `${many('url(\\', length)}\\`],
  [scan, length => `"${many('\\"', length)}`],
];

/** Microseconds of the processor that work takes. */
function timed(work: () => unknown): number {
  const since = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

describe('a style sheet, a head of a rule, a module or a document, whatever it repeats', function () {
  this.timeout(60_000);

  for (const [at, [read, text]] of READS.entries())
    it(`is read in linear time: ten times as long takes no hundred times as long: ${at} ${text(24).slice(0, 24)}`, () => {
      const took = [24_000, 240_000].map(length => {
        const given = text(length);
        return timed(() => {
          for (let times = 0; times < TIMES; times += 1) read(given);
        });
      });
      const [short = 0, long = 0] = took;
      // The bound allows for some 2,000 µs of noise; quadratic work takes seconds.
      assert.ok(long < 40 * (short + 2000), `${took.join(' and ')} µs`);
    });

  it('is searched for many names in about the time of a plain search for each', () => {
    const script = many('function f(a){ return a + "x"; }', 960_000);
    const names = new Map(Array.from({ length: 300 }, (_, at) => [`id${at}z`, true]));
    const plain = timed(() => [...names.keys()].filter(name => script.includes(name)));
    const took = timed(() => nameInScripts(names, [], [script]));
    assert.ok(took < 2.5 * plain + 10_000, `${took} and ${plain} µs`);
  });
});
