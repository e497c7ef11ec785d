import assert from 'node:assert/strict';
import { ask, navigation } from '../support/raw';
import { endAll, serve } from '../support/serve';

const tree = {
  'index.html': '<!doctype html><title>home</title>',
  'data.json': '{}',
  'porthole.routes.json': JSON.stringify({
    routes: [
      { path: '/page', file: 'index.html', headers: { 'content-security-policy': "img-src 'self'" } },
      { path: '/api', json: {} },
    ],
  }),
};
const friend = 'https://friend.example';
const shared = (headers: Readonly<Record<string, string>>): (string | undefined)[] =>
  ['origin', 'credentials', 'methods', 'headers'].map(name => headers[`access-control-allow-${name}`]);

describe('an origin that is listed in porthole.cors', () => {
  afterEach(endAll);

  it('reads files and routes, without cookies unless that is asked for', async () => {
    const { port, server } = await serve(tree, { cors: [friend] });
    for (const target of ['/data.json', '/api', '/nothing']) {
      const { headers } = await ask(port, target, {
        headers: { Origin: friend, 'Sec-Fetch-Site': 'cross-site' },
      });
      assert.deepEqual(shared(headers), [friend, undefined, undefined, undefined], target);
      assert.match(headers['vary'] ?? '', /Origin/);
    }
    server.configure({ cors: [{ origin: friend, credentials: true }] });
    const { headers } = await ask(port, '/data.json', { headers: { Origin: friend } });
    assert.deepEqual(shared(headers), [friend, 'true', undefined, undefined]);
  });

  it('may ask first, and gets its own name back, never a star', async () => {
    const { port } = await serve(tree, { cors: [{ origin: friend, credentials: true }] });
    const asking = {
      method: 'OPTIONS',
      headers: {
        Origin: friend,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'x-test, content-type',
      },
    };
    const { status, headers } = await ask(port, '/data.json', asking);
    assert.equal(status, 204);
    const [origin, credentials, methods, fields] = shared(headers);
    assert.deepEqual([origin, credentials, fields], [friend, 'true', 'x-test, content-type']);
    assert.match(methods ?? '', /\bGET\b/);
    assert.match(headers['vary'] ?? '', /Origin/);
  });

  it('is that one: not its subdomain, its other port, its plain http, nor one that begins like it', async () => {
    const { port } = await serve(tree, { cors: [friend] });
    for (const origin of [
      'https://a.friend.example',
      `${friend}:8443`,
      'http://friend.example',
      `${friend}.evil.example`,
      `${friend}/`,
      'null',
    ]) {
      const { status, headers } = await ask(port, '/data.json', { headers: { Origin: origin } });
      assert.equal(status, 403, origin);
      assert.deepEqual(shared(headers), [undefined, undefined, undefined, undefined]);
    }
  });

  it('does not see the answer to somebody else in a cache: each says that it depends on who asks', async () => {
    const { port } = await serve(tree, { cors: [friend] });
    assert.match((await ask(port, '/data.json')).headers['vary'] ?? '', /Origin/);
  });

  it('gets one name, also where the person’s own headers give one', async () => {
    const headers = { '**': { 'access-control-allow-origin': '*' } };
    const { port } = await serve(tree, { cors: [friend], headers });
    const answer = await ask(port, '/data.json', { headers: { Origin: friend } });
    assert.equal(answer.headers['access-control-allow-origin'], friend);
  });
});

describe('a server behind a forwarder', () => {
  afterEach(endAll);
  const authority = 'name-5500.app.example';
  const origin = `https://${authority}`;

  it('is reached by the authority that VS Code gave, whether Host is passed on or written anew', async () => {
    const { port } = await serve(tree, { authorities: [authority] });
    const own = { Origin: origin, 'Sec-Fetch-Site': 'same-origin' };
    assert.equal((await ask(port, '/', { host: authority, headers: navigation })).status, 200);
    assert.equal((await ask(port, '/data.json', { host: authority, headers: own })).status, 200);
    assert.equal((await ask(port, '/data.json', { headers: own })).status, 200);
  });

  it('is reached by no other name of that forwarder', async () => {
    const { port } = await serve(tree, { authorities: [authority] });
    for (const host of ['name-5501.app.example', `a.${authority}`, `${authority}:8080`])
      assert.equal((await ask(port, '/', { host, headers: navigation })).status, 403, host);
    const other = { Origin: 'https://name-5501.app.example' };
    assert.equal((await ask(port, '/data.json', { headers: other })).status, 403);
  });
});

describe('a page in a frame', () => {
  afterEach(endAll);

  it('may be shown by itself, by VS Code, and by the origins around its panel', async () => {
    const { port, server } = await serve(tree);
    server.configure({ frameAncestors: ['https://workbench.example', 'vscode-webview://abc'] });
    const policy = "frame-ancestors 'self' vscode-webview: https://workbench.example vscode-webview://abc";
    for (const target of ['/', '/data.json'])
      assert.equal(
        (await ask(port, target, { headers: navigation })).headers['content-security-policy'],
        policy,
      );
  });

  it('keeps its own policy beside ours, from settings and from a route that answers with a file', async () => {
    const headers = { '*.html': { 'content-security-policy': "script-src 'self'" } };
    const { port } = await serve(tree, { headers });
    const policies = async (target: string): Promise<string[]> =>
      ((await ask(port, target, { headers: navigation })).headers['content-security-policy'] ?? '').split(
        '\n',
      );
    const [ours = '', theirs] = await policies('/');
    assert.match(ours, /^frame-ancestors 'self'/);
    assert.equal(theirs, "script-src 'self'");
    const routed = await policies('/page');
    assert.match(routed[0] ?? '', /^frame-ancestors 'self'/);
    assert.equal(routed.at(-1), "img-src 'self'");
  });
});
