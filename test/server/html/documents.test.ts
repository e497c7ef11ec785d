import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import { isShort } from '../../host/wholeRun';
import { type Child, serveInChild } from '../support/child';
import { navigation } from '../support/raw';
import { makeTree } from '../support/serve';

const MIB = 2 ** 20;
const SIZE = 10 * MIB;
const CLIENTS = 40;
/** The memory of one buffer of the document per client, and a third of it: runs differ by 50 MiB. */
const NAIVE = CLIENTS * SIZE;
const MOST = NAIVE / 3;

const hashOf = (bytes: string | Buffer): string => createHash('sha1').update(bytes).digest('hex');

/** Requests the document as a browser does, without reading the body yet. */
async function begin(port: number): Promise<http.IncomingMessage> {
  const request = http.get({
    port,
    host: '127.0.0.1',
    path: '/large.html',
    headers: navigation,
    agent: false,
  });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  assert.equal(response.statusCode, 200);
  return response;
}

/** The hash of the document without the page script's tags, and how many there are. */
async function hashWithoutTag(response: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  const text = Buffer.concat(parts).toString('latin1');
  assert.equal(Number(response.headers['content-length']), text.length);
  const pieces = text.split(/<script src="\.\/__porthole\/page\.js" data-document="[^"]+"><\/script>/);
  return `${hashOf(Buffer.from(pieces.join(''), 'latin1'))}, tags: ${pieces.length - 1}`;
}

describe('a document of 10 MB', function () {
  this.timeout(120_000);
  let child: Child;
  let root: string;
  afterEach(async () => {
    assert.equal(await child.end(), 0);
    await fs.rm(root, { recursive: true });
  });

  const lines = Array.from({ length: SIZE / 20 }, (_, i) => `<p>${String(i).padStart(13)}</p>`).join('');
  const starts = [
    ['', `<!doctype html><html><head><title>x</title></head><body>${lines}`, 1],
    [
      ', one as well that begins with a comment of that size, and goes without the tag',
      `<!-- ${lines} --><p>x`,
      0,
    ],
  ] as const;
  const goes = `streams to ${CLIENTS} clients, some of them stalled, in memory that does not grow with them`;
  const streams = async (html: string, tags: number): Promise<void> => {
    root = await makeTree({ 'large.html': html });
    child = await serveInChild(root);
    const resident = async (): Promise<number> => Number(await child.evaluate('process.memoryUsage.rss()'));
    const expected = `${hashOf(html)}, tags: ${tags}`;
    assert.equal(await hashWithoutTag(await begin(child.port)), expected);
    const before = await resident();
    let most = 0;
    const watch = async (): Promise<void> => {
      most = Math.max(most, await resident());
    };
    // All replies have begun and none was read: the server holds its memory for each.
    const responses = await Promise.all(Array.from({ length: CLIENTS }, () => begin(child.port)));
    await watch();
    const stalled = responses.splice(0, CLIENTS / 4);
    while (responses.length > 0) {
      const hashes = await Promise.all(responses.splice(0, 5).map(hashWithoutTag));
      assert.deepEqual([...new Set(hashes)], [expected]);
      await watch();
    }
    const grown = most - before;
    console.log(`      ${Math.round(grown / MIB)} MiB more for ${NAIVE / MIB} MiB of documents`);
    assert.ok(grown < MOST, `${Math.round(grown / MIB)} MiB`);
    const late = await Promise.all(stalled.map(hashWithoutTag));
    assert.deepEqual([...new Set(late)], [expected]);
  };
  for (const [what, html, tags] of isShort() ? starts.slice(0, 1) : starts)
    it(goes + what, () => streams(html, tags));
});
