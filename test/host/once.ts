import path from 'node:path';
import { say } from './say';

/**
 * Test files that a whole run has in one engine and on one Node: they take long, and what they try hardly depends on either.
 * `npm test -- page-firefox` and the like run them, too.
 */
const ONCE: Readonly<Record<string, readonly string[]>> = {
  page: [
    'accessible.test.js',
    'bridge/cascade.test.js',
    'bridge/sites.test.js',
    'classes.test.js',
    'forwarded.test.js',
    'saved.test.js',
    'streams.test.js',
  ],
  server: [
    'files/herd.test.js',
    'files/race.test.js',
    'fuzz.test.js',
    'live/upheaval.test.js',
    'reply/listing.test.js',
    'routes/collectionCrash.test.js',
    'routes/holds.test.js',
  ],
};

/** Whether a test file is left to the suite's run in the main engine, or on the main Node. */
export function isLeftToMain(folder: string, file: string): boolean {
  const name = file.split(path.sep).join('/');
  const left = process.env['PORTHOLE_SHORT'] === '1' && ONCE[path.basename(folder)]?.includes(name) === true;
  if (left) say(`· Left to the main run: ${name}`);
  return left;
}
