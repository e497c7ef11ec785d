import { strict as assert } from 'node:assert';
import http from 'node:http';
import { folder, logText, porthole, until } from '../helpers';

const REQUESTS = 4000;

/** Sends requests as fast as a few kept connections take them; resolves to the seconds that it took. */
async function flood(url: string): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  const began = Date.now();
  const one = async (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const request = http.get(`${url}style.css?flood=${String(at)}`, { agent }, response => {
        response.resume().once('end', resolve);
      });
      request.once('error', reject);
    });
  await Promise.all(Array.from({ length: REQUESTS }, (_, at) => one(at)));
  agent.destroy();
  return (Date.now() - began) / 1000;
}

async function lines(): Promise<number> {
  return [...(await logText()).matchAll(/\?flood=\d+ 200/g)].length;
}

async function counted(): Promise<number> {
  return [...(await logText()).matchAll(/… and (\d+) more/g)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
}

describe('a flood of requests', () => {
  it('is a bounded number of lines a second, and the rest is counted', async () => {
    const { url } = await (await porthole()).start(folder());
    const seconds = await flood(url);
    await until(
      'every request is told or counted',
      async () => (await lines()) + (await counted()) >= REQUESTS || undefined,
    );
    assert.equal((await lines()) + (await counted()), REQUESTS);
    console.log(`${String(REQUESTS)} requests in ${seconds.toFixed(1)} s: ${String(await lines())} lines`);
    // A flood that begins and ends within a second counts as a whole one.
    assert.ok((await lines()) <= 200 * (Math.ceil(seconds) + 3));
  });
});
