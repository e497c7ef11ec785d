import assert from 'node:assert/strict';
import { readMessage } from '../../src/server/routes/handler/messages';
import { thrownOf } from '../../src/handlers/thrown';
import { Modules } from './modules';

const GOOD = [
  { type: 'entered', id: 1, as: 'loading' },
  { type: 'left', id: 1 },
  { type: 'pull', id: 1 },
  { type: 'head', id: 1, status: 200, headers: [['a', 'b']], hasBody: true },
  { type: 'body', id: 1, bytes: new Uint8Array(1) },
  { type: 'body', id: 1, bytes: undefined },
  { type: 'method', id: 1, allow: ['GET'] },
  { type: 'failed', id: 1, thrown: { message: 'm', stack: '' } },
  { type: 'stray', thrown: { message: 'm', stack: '' } },
  { type: 'output', level: 'info', text: 'said' },
  { type: 'leftOut', errors: 1, output: 0 },
  { type: 'pong' },
];

describe('a message of the handlers’ thread', () => {
  it('is taken as it is meant to be, and in no other form', () => {
    for (const message of GOOD) assert.equal(readMessage(message), message);
    const forged: unknown[] = [null, undefined, 1, 'pong', [], {}, { type: 'x' }, { type: 'constructor' }];
    for (const message of GOOD.slice(0, -1))
      for (const key of Object.keys(message))
        for (const value of [null, {}, [1], 'x'.repeat(9), Symbol.iterator])
          if (key !== 'text' || typeof value !== 'string') forged.push({ ...message, [key]: value });
    for (const status of [100, 199, 1000, 200.5, '200'])
      forged.push({ type: 'head', id: 1, status, headers: [], hasBody: false });
    for (const line of [
      ['a b', ''],
      ['', 'b'],
      ['a', 'b\r\nc: d'],
      ['a', '€'],
      ['a\0', 'b'],
      ['a', 'b', 'c'],
    ])
      forged.push({ type: 'head', id: 1, status: 200, headers: [line], hasBody: false });
    for (const allow of [['\r\n'], ['GET', ''], ['GET, POST'], ['É']])
      forged.push({ type: 'method', id: 1, allow });
    forged.push(
      {
        type: 'head',
        id: 1,
        status: 200,
        headers: Array.from({ length: 1001 }, () => ['a', 'b']),
        hasBody: false,
      },
      { type: 'head', id: 1, status: 200, headers: [['a', 'b'.repeat(256 * 1024)]], hasBody: false },
      { type: 'body', id: 1, bytes: new Uint8Array(256 * 1024 + 1) },
      { type: 'method', id: 1, allow: Array(101).fill('GET') },
      { type: 'method', id: 1, allow: ['A'.repeat(101)] },
      { type: 'output', level: 'info', text: 'x'.repeat(4097) },
      { type: 'leftOut', errors: -1, output: 0 },
    );
    for (const message of forged) {
      const isText = (message as { as?: unknown } | null)?.as === 'x';
      assert.equal(readMessage(message), undefined, `${String(isText)} ${JSON.stringify(message)}`);
    }
  });
});

describe('an error of the handlers’ thread', () => {
  it('is cut where it is read, however long its texts are', () => {
    for (const type of ['failed', 'stray']) {
      const long = { type, id: 1, thrown: { message: 'x'.repeat(1e6), stack: 'at x\n'.repeat(1e5) } };
      const read = readMessage(long);
      assert.ok(read?.type === 'failed' || read?.type === 'stray');
      assert.equal(read.thrown.message.length, 4000);
      assert.equal(read.thrown.stack.split('\n').length, 100);
    }
  });
});

describe('a thrown value', () => {
  it('can always be told, whatever traps it has', () => {
    const trap = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('trap');
      },
      getPrototypeOf: () => {
        throw new Error('trap');
      },
    });
    const circular: unknown[] = [];
    circular.push(circular);
    const odd = Object.assign(new Error('x'), { message: Symbol('s'), stack: 5 });
    for (const value of [trap, circular, odd, null, undefined, 1n, Symbol('s'), () => 1]) {
      const { message, stack } = thrownOf(value);
      assert.equal(typeof message, 'string');
      assert.equal(typeof stack, 'string');
    }
    assert.equal(thrownOf('x'.repeat(1e6)).message.length, 4000);
  });
});

describe('a handler that attacks its server', function () {
  this.timeout(30_000);
  let modules: Modules;
  afterEach(() => modules.end());

  it('posts what it likes, and is still answered', async () => {
    modules = await Modules.of({
      'forged.mjs': `import { parentPort } from 'node:worker_threads';
        export const GET = () => {
          for (const message of [null, 1, {}, { type: 'head' }, { type: 'body', id: 1 }, { type: 'failed', id: 1 }])
            parentPort.postMessage(message);
          return new Response('well');
        };`,
      'thrown.mjs':
        'export const GET = () => { throw new Proxy(new Error(), { getPrototypeOf() { throw 1; } }); };',
      'kill.mjs':
        'import process from "node:process"; export const GET = () => { process.kill(process.pid, "SIGKILL"); };',
      'group.mjs':
        'import process from "node:process"; export const GET = () => { process.kill(0, "SIGKILL"); };',
    });
    assert.equal(await modules.text('forged.mjs'), 'well');
    assert.match((await modules.fault('thrown.mjs')).message, /without a text/);
    assert.match((await modules.fault('kill.mjs')).message, /must not end the server/);
    assert.match((await modules.fault('group.mjs')).message, /must not end the server/);
  });

  it('that answers with a head that cannot be sent is told why', async () => {
    modules = await Modules.of({
      'error.mjs': 'export const GET = () => Response.error();',
      'early.mjs': 'export const GET = () => ({ status: 103, headers: [], body: null });',
      'large.mjs': 'export const GET = () => ({ status: 1000, headers: [], body: null });',
      'lines.mjs': 'export const GET = () => ({ status: 200, headers: [["a", "b\\r\\nc: d"]], body: null });',
      'names.mjs': 'export const GET = () => ({ status: 200, headers: [["a b", "c"]], body: null });',
    });
    for (const name of ['error', 'early', 'large'])
      assert.match((await modules.fault(`${name}.mjs`)).message, /status of a Response/, name);
    for (const name of ['lines', 'names'])
      assert.match((await modules.fault(`${name}.mjs`)).message, /header of a Response/, name);
  });

  it('ends its thread, and the next call starts another', async () => {
    modules = await Modules.of({
      'null.mjs': `import process from 'node:process';
        export const GET = () => {
          process.removeAllListeners('uncaughtException');
          setTimeout(() => { throw null; });
          return new Promise(() => {});
        };`,
      'good.mjs': 'export const GET = () => new Response("well");',
    });
    assert.equal((await modules.ask('null.mjs')).kind, 'ended');
    assert.equal(await modules.text('good.mjs'), 'well');
  });

  it('closes the port to its parent, and is still answered', async () => {
    modules = await Modules.of({
      'close.mjs': `import { parentPort } from 'node:worker_threads';
        export const GET = () => { parentPort.close(); return new Response('well'); };`,
    });
    assert.equal(await modules.text('close.mjs'), 'well');
  });
});
