import path from 'node:path';

/**
 * Test files that a whole run tries in the main engine only: they take long, and what they try hardly depends on the engine.
 * `npm test -- page-firefox` and the like run them, too.
 */
const IN_MAIN_ENGINE: readonly string[] = [
  'accessible.test.js',
  'bridge/cascade.test.js',
  'bridge/sites.test.js',
  'classes.test.js',
  'forwarded.test.js',
  'saved.test.js',
  'streams.test.js',
];

/** What a whole run tries on other Nodes: the parts that lean on Node most. `npm test -- server-node22` runs all. */
const ON_EACH_NODE = /^(?:devServer|net\/|tls\/|traffic\/|routes\/handler)/;

/** What takes minutes, and which only its suite by name tries. */
const BY_NAME: readonly string[] = ['live/upheaval.test.js', 'routes/holds.test.js'];

/** Whether a whole run leaves a test file out. */
export function isLeftOut(folder: string, file: string): boolean {
  const run = process.env['PORTHOLE_SHORT'];
  const name = file.split(path.sep).join('/');
  const isServer = path.basename(folder) === 'server';
  if (run === 'main') return isServer && BY_NAME.includes(name);
  if (run === 'variant') return isServer ? !ON_EACH_NODE.test(name) : IN_MAIN_ENGINE.includes(name);
  return false;
}

/** Whether this is part of a whole run, which tries fewer of many alike. */
export const isShort = (): boolean => (process.env['PORTHOLE_SHORT'] ?? '') !== '';
