import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Modules, QUICK, until } from './modules';

describe('the handlers’ thread, whatever its handlers do', function () {
  this.timeout(30_000);
  let modules: Modules;
  const given = async (tree: Record<string, string>, times?: typeof QUICK) =>
    (modules = await Modules.of(tree, times));
  afterEach(() => modules.end());

  it('tells what a handler throws, and where: in a source that a map leads to', async () => {
    const map = Buffer.from(
      JSON.stringify({ version: 3, sources: ['typed.ts'], names: [], mappings: ';AAIA' }),
    ).toString('base64');
    await given({
      'a.mjs': '\nexport function GET() {\n  throw new TypeError("boom");\n}',
      'typed.mjs': `\nexport const GET = () => { throw new Error("mapped") }\n//# sourceMappingURL=data:application/json;base64,${map}`,
      'nothing.mjs': 'export const GET = () => {}',
      'broken.mjs': 'import { nope } from "./a.mjs";',
      'none.mjs': 'export const answer = 42;',
    });
    const thrown = await modules.fault('a.mjs');
    assert.equal(thrown.message, 'TypeError: boom');
    assert.match(thrown.stack, /a\.mjs:3:9/);
    assert.match((await modules.fault('typed.mjs')).stack, /typed\.ts:5/);
    assert.match(
      (await modules.fault('nothing.mjs')).message,
      /must return a Response, and returned nothing/,
    );
    assert.match((await modules.fault('none.mjs')).message, /exports no function/);
    assert.match((await modules.fault('broken.mjs')).message, /does not provide an export named 'nope'/);
  });

  it('lives on after what nobody catches, and after process.exit', async () => {
    await given({
      'a.mjs': `let calls = 0;
        export const GET = () => new Response(String(++calls));
        export const POST = () => { setTimeout(() => { throw new Error('timer') }); Promise.reject(new Error('promise')); return new Response() };
        export const DELETE = () => process.exit(3);`,
    });
    assert.equal(await modules.text('a.mjs'), '1');
    await modules.text('a.mjs', { method: 'POST' });
    await until(() => modules.strays.length === 2);
    assert.deepEqual(modules.strays.map(({ message }) => message).toSorted(), [
      'Error: promise',
      'Error: timer',
    ]);
    const exit = await modules.ask('a.mjs', { method: 'DELETE' });
    assert.ok(exit.kind === 'failed' && exit.thrown.message.includes('process.exit(3)'));
    assert.equal(await modules.text('a.mjs'), '2');
    assert.deepEqual(modules.ended, []);
  });

  it('is ended when a handler never comes back, blames that one, and starts anew', async () => {
    const tree = {
      'loop.mjs': 'export const GET = () => { for (;;); }',
      'top.mjs': 'for (;;);',
      'late.mjs': 'export const GET = async () => { await null; for (;;); }',
      'slow.mjs': 'export const GET = () => new Promise(() => console.log("waits"))',
      'lazy.mjs': 'await new Promise(() => {})',
      'good.mjs': 'export const GET = () => new Response("good")',
    };
    await given(tree, QUICK);
    for (const name of ['loop.mjs', 'top.mjs']) {
      const slow = await modules.open('slow.mjs');
      await until(() => modules.log.splice(0).includes('info waits'));
      const answered = await modules.ask(name);
      assert.ok(answered.kind === 'ended' && answered.ended.kind === 'hung');
      assert.deepEqual(
        answered.ended.blamed.map(({ file }) => path.basename(file)),
        [name],
      );
      assert.equal((await slow.answered).kind, 'ended');
      assert.equal(await modules.text('good.mjs'), 'good');
    }
    await modules.open('lazy.mjs');
    const called = await modules.ask('loop.mjs');
    assert.ok(called.kind === 'ended' && called.ended.kind === 'hung');
    assert.deepEqual(
      called.ended.blamed.map(({ file }) => path.basename(file)),
      ['loop.mjs'],
      'not one that only loads, however long',
    );
    const late = await modules.ask('late.mjs');
    assert.ok(late.kind === 'ended' && late.ended.kind === 'hung');
    assert.deepEqual(
      late.ended.blamed.map(({ file }) => path.basename(file)),
      ['late.mjs'],
    );
  });

  it('has its calls answered though native code holds it, and starts anew meanwhile', async () => {
    const tree = {
      // Ending the thread does not interrupt this call; the file exists once it is over.
      'native.mjs': `import { spawnSync } from 'node:child_process';
        import { fileURLToPath } from 'node:url';
        const later = 'setTimeout(() => require("fs").writeFileSync("over.txt", ""), 5000)';
        export const GET = () => void spawnSync(process.execPath, ['-e', later], { cwd: fileURLToPath(new URL('.', import.meta.url)) });`,
      'good.mjs': 'export const GET = () => new Response("good")',
    };
    await given(tree, QUICK);
    const answered = await modules.ask('native.mjs');
    assert.ok(answered.kind === 'ended' && answered.ended.kind === 'hung');
    assert.equal(await modules.text('good.mjs'), 'good');
    assert.ok(!existsSync(path.join(modules.root, 'over.txt')), 'the answer waited for it');
    await until(() => existsSync(path.join(modules.root, 'over.txt')));
  });

  it('survives a handler that takes all memory', async () => {
    await given({
      'greedy.mjs':
        'export const GET = () => { const all = []; for (;;) all.push(new Array(100000).fill(0)); }',
      'good.mjs': 'export const GET = () => new Response("good")',
    });
    const answered = await modules.ask('greedy.mjs');
    assert.ok(answered.kind === 'ended');
    assert.equal(await modules.text('good.mjs'), 'good');
  });

  it('runs what is saved: the module, and whatever it imports', async () => {
    await given({
      'a.mjs': "import { word } from './lib/word.mjs'; export const GET = () => new Response(word)",
      'lib/word.mjs': "export { word } from './deep.cjs'",
      'lib/deep.cjs': "exports.word = require('./data').word",
      'lib/data.json': '{ "word": "one" }',
      'state.mjs': 'let n = 0; export const GET = () => new Response(String(++n))',
    });
    const after = async (tree: Record<string, string>) => {
      await modules.write(tree);
      return modules.text('a.mjs');
    };
    assert.equal(await modules.text('a.mjs'), 'one');
    assert.equal(await after({ 'lib/data.json': '{ "word": "two!" }' }), 'two!');
    assert.equal(await after({ 'lib/deep.cjs': 'exports.word = "three";' }), 'three');
    assert.equal(await after({ 'a.mjs': 'export const GET = () => new Response("four")' }), 'four');
    assert.equal(await modules.text('state.mjs'), '1');
    assert.equal(await after({ 'lib/word.mjs': 'export const word = 5;' }), 'four');
    assert.equal(await modules.text('state.mjs'), '2', 'a file that is no longer imported changes nothing');
  });

  it('starts one thread for many requests after a change', async () => {
    await given({ 'a.mjs': 'let n = 0; export const GET = () => new Response(`old ${++n}`)' });
    await modules.text('a.mjs');
    await modules.write({
      'a.mjs': 'let n = 0; export const GET = () => new Response(`new ${++n}`)',
    });
    const answers = await Promise.all(Array.from({ length: 8 }, () => modules.text('a.mjs')));
    assert.deepEqual(
      answers,
      Array.from({ length: 8 }, (_, n) => `new ${n + 1}`),
    );
  });

  it('cuts off an event stream of the old code after a change', async () => {
    await given({
      'a.mjs': `export const GET = () => new Response(new ReadableStream({ start(c) { c.enqueue('x') } }));
        export const PUT = () => new Response('1')`,
    });
    const answered = await modules.ask('a.mjs');
    assert.ok(answered.kind === 'reply' && answered.body);
    await modules.write({ 'a.mjs': "export const PUT = () => new Response('22')" });
    assert.equal(await modules.text('a.mjs', { method: 'PUT' }), '22');
    await assert.rejects(text(answered.body), /did not finish/);
  });

  it('says so where this Node runs no TypeScript, and runs it where it does', async () => {
    await given({ 'a.ts': 'export const GET = (r: Request): Response => new Response(r.method)' });
    const answered = await modules.ask('a.ts');
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major > 22 || (major === 22 && minor >= 6)) {
      assert.ok(answered.kind === 'reply' && answered.body, JSON.stringify(answered));
      assert.equal(await text(answered.body), 'GET');
    } else assert.ok(answered.kind === 'failed' && /does not run TypeScript/.test(answered.thrown.message));
  });

  it('writes what handlers print into the log', async () => {
    await given({
      'a.mjs':
        "export const GET = () => { console.log('said'); console.error('cried'); return new Response() }",
    });
    await modules.text('a.mjs');
    await until(() => modules.log.length >= 2);
    assert.deepEqual(modules.log.toSorted(), ['info said', 'warn cried']);
  });
});
