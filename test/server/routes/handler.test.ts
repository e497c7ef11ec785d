import assert from 'node:assert/strict';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { FaultReport } from '../../../src/protocol/faults';
import { createServer } from '../../../src/server';
import { ask as askRaw, navigation } from '../support/raw';
import { ask, until, withRoutes } from '../support/routes';
import { endAll, serve, type Served, type Tree } from '../support/serve';

/** A site whose routes are answered by these modules, in the built thread. */
async function serving(modules: Tree, options: Parameters<typeof serve>[1] = {}): Promise<Served> {
  const routes = Object.keys(modules)
    .filter(name => !name.includes('/'))
    .map(name => ({ path: `/${path.parse(name).name}{/:name}`, handler: `./${name}` }));
  return serve(withRoutes(routes, modules), { pageScript: path.resolve('dist/page.js'), ...options });
}

const errors = ({ log }: Served): string =>
  log.flatMap(entry => (entry.kind === 'event' && entry.level === 'error' ? entry.text : [])).join('\n');

describe('a route to a handler', function () {
  this.timeout(30_000);
  afterEach(endAll);

  it('calls the function of the method with the request and what the path holds', async () => {
    const served = await serving({
      'hi.mjs': `export const GET = (request, { params }) => Response.json({ url: request.url, ...params });
        export async function POST(request) { return new Response((await request.json()).name, { status: 201, headers: { 'x-a': 'b' } }) }`,
    });
    assert.deepEqual(await ask(served, '/hi/J%C3%BCrg?x=1'), [
      200,
      { url: `${served.url}hi/J%C3%BCrg?x=1`, name: 'Jürg' },
    ]);
    const body = JSON.stringify({ name: 'Ada' });
    const posted = await fetch(`${served.url}hi`, { method: 'POST', body });
    assert.deepEqual([posted.status, posted.headers.get('x-a'), await posted.text()], [201, 'b', 'Ada']);
    const refused = await fetch(`${served.url}hi`, { method: 'DELETE' });
    assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, POST, HEAD']);
    const head = await askRaw(served.port, '/hi', { method: 'HEAD' });
    assert.deepEqual([head.status, head.body.length], [200, 0]);
    await served.write({ 'hi.mjs': 'export default () => new Response("any")' });
    for (const method of ['PUT', 'TRACE']) {
      const { status, headers } = await askRaw(served.port, '/hi', { method });
      assert.deepEqual([status, 'allow' in headers], method === 'PUT' ? [200, false] : [405, true], method);
    }
  });

  it('keeps what it answers under our policies', async () => {
    const served = await serving({
      'a.mjs': `export const GET = () => new Response('<p>hi', { headers: [
        ['content-type', 'text/html'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['content-length', '2'],
        ['access-control-allow-origin', '*'], ['connection', 'close']] })`,
    });
    const response = await fetch(`${served.url}a`);
    assert.equal(await response.text(), '<p>hi');
    assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors 'self'/);
    assert.equal(response.headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('streams events, and tells the handler when its client has gone', async () => {
    const served = await serving({
      'events.mjs': `import { setFlagsFromString } from 'node:v8';
        import { runInNewContext } from 'node:vm';
        let gone = 0;
        export const GET = request => new Response(new ReadableStream({
          start(c) { c.enqueue('data: 1\\n\\n'); request.signal.addEventListener('abort', () => gone++); } }),
          { headers: { 'content-type': 'text/event-stream' } });
        setFlagsFromString('--expose-gc');
        const collect = runInNewContext('gc');
        export const PUT = () => (collect(), new Response(String(gone)));`,
    });
    const client = http.get(`${served.url}events`);
    const [answer] = (await once(client, 'response')) as [http.IncomingMessage];
    assert.equal(String((await once(answer, 'data'))[0]), 'data: 1\n\n');
    // Node's Request holds its signal weakly: without this reference, garbage collection would end the
    // forwarding.
    const told = async (): Promise<string> => (await fetch(`${served.url}events`, { method: 'PUT' })).text();
    assert.equal(await told(), '0');
    client.destroy();
    await until('the handler was not told', async () => (await told()) === '1');
  });

  it('reads a large body while it answers', async () => {
    const served = await serving({ 'echo.mjs': 'export const POST = request => new Response(request.body)' });
    const body = Buffer.alloc(5_000_000, 'a');
    const client = http.request(`${served.url}echo`, { method: 'POST', agent: false });
    client.write(body.subarray(0, 1000));
    const [answer] = (await once(client, 'response')) as [http.IncomingMessage];
    client.end(body.subarray(1000));
    let bytes = 0;
    for await (const chunk of answer) bytes += (chunk as Buffer).length;
    assert.equal(bytes, body.length);
  });

  it('may begin its answer before it reads', async () => {
    const served = await serving({
      'late.mjs': `export const POST = request => new Response(new ReadableStream({
          async start(c) {
            c.enqueue(new TextEncoder().encode('got '));
            await new Promise(resolve => setTimeout(resolve, 200));
            c.enqueue(new TextEncoder().encode(String((await request.arrayBuffer()).byteLength)));
            c.close();
          } }))`,
    });
    const client = http.request(`${served.url}late`, { method: 'POST', agent: false });
    client.end(Buffer.alloc(5_000_000, 'a'));
    const [answer] = (await once(client, 'response')) as [http.IncomingMessage];
    assert.equal(await text(answer), 'got 5000000');
  });

  it('that has failed and does so no more is no problem any more', async () => {
    const served = await serving({
      'once.mjs':
        'let n = 0; export const GET = () => { if (n++ === 0) throw new Error("first"); return new Response("well") }',
    });
    const reports: FaultReport[] = [];
    const again = createServer(
      { root: served.root, pageScript: path.resolve('dist/page.js'), port: 0 },
      { faults: report => reports.push(report) },
    );
    const { url } = await again.listen();
    try {
      assert.equal((await fetch(`${url}once`)).status, 500);
      assert.equal(reports.at(-1)?.faults.length, 1);
      assert.equal(await (await fetch(`${url}once`)).text(), 'well');
      assert.deepEqual(reports.at(-1)?.faults, []);
    } finally {
      await again.close();
    }
  });

  it('is told when a body breaks off, and never takes half of one for the whole', async () => {
    const served = await serving({
      'up.mjs': `const told = [];
        export const POST = async request => {
          try { told.push('whole ' + (await request.arrayBuffer()).byteLength); } catch (error) { told.push(error.name); }
          return new Response();
        };
        export const GET = () => new Response(told.join());`,
    });
    const client = http.request(`${served.url}up`, { method: 'POST', headers: { 'content-length': 1000 } });
    client.on('error', () => undefined);
    client.write(Buffer.alloc(500));
    await until('the handler has not begun', async () => (await ask(served, '/up'))[0] === 200);
    client.destroy();
    await until('the handler is not told', async () => (await ask(served, '/up'))[1] === 'AbortError');
  });

  it('is not bothered with a body that is too large', async () => {
    const served = await serving(
      {
        'all.mjs': 'export const POST = async r => new Response(String((await r.arrayBuffer()).byteLength))',
      },
      { maxBodySize: 1000 },
    );
    const send = async (size: number, known: boolean): Promise<number> => {
      const bytes = Buffer.alloc(size, 'a');
      const body = known ? bytes : new Blob([bytes]).stream();
      return (await fetch(`${served.url}all`, { method: 'POST', body, duplex: 'half' } as RequestInit))
        .status;
    };
    assert.equal(await send(1000, true), 200);
    assert.equal(await send(1000, false), 200);
    assert.equal(await send(1001, true), 413);
    assert.equal(await send(200_000, false), 413);
    assert.equal((await ask(served, '/index.html'))[0], 200);
  });

  it('answers what it throws with the place in its source, names it to the editor, and lives', async () => {
    const reports: FaultReport[] = [];
    const served = await serving({
      'bad.mjs': 'import { deep } from "./lib/deep.mjs";\nexport const GET = () => deep();',
      'lib/deep.mjs': '\n\nexport function deep() {\n  throw new TypeError("<boom>");\n}',
    });
    const again = createServer(
      { root: served.root, pageScript: path.resolve('dist/page.js'), port: 0 },
      { faults: report => reports.push(report) },
    );
    const { url, port } = await again.listen();
    try {
      const page = await askRaw(port, '/bad', { headers: navigation });
      assert.equal(page.status, 500);
      assert.match(page.body.toString(), /TypeError: &lt;boom&gt;/);
      assert.match(page.body.toString(), /lib\/deep\.mjs:4:9/);
      assert.ok(!page.body.includes(served.root), 'no absolute path');
      const said = await (await fetch(`${url}bad`)).text();
      assert.match(
        said,
        /^The handler bad\.mjs failed\.\nTypeError: <boom>\n {4}at deep \(lib\/deep\.mjs:4:9\)/,
      );
      assert.deepEqual(reports.at(-1)?.faults, [
        {
          file: path.join(served.root, 'lib/deep.mjs'),
          line: 4,
          column: 9,
          message: 'TypeError: <boom>',
          severity: 'error',
        },
      ]);
      await served.write({ 'lib/deep.mjs': 'export const deep = () => new Response("well")' });
      assert.equal(await (await fetch(`${url}bad`)).text(), 'well');
      assert.deepEqual(reports.at(-1)?.faults, []);
    } finally {
      await again.close();
    }
  });

  it('says in the log what it throws where nobody waits', async () => {
    const served = await serving({
      'a.mjs':
        'export const GET = () => { setTimeout(() => { throw new Error("later") }); return new Response("x") }',
    });
    assert.equal((await ask(served, '/a'))[0], 200);
    await until('the log says nothing', async () => /a\.mjs:1:\d+ Error: later/.test(errors(served)));
    assert.equal((await ask(served, '/a'))[0], 200);
  });

  it('that never comes back is named, and all others are answered', async () => {
    const served = await serving({
      'loop.mjs': 'export const GET = () => { for (;;); }',
      'good.mjs': 'export const GET = () => new Response("good")',
    });
    const looping = ask(served, '/loop');
    assert.equal((await ask(served, '/index.html'))[0], 200);
    const [status, text] = await looping;
    assert.equal(status, 500);
    assert.match(String(text), /^loop\.mjs did not respond for \d+ s/);
    assert.match(errors(served), /loop\.mjs:1:1 .*did not respond/);
    assert.deepEqual(await ask(served, '/good'), [200, 'good']);
  });

  it('that is saved answers anew', async () => {
    const served = await serving({ 'a.mjs': 'export const GET = () => new Response("one")' });
    assert.deepEqual(await ask(served, '/a'), [200, 'one']);
    await served.write({ 'a.mjs': 'export const GET = () => new Response("two!")' });
    assert.deepEqual(await ask(served, '/a'), [200, 'two!']);
  });

  it('that is missing, or leads out of the root, is named and not run', async () => {
    const outside = await serving({ 'x.mjs': 'export const GET = () => new Response("outside")' });
    const served = await serve(
      withRoutes([
        { path: '/none', handler: './none.mjs' },
        { path: '/link', handler: './link.mjs' },
      ]),
      { pageScript: path.resolve('dist/page.js') },
    );
    await symlink(path.join(outside.root, 'x.mjs'), path.join(served.root, 'link.mjs'));
    for (const name of ['none', 'link']) {
      const [status, text] = await ask(served, `/${name}`);
      assert.deepEqual([status, String(text).includes(`${name}.mjs`)], [500, true], String(text));
    }
  });

  for (const broken of [
    'globalThis.AbortController = undefined',
    'globalThis.Request = undefined',
    'globalThis.ReadableStream = undefined',
    'Map.prototype.set = () => { throw 1 }',
    'Promise.prototype.then = () => { throw 1 }',
  ])
    it(`is answered where another has broken the language: ${broken}`, async () => {
      const served = await serving({
        'a.mjs': `${broken};\nexport default () => new Response('a')`,
        'b.mjs': 'export default () => new Response("b")',
      });
      for (const target of ['/a', '/b', '/a', '/b'])
        assert.match(String((await askRaw(served.port, target)).status), /^[25]00$/);
    });

  it('runs in a workspace that is trusted, and in no other', async () => {
    const served = await serving(
      { 'a.mjs': 'export const GET = () => new Response("ran")' },
      { trusted: false },
    );
    assert.equal((await ask(served, '/a'))[0], 404);
    served.server.configure({ trusted: true });
    await until('it is not answered', async () => (await ask(served, '/a'))[0] === 200);
  });

  for (const given of ['"../a.mjs"', '"a.txt"', '1'])
    it(`${given} is no handler, and the routes file says so`, async () => {
      const served = await serve({
        'porthole.routes.json': `{ "routes": [\n{ "path": "/x", "handler": ${given} }\n]}`,
      });
      assert.match(errors(served), /porthole\.routes\.json:2:28 The “handler” is a module below the root/);
    });
});
