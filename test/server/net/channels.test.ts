import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import type { Server } from 'node:http';
import path from 'node:path';
import type { RequestEntry } from '../../../src/protocol/logEntry';
import type { Rule } from '../../../src/server/reply/reply';
import { type Backend, backend } from '../support/backend';
import { ask, type Asking, exchange, navigation } from '../support/raw';
import { endAll, serve, type Served } from '../support/serve';
import { strangers, upgrade, upgradingStrangers } from '../support/strangers';

/** A friendly request that one step of the server answers, and the reply. */
interface Channel {
  readonly target: string;
  readonly asking?: Asking;
  readonly status: number;
}

/**
 * Each step that answers requests, and a request that reaches it. The compiler demands an entry for each
 * rule, so a new step must be added here. It is then tried with every stranger.
 */
const channels: Readonly<Record<Exclude<Rule, 'refused'>, Channel | 'the same step as "file"'>> = {
  file: { target: '/script.js', status: 200 },
  document: { target: '/', asking: { headers: navigation }, status: 200 },
  fallback: { target: '/some/route', asking: { headers: navigation }, status: 200 },
  listing: { target: '/folder/', status: 200 },
  redirect: { target: '/folder', status: 301 },
  reserved: { target: '/__porthole/page.js', status: 200 },
  method: { target: '/script.js', asking: { method: 'PROPFIND' }, status: 405 },
  route: { target: '/api', asking: { method: 'POST' }, status: 200 },
  proxy: { target: '/backend/x', status: 200 },
  echo: {
    target: '/script.js',
    asking: { method: 'POST', headers: { 'Content-Type': 'text/plain' } },
    status: 200,
  },
  malformed: { target: '/%', status: 400 },
  missing: { target: '/nothing.js', status: 404 },
  preflight: { target: '/script.js', asking: { method: 'OPTIONS' }, status: 204 },
  forbidden: 'the same step as "file"',
  busy: 'the same step as "file"',
  failed: 'the same step as "file"',
};

/** The possible targets of an upgrade, and the replies. */
const upgrades: Readonly<Record<string, { target: (token: string) => string; status: number }>> = {
  'live channel': { target: token => `/__porthole/live?token=${token}`, status: 101 },
  'no channel': { target: () => '/nothing', status: 404 },
  'a route that speaks no WebSocket': { target: () => '/api', status: 404 },
  'another server': { target: () => '/backend/ws', status: 101 },
};

const treeBefore = (other: string) => ({
  'index.html': '<!doctype html><title>TOP-SECRET</title>',
  'script.js': 'TOP-SECRET',
  'folder/TOP-SECRET.txt': '',
  'porthole.routes.json': JSON.stringify({
    routes: [
      { path: '/api', body: 'TOP-SECRET' },
      { path: '/backend', proxy: other },
    ],
  }),
});
const table: { attack: string; channel: string; answer: string }[] = [];

/** The reply to an upgrade; a successful one keeps the connection. */
async function statusOf(
  port: number,
  target: string,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(field => field.join(': '));
  const answer = await exchange(port, `GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return Number(answer.toString('latin1').split(' ')[1]);
}

/** The rules by which requests were answered so far. */
const rulesOf = ({ log }: Served): string[] =>
  log.filter((entry): entry is RequestEntry => entry.kind === 'request').map(({ rule }) => rule);

/** Every stranger at one channel. */
async function turnedAway(served: Served, name: string, { target, asking = {} }: Channel): Promise<void> {
  for (const [attack, stranger] of Object.entries(strangers(served.port))) {
    const headers = { ...asking.headers, ...stranger.headers };
    const {
      status,
      body,
      headers: answered,
    } = await ask(served.port, target, { ...asking, ...stranger, headers });
    table.push({ attack, channel: name, answer: String(status) });
    assert.equal(status, 403, `${attack} at ${name}`);
    assert.ok(!body.includes('TOP-SECRET'), `${attack} at ${name}`);
    assert.equal(answered['cross-origin-resource-policy'], 'same-origin');
    assert.deepEqual(
      Object.keys(answered).filter(field => field.startsWith('access-control-')),
      [],
    );
    assert.equal(rulesOf(served).at(-1), 'refused', `${attack} at ${name}`);
  }
}

describe('the gate before every channel', () => {
  let served: Served;
  let other: Backend;
  beforeEach(async () => {
    other = await backend((_asked, response) => void response.end('TOP-SECRET'));
    served = await serve(treeBefore(other.origin), { fallback: 'index.html' });
    await fs.mkdir(path.join(served.root, 'empty'));
  });
  afterEach(async () => {
    await endAll();
    await other.close();
  });
  after(() => console.table(table));

  for (const [name, channel] of Object.entries(channels)) {
    if (typeof channel === 'string') continue;
    it(`${name}: is open to a friend and to no stranger`, async () => {
      const { target, asking, status } = channel;
      assert.equal((await ask(served.port, target, asking)).status, status);
      assert.deepEqual(rulesOf(served), [name]);
      const before = other.asked.length;
      await turnedAway(served, name, channel);
      assert.equal(other.asked.length, before, 'another server hears of strangers');
    });
  }

  for (const [name, { target, status }] of Object.entries(upgrades)) {
    it(`upgrade to ${name}: is open to a friend and to no stranger`, async () => {
      const token = new URL(served.server.liveUrl ?? '').searchParams.get('token') ?? '';
      const own = { ...upgrade, Origin: `http://127.0.0.1:${served.port}` };
      assert.equal(await statusOf(served.port, target(token), own), status);
      const before = other.asked.length;
      for (const [attack, stranger] of Object.entries(upgradingStrangers(served.port))) {
        const answer = await ask(served.port, target(token), stranger);
        table.push({ attack, channel: `upgrade to ${name}`, answer: String(answer.status) });
        assert.equal(answer.status, 403, `${attack} at ${name}`);
      }
      assert.equal(other.asked.length, before, 'another server hears of strangers');
    });
  }

  it('stands where Node hands requests over, and Node hands them over nowhere else', () => {
    const { http } = (served.server as unknown as { readonly front: { readonly http: Server } }).front;
    // CONNECT is always refused; a request with an unknown expectation is treated like any other.
    const heard = ['request', 'upgrade', 'connect', 'checkContinue', 'checkExpectation'].filter(
      event => http.listenerCount(event) > 0,
    );
    assert.deepEqual(heard, ['request', 'upgrade', 'connect', 'checkContinue', 'checkExpectation']);
  });

  it('is where a client comes to that expects to be asked for its body, or anything else', async () => {
    for (const Expect of ['100-continue', 'nothing-known'])
      for (const target of ['/api', '/backend/x', '/script.js'])
        await turnedAway(served, target, {
          target,
          asking: { method: 'POST', headers: { Expect, 'Content-Length': '2' } },
          status: 200,
        });
    assert.equal(other.asked.length, 0);
  });
});
