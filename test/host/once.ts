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

/** Whether a whole run leaves a test file to the suite's run in the main engine, or on the main Node. */
export function isLeftToMain(folder: string, file: string): boolean {
  if (process.env['PORTHOLE_SHORT'] !== '1') return false;
  const name = file.split(path.sep).join('/');
  return path.basename(folder) === 'server' ? !ON_EACH_NODE.test(name) : IN_MAIN_ENGINE.includes(name);
}
