import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { isShort } from '../../host/wholeRun';
import { parseResponses, type RawResponse } from '../support/raw';
import { endAll, makeTree, type Served, serve } from '../support/serve';

/**
 * Runs beside the server and never stops: each round replaces the served file or folder by a link to the
 * secret, and back. A file is replaced by renaming over it, without a gap; a folder can only be moved away.
 */
const SWAPPER = `
const fs = require('node:fs');
const { workerData: { place, decoy, honest, kind, turns } } = require('node:worker_threads');
const aside = place + '.aside';
for (;;) {
  fs.symlinkSync(decoy, aside);
  if (kind === 'folder') fs.renameSync(place, honest);
  fs.renameSync(aside, place);
  if (kind === 'folder') { fs.unlinkSync(place); fs.renameSync(honest, place); }
  else { fs.linkSync(honest, aside); fs.renameSync(aside, place); }
  Atomics.add(turns, 0, 1);
}
`;

interface Swapping {
  /** The number of times that the link was put there and removed. */
  readonly turns: () => number;
  readonly end: () => Promise<void>;
}

function swap(options: { place: string; decoy: string; honest: string; kind: 'file' | 'folder' }): Swapping {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SWAPPER, { eval: true, workerData: { ...options, turns } });
  let failure: Error | undefined;
  worker.on('error', error => (failure = error));
  return {
    turns: () => Atomics.load(turns, 0),
    end: async () => {
      await worker.terminate();
      assert.ifError(failure);
    },
  };
}

/**
 * Requests a target so many times, pipelined: one turn of the server's event loop has many of them between
 * check and read.
 */
async function tries(port: number, target: string, count: number): Promise<RawResponse[]> {
  const socket = net.connect(port, '127.0.0.1');
  const responses: RawResponse[] = [];
  const together = 50;
  for (let asked = 0; asked < count; asked += together) {
    socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(together));
    let bytes = Buffer.alloc(0);
    let answered: RawResponse[] = [];
    while (answered.length < together) {
      const [part] = (await once(socket, 'data')) as [Buffer];
      bytes = Buffer.concat([bytes, part]);
      answered = parseResponses(bytes);
      // The last response only counts if it is complete.
      if (answered.at(-1)?.body.length !== Number(answered.at(-1)?.headers['content-length'])) answered.pop();
    }
    responses.push(...answered);
  }
  socket.destroy();
  return responses;
}

const TRIES = 10_000;
/**
 * Milliseconds after which the tries end once some have met the file and some the link; and the limit in any
 * case.
 */
const ENOUGH = isShort() ? 2_000 : 20_000;
const LONGEST = 60_000;
/** A file that takes longer to read, so that more swaps fall between check and read. */
const LARGE = 'public '.repeat(10_000);

describe('a link to a secret that is swapped in between check and read', function () {
  this.timeout(300_000);
  let served: Served;
  let secret: string;

  beforeEach(async () => {
    served = await serve({ 'file.txt': 'public', 'large.txt': LARGE, 'folder/inside.txt': 'public' });
    secret = await makeTree({ 'secret.txt': 'TOP-SECRET', 'inside.txt': 'TOP-SECRET', 'TOP-SECRET.txt': '' });
  });
  afterEach(async () => {
    await endAll();
    await fs.rm(secret, { recursive: true });
  });

  /** Swaps and requests at once; asserts that every answer is the real content or none. */
  async function race(kind: 'file' | 'folder', target: string, count: number, good: RegExp): Promise<void> {
    const place = path.join(served.root, kind === 'file' ? target : 'folder');
    const aside = await makeTree({});
    const honest = path.join(aside, 'honest');
    if (kind === 'file') await fs.link(place, honest);
    const decoy = kind === 'file' ? path.join(secret, 'secret.txt') : secret;
    const swapping = swap({ place, decoy, honest, kind });
    while (swapping.turns() === 0) await new Promise(resolve => setTimeout(resolve, 5));
    const isGood = ({ status, body }: RawResponse): boolean => status === 200 && good.test(body.toString());
    const responses: RawResponse[] = [];
    // On one processor, the swapper may not run for a whole round: then another round follows.
    const metBoth = (): boolean => responses.some(isGood) && !responses.every(isGood);
    // A busy machine makes fewer tries in the time, and reports their number.
    const start = performance.now();
    const isPast = (limit: number): boolean => performance.now() - start > limit;
    const isEnough = (): boolean => metBoth() && swapping.turns() > 10;
    do responses.push(...(await tries(served.port, target, 250)));
    while (isEnough() ? responses.length < count && !isPast(ENOUGH) : !isPast(LONGEST));
    if (responses.length < count) process.stdout.write(`      ${responses.length} of ${count} tries\n`);
    const turns = swapping.turns();
    await swapping.end();
    await fs.rm(aside, { recursive: true });
    const leaks = responses.filter(({ body }) => body.includes('TOP-SECRET'));
    assert.equal(leaks.length, 0, `${leaks.length} of ${responses.length} answers leak, ${turns} swaps`);
    assert.ok(metBoth(), `${responses.filter(isGood).length} of ${responses.length} are the file itself`);
    assert.ok(turns > 10, `${turns} swaps`);
  }

  it(`leaks in none of ${TRIES} tries, where there is the time for them`, async () => {
    await race('file', '/file.txt', TRIES, /^public$/);
  });

  it('leaks nothing where the file is large', async () => {
    await race('file', '/large.txt', 2000, /^(?:public ){10000}$/);
  });

  it('leaks nothing of a file in a folder that becomes a link', async () => {
    await race('folder', '/folder/inside.txt', 2000, /^public$/);
  });

  it('leaks no name of a folder that becomes a link while it is listed', async () => {
    await race('folder', '/folder/', 2000, /inside\.txt/);
  });
});
