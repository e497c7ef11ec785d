import path from 'node:path';

/**
 * Test files that a whole run tries in the main engine only: they take long, and what they try hardly depends on the engine.
 * `npm test -- page-firefox` and the like run them, too.
 */
const IN_MAIN_ENGINE: readonly string[] = [
  'bridge/cascade.test.js',
  'bridge/rules.test.js',
  'console/bounds.test.js',
  'console/console.test.js',
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

/** What a whole run tries on other Nodes: the parts that lean on Node most. `npm test -- server-node22` runs all. */
const ON_EACH_NODE = /^(?:net\/(?:http2|nodeInternals|channels)|routes\/handler|tls\/)/;

/** Files that only their suite by name tries: they take long, or lean on the pace of the machine. */
const BY_NAME: readonly string[] = [
  'accessible.test.js',
  'away.test.js',
  'bridge/sites.test.js',
  'classes.test.js',
  'devTools.test.js',
  'files/edits.test.js',
  'html/documents.test.js',
  'inStep.test.js',
  'live/alone.test.js',
  'live/upheaval.test.js',
  'net/http2Table.test.js',
  'ownPage.test.js',
  'passphrase.test.js',
  'routes/holds.test.js',
  'settings.test.js',
];

/** Whether a whole run leaves a test file out. */
export function isLeftOut(folder: string, file: string): boolean {
  const run = process.env['PORTHOLE_SHORT'];
  const name = file.split(path.sep).join('/');
  if (run === undefined || run === '') return false;
  if (BY_NAME.includes(name)) return true;
  if (run === 'main') return false;
  return path.basename(folder) === 'server' ? !ON_EACH_NODE.test(name) : IN_MAIN_ENGINE.includes(name);
}

/** Whether this is part of a whole run, which tries fewer of many alike. */
export const isShort = (): boolean => (process.env['PORTHOLE_SHORT'] ?? '') !== '';
