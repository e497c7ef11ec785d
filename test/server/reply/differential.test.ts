import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import send from 'send';
import { ask, type RawResponse } from '../support/raw';
import { endAll, serve } from '../support/serve';

interface Question {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Pair {
  readonly question: Question;
  readonly ours: RawResponse;
  readonly theirs: RawResponse;
}

/** Deliberate differences from `send`: for which answers, and why. The first one that fits explains a difference. */
const allowed: readonly (readonly [why: string, fits: (pair: Pair) => boolean])[] = [
  [
    'methods: send leaves them to its caller, we answer 405 and 204',
    ({ question }) => !/^(GET|HEAD)$/.test(question.method),
  ],
  [
    'paths that climb or cannot be decoded: send resolves or says 403 or 404, we 400',
    ({ question, ours }) => ours.status === 400 && /\.\.|%2e|%2f|%00|%$/i.test(question.target),
  ],
  [
    'several ranges: send sends the whole, we multipart',
    ({ question, ours }) => ours.status === 206 && /,/.test(question.headers['Range'] ?? ''),
  ],
  [
    'Range on HEAD: RFC 9110, 14.2 defines it for GET only',
    ({ question }) => question.method === 'HEAD' && 'Range' in question.headers,
  ],
  [
    'malformed members: RFC 9110, 14.2 ignores the field, send passes over the member',
    ({ ours, theirs }) => ours.status === 200 && [206, 416].includes(theirs.status),
  ],
  [
    'repeated slashes: send refuses or redirects, we merge them as nginx does',
    ({ question }) => question.target.includes('//'),
  ],
  [
    'a folder without index: send says 404, we list it',
    ({ question, ours }) => question.target.split('?')[0]!.endsWith('/') && ours.status === 200,
  ],
  [
    'names with a colon: refused everywhere, since Windows reads a stream there',
    ({ question }) => /:|%3a/i.test(question.target),
  ],
  [
    'suffix longer than the file: RFC 9110, 14.1.2 sends all of it',
    ({ question, ours }) => /-\d+$/.test(question.headers['Range'] ?? '') && ours.status === 206,
  ],
];

describe('against pillarjs/send', () => {
  let theirs: http.Server;
  afterEach(async () => {
    await new Promise(resolve => theirs.close(resolve));
    await endAll();
  });

  it('two thousand generated requests are answered alike, or differ for a reason that stands in the table', async function () {
    this.timeout(60_000);
    const { root, port } = await serve({
      'index.html': '<p>index</p>',
      'a.txt': '0123456789',
      'empty.txt': '',
      'dir/index.html': '<p>dir</p>',
      'dir/deep/b c.css': 'a{}',
      'plain/x.js': 'x',
      '.hidden': 'secret',
      'ä+%.txt': 'odd',
    });
    const past = new Date(Date.UTC(2026, 0, 1));
    for (const name of await fs.readdir(root, { recursive: true }))
      await fs.utimes(path.join(root, name), past, past);
    theirs = http.createServer((request, response) => {
      send(request, request.url?.split('?')[0] ?? '/', { root, dotfiles: 'ignore' }).pipe(response);
    });
    await new Promise<void>(resolve => theirs.listen(0, '127.0.0.1', resolve));
    const other = (theirs.address() as AddressInfo).port;

    const seed = Date.now() >>> 0;
    const explained = new Map<string, number>();
    const pick = picker(seed);
    for (let round = 0; round < 2000; round += 20) {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const question = generate(pick, past);
          const pair = {
            question,
            ours: await ask(port, question.target, question),
            theirs: await ask(other, question.target, question),
          };
          if (isAlike(pair)) return;
          const [why] = allowed.find(([, fits]) => fits(pair)) ?? [];
          const shown = JSON.stringify({
            question,
            ours: brief(pair.ours),
            theirs: brief(pair.theirs),
            seed,
          });
          assert.ok(why, `unexplained: ${shown}`);
          explained.set(why, (explained.get(why) ?? 0) + 1);
        }),
      );
    }
    console.table([...explained].map(([difference, count]) => ({ difference, count })));
  });
});

function picker(seed: number): <T>(items: readonly T[]) => T {
  let state = seed;
  return items => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return items[Math.floor((state / 2 ** 32) * items.length)]!;
  };
}

function generate(pick: ReturnType<typeof picker>, date: Date): Question {
  const target = pick([
    '/',
    '/a.txt',
    '/a.txt',
    '/a.txt?x=1',
    '/empty.txt',
    '/dir',
    '/dir/',
    '/dir/index.html',
    '/dir/deep/b%20c.css',
    '/plain',
    '/plain/',
    '/plain/x.js',
    '/.hidden',
    '/%2ehidden',
    '/%C3%A4+%25.txt',
    '/nothing',
    '/a.txt/',
    '/../a.txt',
    '/dir/%2e%2e/a.txt',
    '/%',
    '/%00',
    '/dir//deep',
    '/a%2Ftxt',
    '/c:x',
  ]);
  const headers: Record<string, string> = {};
  if (pick([0, 1]))
    headers['Range'] = pick([
      'bytes=0-3',
      'bytes=-4',
      'bytes=5-',
      'bytes=20-30',
      'bytes=-0',
      'bytes=-99',
      'bytes=4-2',
      'bytes=0-1,4-5',
      'lines=0-1',
      'bytes=x',
    ]);
  if (pick([0, 0, 1]))
    headers['If-Modified-Since'] = pick([date, new Date(+date - 9000), new Date(+date + 9000)]).toUTCString();
  if (pick([0, 0, 0, 1])) headers['If-None-Match'] = pick(['*', '"nope"', 'W/"nope", "other"']);
  if (pick([0, 0, 0, 1])) headers['If-Unmodified-Since'] = pick([date, new Date(+date - 9000)]).toUTCString();
  if (pick([0, 0, 0, 1])) headers['If-Match'] = pick(['*', '"nope"']);
  return { method: pick(['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE']), target, headers };
}

function isAlike({ ours, theirs }: Pair): boolean {
  if (ours.status !== theirs.status) return false;
  if (ours.status >= 300) return resolved(ours.headers['location']) === resolved(theirs.headers['location']);
  const same = ['content-length', 'content-range', 'last-modified'].every(
    name => ours.headers[name] === theirs.headers[name],
  );
  return same && ours.body.equals(theirs.body);
}

/** A relative reference may lead to the same target: all redirects of these tests are in the root. */
const resolved = (location: string | undefined) => location?.replace(/^\.\//, '/');

function brief({ status, headers, body }: RawResponse): unknown {
  return { status, headers, body: body.toString().slice(0, 60) };
}
