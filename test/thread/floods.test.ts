import assert from 'node:assert/strict';
import type { Answered } from '../../src/server/routes/handler/openCall';
import { FLOODS, flooding, MANY } from './floods';
import { Modules, until } from './modules';

/** The limit for one second, twice: a flood may reach into the next second. */
const MOST_STRAYS = 20;
const MOST_LINES = 2000;
const MOST_CHARACTERS = 2 * 256 * 1024;

describe('a flood in the handlers’ thread', function () {
  this.timeout(30_000);
  let modules: Modules;
  afterEach(() => modules.end());

  for (const [name, before] of Object.entries(FLOODS))
    it(`of ${name} reaches the server in small parts`, async () => {
      modules = await Modules.of({ 'flood.mjs': flooding(before) });
      assert.equal(await modules.text('flood.mjs'), 'well');
      const { strays, log } = modules;
      assert.ok(strays.length <= MOST_STRAYS, `${strays.length} errors`);
      assert.ok(log.length <= MOST_LINES, `${log.length} lines`);
      const characters = log.join('').length + strays.map(each => each.message + each.stack).join('').length;
      assert.ok(characters <= MOST_CHARACTERS, `${characters} characters`);
      assert.ok(!strays.some(({ message }) => message.includes('forged')));
    });

  it('is counted: as many are told as are left out, in one line', async () => {
    const both = ['promises that are rejected', 'lines that are printed'].map(name => FLOODS[name] ?? '');
    modules = await Modules.of({ 'flood.mjs': flooding(both.join('\n')) });
    await modules.text('flood.mjs');
    const { log, strays } = modules;
    await until(() => log.some(line => line.includes('left out')));
    const told = log.flatMap(line => /left out: (\d+) errors .* (\d+) printed/.exec(line) ?? []);
    const printed = log.filter(line => line.startsWith('info line ')).length;
    assert.equal(told.length, 3);
    assert.deepEqual([strays.length + Number(told[1]), printed + Number(told[2])], [MANY, MANY]);
  });

  it('of large answers comes in parts, and is whole', async () => {
    modules = await Modules.of({
      'bytes.mjs': `export const GET = () => new Response(new ReadableStream({ start(c) {
        c.enqueue(new Uint8Array(0)); c.enqueue(new Uint8Array(3_000_001).fill(97)); c.close(); } }));`,
      'text.mjs': `export const GET = () => ({ status: 200, headers: [], body: { getReader() { let n = 0;
        return { read: async () => n++ ? { done: true } : { done: false, value: 'ü'.repeat(1_000_000) } } } } });`,
    });
    for (const [name, size] of [
      ['bytes.mjs', 3_000_001],
      ['text.mjs', 2_000_000],
    ] as const) {
      const { body } = await replyOf(modules.ask(name));
      let [sum, largest] = [0, 0];
      for await (const chunk of body ?? assert.fail()) {
        sum += (chunk as Buffer).length;
        largest = Math.max(largest, (chunk as Buffer).length);
      }
      assert.equal(sum, size);
      assert.ok(largest <= 256 * 1024, `${name}: ${largest} bytes at once`);
    }
  });

  it('of header fields is an error of the handler', async () => {
    modules = await Modules.of({
      'count.mjs': `export const GET = () => ({ status: 200, body: null, headers: Array(100_000).fill(['a', 'b']) });`,
      'size.mjs': `export const GET = () => new Response('', { headers: { a: 'b'.repeat(300_000) } });`,
      'most.mjs': `export const GET = () => ({ status: 200, body: null, headers: Array(1000).fill(['a', 'b']) });`,
    });
    assert.match((await modules.fault('count.mjs')).message, /at most 1000 header lines/);
    assert.match((await modules.fault('size.mjs')).message, /at most 262144 characters of headers/);
    assert.equal((await replyOf(modules.ask('most.mjs'))).headers.length, 1000);
  });

  it('of one error is cut, and keeps its place', async () => {
    modules = await Modules.of({
      'large.mjs': `export const GET = () => { Error.stackTraceLimit = 1000;
        const deep = n => { if (n === 0) throw new RangeError('x'.repeat(1e7)); deep(n - 1); }; deep(900); };`,
    });
    const { message, stack } = await modules.fault('large.mjs');
    assert.match(message, /^RangeError: x+…$/);
    assert.ok(message.length <= 4000 && stack.length <= 8000 && stack.split('\n').length <= 100);
    assert.match(stack, /large\.mjs:2:/);
  });
});

describe('the last words of the handlers’ thread', function () {
  this.timeout(30_000);
  let modules: Modules;
  afterEach(() => modules.end());

  for (const thrown of [
    '{ toString: 1, valueOf: 1 }',
    'Object.create(null)',
    'new Error("x".repeat(1e6))',
    'Object.assign(new Error(), { message: { toString: 1 } })',
    'Symbol("s")',
    '() => 1',
    'new Proxy({}, { get() { throw 1 } })',
  ])
    it(`may be ${thrown}: the server lives and the next call is answered`, async () => {
      modules = await Modules.of({
        'last.mjs': `import process from 'node:process';
          export const GET = () => {
            process.removeAllListeners('uncaughtException');
            setTimeout(() => { throw ${thrown}; });
            return new Promise(() => {});
          };`,
        'good.mjs': 'export const GET = () => new Response("well");',
      });
      const answered = await modules.ask('last.mjs');
      assert.ok(answered.kind === 'ended' && answered.ended.kind === 'crashed', answered.kind);
      assert.ok(answered.ended.message.length <= 4000);
      assert.equal(await modules.text('good.mjs'), 'well');
    });

  it('reach the server before its end', async () => {
    modules = await Modules.of({
      'last.mjs': `import process from 'node:process';
        export const GET = () => {
          process.removeAllListeners('uncaughtException');
          setTimeout(() => { console.log('last words'); throw 1; });
          return new Promise(() => {});
        };`,
    });
    assert.equal((await modules.ask('last.mjs')).kind, 'ended');
    assert.ok(modules.log.includes('info last words'), modules.log.join('\n'));
  });
});

async function replyOf(answer: Promise<Answered>): Promise<Extract<Answered, { kind: 'reply' }>> {
  const answered = await answer;
  assert.ok(answered.kind === 'reply', JSON.stringify(answered).slice(0, 500));
  return answered;
}
