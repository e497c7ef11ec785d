import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Modules } from './modules';

describe('the handlers’ thread', function () {
  this.timeout(30_000);
  let modules: Modules;
  const given = async (tree: Record<string, string>) => (modules = await Modules.of(tree));
  afterEach(() => modules.end());

  it('runs the function of the method, with the request and the parameters', async () => {
    await given({
      'a.mjs': `export const GET = (request, { params }) => Response.json(
          { url: request.url, x: request.headers.get('x-y'), ...params }, { status: 201, headers: { 'set-cookie': 'a=1' } });`,
    });
    const answered = await modules.ask('a.mjs', { headers: [['X-Y', 'z']], params: { id: '7' } });
    assert.ok(answered.kind === 'reply' && answered.body);
    assert.equal(answered.status, 201);
    assert.deepEqual(answered.headers, [
      ['content-type', 'application/json'],
      ['set-cookie', 'a=1'],
    ]);
    assert.deepEqual(JSON.parse(await text(answered.body)), {
      url: 'http://localhost/a.mjs',
      x: 'z',
      id: '7',
    });
  });

  it('takes CommonJS, and `default` for whatever has no function of its own', async () => {
    await given({
      'a.cjs': 'exports.GET = () => new Response("get"); exports.default = () => new Response("any");',
      'b.cjs': 'module.exports = request => new Response(request.method);',
    });
    assert.equal(await modules.text('a.cjs'), 'get');
    assert.equal(await modules.text('a.cjs', { method: 'PUT' }), 'any');
    assert.equal(await modules.text('b.cjs', { method: 'DELETE' }), 'DELETE');
  });

  it('answers HEAD from GET without its body, and names the methods that there are', async () => {
    await given({ 'a.mjs': 'export function GET() { return new Response("x", { headers: { a: "b" } }) }' });
    const head = await modules.ask('a.mjs', { method: 'HEAD' });
    assert.ok(head.kind === 'reply' && head.body === undefined);
    assert.ok(head.headers.some(([name, value]) => name === 'a' && value === 'b'));
    assert.deepEqual(await modules.ask('a.mjs', { method: 'POST' }), {
      kind: 'method',
      allow: ['GET', 'HEAD'],
    });
  });

  it('hands the request body over chunk by chunk, only as far as it is read', async () => {
    await given({
      'all.mjs': 'export const POST = async r => new Response(String((await r.arrayBuffer()).byteLength))',
      'some.mjs': `export const POST = async r => {
        const { value } = await r.body.getReader().read();
        return new Response(String(value.length));
      }`,
    });
    let read = 0;
    const endless = (chunks: number) =>
      Readable.from(
        (function* () {
          for (let n = 0; n < chunks; n++) {
            read++;
            yield Buffer.alloc(1000);
          }
        })(),
        { objectMode: false, highWaterMark: 1000 },
      );
    assert.equal(await modules.text('all.mjs', { method: 'POST' }, endless(5000)), '5000000');
    read = 0;
    assert.equal(await modules.text('some.mjs', { method: 'POST' }, endless(5000)), '1000');
    assert.ok(read < 10, `${read} chunks were read`);
  });

  it('makes a reply no faster than it is read', async () => {
    await given({
      'flood.mjs': `let made = 0;
        export const GET = () => new Response(new ReadableStream({ pull(c) { made++; c.enqueue(new Uint8Array(65536)) } }));
        export const PUT = () => new Response(String(made));`,
    });
    const answered = await modules.ask('flood.mjs');
    assert.ok(answered.kind === 'reply' && answered.body);
    await new Promise(resolve => answered.body?.once('readable', resolve));
    await pause(200);
    assert.ok(Number(await modules.text('flood.mjs', { method: 'PUT' })) < 10);
    answered.body.destroy();
  });

  it('tells a handler that its client has gone', async () => {
    await given({
      'events.mjs': `let gone = 0, cancelled = 0;
        export const GET = request => {
          request.signal.addEventListener('abort', () => gone++);
          return new Response(new ReadableStream({ start(c) { c.enqueue('data: 1\\n\\n') }, cancel() { cancelled++ } }),
            { headers: { 'content-type': 'text/event-stream' } });
        };
        export const DELETE = request => new Promise(() => request.signal.addEventListener('abort', () => gone++));
        export const PUT = () => new Response(gone + ' ' + cancelled);`,
    });
    const answered = await modules.ask('events.mjs');
    assert.ok(answered.kind === 'reply' && answered.body);
    const [first] = (await answered.body.take(1).toArray()) as Buffer[];
    assert.equal(String(first), 'data: 1\n\n');
    answered.body.destroy();
    const waiting = await modules.open('events.mjs', { method: 'DELETE' });
    waiting.abandon();
    assert.equal((await waiting.answered).kind, 'gone');
    assert.equal(await modules.text('events.mjs', { method: 'PUT' }), '2 1');
  });
});
