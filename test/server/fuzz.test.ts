import { fuzz } from '../fuzz/fuzz';
import { isShort } from '../host/wholeRun';
import { endAll } from './support/serve';

/** `PORTHOLE_SEED=… npm test -- server` plays one again. */
const seed = Number(process.env['PORTHOLE_SEED'] ?? Date.now() % 1e9);
const MILLISECONDS = isShort() ? 6_000 : 12_000;

describe('random input of every kind', function () {
  this.timeout(300_000);
  afterEach(endAll);

  // The title has the seed: it is told even where the time runs out.
  it(`never brings the server down, holds up no other client, and leaves nothing open (seed ${seed})`, async () => {
    await fuzz(seed, MILLISECONDS);
  });
});
