import assert from 'node:assert/strict';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, until, withRoutes } from '../support/routes';
import { endAll, serve } from '../support/serve';

const MODULES = {
  'never.mjs':
    'export default ({ signal }) => new Promise(() => signal.addEventListener("abort", () => console.log("told")))',
  'reads.mjs': 'export const POST = async request => new Response(await request.text())',
};
/** Milliseconds; longer than a thread takes to start. */
const TIMEOUT = 2000;

async function* parts(): AsyncGenerator<Buffer> {
  for (let at = 0; at < 6; at += 1) {
    await delay(TIMEOUT / 5);
    yield Buffer.from('x');
  }
}

describe('the time that a handler has', function () {
  this.timeout(30_000);
  afterEach(endAll);

  it('is over where it does not answer, which it is told; an upload may take longer', async () => {
    const routes = Object.keys(MODULES).map(name => ({ path: `/${name}`, handler: name, timeout: TIMEOUT }));
    const served = await serve(withRoutes(routes, MODULES), { pageScript: path.resolve('dist/page.js') });
    const never = ask(served, '/never.mjs');
    const body = Readable.toWeb(Readable.from(parts()));
    const init = { method: 'POST', body, duplex: 'half' } as unknown as RequestInit;
    assert.deepEqual(await ask(served, '/reads.mjs', init), [200, 'xxxxxx']);
    const [status, said] = await never;
    assert.equal(status, 504);
    assert.match(String(said), /never\.mjs did not respond within 2 s/);
    const isTold = async (): Promise<boolean> =>
      served.log.some(entry => entry.kind === 'event' && entry.text === 'told');
    await until('it is not told', isTold);
  });
});
