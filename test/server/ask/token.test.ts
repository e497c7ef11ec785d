import assert from 'node:assert/strict';
import type { RequestEntry } from '../../../src/protocol/logEntry';
import { createServer } from '../../../src/server';
import { judgeToken } from '../../../src/server/ask/guard';
import { ask, exchange, navigation } from '../support/raw';
import { endAll, makeTree, pageScript, serve } from '../support/serve';
import { upgrade } from '../support/strangers';

const tokenOf = (server: { readonly liveUrl: string | undefined }): string =>
  new URL(server.liveUrl ?? '').searchParams.get('token') ?? '';

describe('the token of the live channel', () => {
  afterEach(endAll);

  it('has more than 128 bits and is another one for every start', async () => {
    const tokens = new Set<string>();
    for (let start = 0; start < 5; start++) {
      const { server } = await serve({});
      const token = tokenOf(server);
      assert.match(token, /^[\w-]+$/);
      assert.ok(Buffer.from(token, 'base64url').length * 8 > 128);
      tokens.add(token);
    }
    assert.equal(tokens.size, 5);
  });

  it('is right as a whole or not at all', () => {
    const token = 'abcdefghijklmnopqrstuvwxyz012345';
    assert.equal(judgeToken(token, token), 'ok');
    for (const wrong of [
      undefined,
      '',
      token.slice(0, -1),
      `${token}x`,
      `${token}\0`,
      token.toUpperCase(),
      'é'.repeat(32),
    ])
      assert.notEqual(judgeToken(wrong, token), 'ok', wrong);
  });

  it('is in the page script and in nothing else that the server sends', async () => {
    const { server, port } = await serve({ 'index.html': '<p>x', 'sub/a.txt': 'a' });
    const token = tokenOf(server);
    const answers = await Promise.all(
      [
        '/',
        '/sub/',
        '/sub',
        '/nothing',
        '/__porthole/',
        '/__porthole/live',
        `/__porthole/live?token=${token}`,
      ].map(target => ask(port, target, { headers: navigation })),
    );
    for (const answer of answers) assert.ok(!JSON.stringify(answer.headers).includes(token));
    for (const answer of answers) assert.ok(!answer.body.includes(token), answer.body.toString());
    const script = await ask(port, '/__porthole/page.js');
    assert.ok(script.body.includes(token));
    assert.match(script.headers['cache-control'] ?? '', /private/);
    assert.equal(script.headers['referrer-policy'], 'no-referrer');
  });

  it('is never in the log nor in a record, however it was sent', async () => {
    const { server, port, log } = await serve({ 'index.html': '<p>x' });
    const token = tokenOf(server);
    server.setWatched(true);
    const target = `/__porthole/live?token=${token}`;
    await exchange(port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${fieldsOf(upgrade)}\r\n`);
    const evil = { Origin: 'https://evil.example' };
    await ask(port, target, { headers: { ...upgrade, ...evil } });
    await ask(port, `${target}x`, { headers: upgrade });
    for (const form of [
      target,
      `/${target}`,
      `//__porthole///live?token=${token}`,
      `http://localhost${target}`,
    ]) {
      await ask(port, form);
      await ask(port, form, { headers: evil });
      await ask(port, form, { host: 'evil.example' });
    }
    assert.ok(log.length > 12);
    assert.ok(!JSON.stringify(log).includes(token));
  });

  it('is in no record of the page script, in whatever form that is asked for', async () => {
    const root = await makeTree({});
    const records: RequestEntry[] = [];
    const options = { root, pageScript: await pageScript(await makeTree({})), port: 0 };
    const server = createServer(
      options,
      { log: () => undefined, request: entry => records.push(entry) },
      'off',
    );
    server.setWatched(true);
    const { port } = await server.listen();
    for (const target of [
      '/__porthole/page.js',
      '//__porthole/page.js',
      'http://localhost/__porthole/page.js',
    ]) {
      const { body } = await ask(port, target);
      assert.ok(body.includes(tokenOf(server)), target);
    }
    assert.equal(records.length, 3);
    for (const { details } of records) assert.equal(details?.responseBody, undefined);
    await server.close();
  });
});

const fieldsOf = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
