import path from 'node:path';

/**
 * Test files that a whole run only runs in the main engine: they take long and hardly depend on the engine.
 * `npm test -- page-firefox` and the like run them, too.
 */
const IN_MAIN_ENGINE: readonly string[] = [
  'bridge/cascade.test.js',
  'bridge/otherCascades.test.js',
  'bridge/outlines.test.js',
  'bridge/rules.test.js',
  'bridge/written.test.js',
  'console/bounds.test.js',
  'console/console.test.js',
  'failures.test.js',
  'forwarded.test.js',
  'legitimate.test.js',
  'reload.test.js',
  'resources.test.js',
  'routes.test.js',
  'saved.test.js',
  'script.test.js',
  'start.test.js',
  'strangers.test.js',
  'streams.test.js',
];

/**
 * Test files that a whole run repeats on other versions of Node: the parts that depend on Node most. `npm
 * test -- server-node22` runs all.
 */
const ON_EACH_NODE = /^(?:net\/(?:http2|nodeInternals|channels)|routes\/handler|tls\/)/;

/** Files that only run if their suite is named: they take long or depend on the machine's speed. */
const BY_NAME: readonly string[] = [
  'accessible.test.js',
  'away.test.js',
  'bridge/otherMarkup.test.js',
  'bridge/sites.test.js',
  'classes.test.js',
  'console/odd.test.js',
  'devTools.test.js',
  'examined.test.js',
  'failedRequests.test.js',
  'files/edits.test.js',
  'html/documents.test.js',
  'inStep.test.js',
  'injectionSecured.test.js',
  'inline.test.js',
  'leaving.test.js',
  'live/alone.test.js',
  'live/crowds.test.js',
  'live/exchanged.test.js',
  'live/observed.test.js',
  'live/upheaval.test.js',
  'net/http2Table.test.js',
  'routes/holds.test.js',
  'story.test.js',
];

/** Files that the fast run leaves out as well: each takes four seconds or more, most of them in waiting. */
const NOT_FAST: readonly string[] = [
  'check/disk.test.js',
  'check/documentChecks.test.js',
  'check/hostile.test.js',
  'files/race.test.js',
  'fuzz.test.js',
  'injection.test.js',
  'live/ends.test.js',
  'live/forgedPicks.test.js',
  'live/relinked.test.js',
  'net/http2Floods.test.js',
  'net/repeatedReply.test.js',
  'net/shutdown.test.js',
  'net/slow.test.js',
  'net/stalled.test.js',
  'net/turns.test.js',
  'routes/collectionCrash.test.js',
  'routes/collectionShared.test.js',
  'routes/gone.test.js',
  'routes/handler.test.js',
  'routes/revised.test.js',
  'share/attacker.test.js',
  'share/comers.test.js',
];

/** Whether this run leaves out a test file: because it takes long, or because it belongs to another shard. */
export function isLeftOut(folder: string, file: string): boolean {
  const name = file.split(path.sep).join('/');
  // A suite that is one bundle asks for each of its files inside.
  if (name === 'suite.test.js') return false;
  return isTooLong(folder, name) || isOfOtherShard(name);
}

/** `PORTHOLE_SHARD=2/3`: this process runs the second third of a suite's files, by a sum over their names. */
function isOfOtherShard(name: string): boolean {
  const [shard = 0, shards = 0] = (process.env['PORTHOLE_SHARD'] ?? '').split('/').map(Number);
  if (shards === 0) return false;
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0);
  return sum % shards !== shard - 1;
}

function isTooLong(folder: string, name: string): boolean {
  const run = process.env['PORTHOLE_SHORT'];
  if (run === undefined || run === '') return false;
  if (BY_NAME.includes(name)) return true;
  if (run === 'main') return false;
  if (run === 'fast') return NOT_FAST.includes(name);
  return path.basename(folder) === 'server' ? !ON_EACH_NODE.test(name) : IN_MAIN_ENGINE.includes(name);
}

/** Whether this is part of a whole run in another engine or on another Node. */
export const isVariant = (): boolean => process.env['PORTHOLE_SHORT'] === 'variant';

/** Whether this is the fast run, which only tries the simplest of many similar cases. */
export const isFast = (): boolean => process.env['PORTHOLE_SHORT'] === 'fast';

/** Whether this is part of a whole run, which tries fewer of many similar cases. */
export const isShort = (): boolean => (process.env['PORTHOLE_SHORT'] ?? '') !== '';
