import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { endAll } from '../../server/support/serve';
import { ConsoleDesk, shown, textOf } from './consoleDesk';

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><script>console.log('in the head')</script></head>
<body>
  <p id="lead" class="big">one</p>
  <script src="app.js"></script>
  <script>
    console.log('inline');
  </script>
</body>
</html>
`;
const app = `console.log('from the script');
function deep() {
  console.warn('deep');
}
deep();
`;

describe('the console of a page', () => {
  let browser: Browser;
  let desk: ConsoleDesk;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    await desk.page.close();
    await endAll();
  });

  const opens = async (body: string, looks = true): Promise<void> => {
    desk = await ConsoleDesk.open(
      browser,
      { 'index.html': html.replace('<p id', `${body}<p id`), 'app.js': app },
      looks,
    );
    await desk.goes();
  };
  const runs = async (code: string): Promise<void> => {
    await desk.page.evaluate(`(() => { ${code} })()`);
  };

  it('is told from the first line on, each message with its place', async () => {
    await opens('');
    const places = [];
    for (const text of ['in the head', 'from the script', 'deep', 'inline'])
      places.push((await desk.sees(text)).frames[0]!);
    assert.deepEqual(
      places.map(([, address, line]) => `${address}:${line}`),
      ['/index.html:3', '/app.js:1', '/app.js:3', '/index.html:8'],
    );
    assert.equal(places[2]![0], 'deep');
    // The tag of the page script stands before it in the same line.
    const [, , line, column] = places[0]!;
    assert.match(html.split('\n')[line - 1]!.slice(column - 1), /^(?:(?:console\.)?log)?\(/);
    assert.deepEqual((await desk.sees('deep')).level, 'warning');
  });

  it('is not touched while nobody looks, and given back when the last look ends', async () => {
    await opens('', false);
    await desk.page.waitForTimeout(300);
    const isNative = (): Promise<boolean> =>
      desk.page.evaluate(
        () =>
          Object.getOwnPropertyDescriptor(console, 'log')!.value ===
          (globalThis as never as { first: unknown }).first,
      );
    await runs('globalThis.first = console.log; console.log("unheard")');
    assert.equal(await isNative(), true);
    desk.looks(true);
    await desk.page.waitForFunction('console.log !== first');
    assert.equal(
      await desk.page.evaluate('/native code/.test(String(console.log)) && console.log.name'),
      'log',
    );
    await runs('console.log("heard")');
    await desk.sees('heard');
    desk.looks(false);
    await desk.page.waitForFunction('console.log === first');
    await runs('console.log("unheard again"); setTimeout(() => { throw new Error("unheard error") })');
    await desk.page.waitForTimeout(300);
    assert.deepEqual(desk.entries.map(textOf), ['heard']);
  });

  it('leaves a method that the page has put in its place, and no longer listens', async () => {
    await opens('');
    await desk.sees('inline');
    await runs('const before = console.log; globalThis.mine = console.log = (...all) => before(...all)');
    await runs('console.log("through mine")');
    await desk.sees('through mine');
    desk.looks(false);
    await desk.page.waitForTimeout(300);
    assert.equal(await desk.page.evaluate('console.log === mine'), true);
    const { length } = desk.entries;
    await runs('console.log("unheard")');
    desk.looks(true);
    await desk.page.waitForTimeout(300);
    await runs('console.log("heard once")');
    await desk.sees('heard once');
    assert.equal(desk.entries.length, length + 1);
  });

  it('writes values without running code of the page', async () => {
    await opens('');
    await runs(`
      globalThis.ran = [];
      class Point { constructor() { this.x = 1; this.self = this; } get y() { ran.push('y'); return 2; } toString() { ran.push('toString'); return ''; } toJSON() { ran.push('toJSON'); } }
      const withGetter = { get a() { ran.push('a'); return 1; }, b: 2 };
      globalThis.go = () => console.log('all', 1, -0, 10n, true, undefined, null, Symbol('s'), 'text', [1, 'two', , 3], withGetter, new Point(), new Map([[{k: 1}, 'v']]), new Set(['x']),
        new Date(0), /a+/gi, function go(a, b) {}, class Foo {}, document.getElementById('lead'), new Uint8Array([7, 8]), Object.create(null)); go(); globalThis.ours = ran.splice(0).join()`);
    const entry = await desk.sees('all');
    const [, ...values] = entry.values.map(shown);
    const ids = /…$/;
    assert.deepEqual(
      values.map(text => text.replace(ids, '…')),
      [
        '1',
        '-0',
        '10n',
        'true',
        'undefined',
        'null',
        'Symbol(s)',
        'text',
        'Array(4) {0: 1, 1: "two", 2: empty, 3: 3}',
        'Object {a: (…), b: 2}',
        'Point {x: 1, self: Point {x: 1, self: Point {x: 1, self: Point…}}}',
        'Map(1) {0:  {key: Object {k: 1}, value: "v"}}',
        'Set(1) {0: "x"}',
        '1970-01-01T00:00:00.000Z',
        '/a+/gi',
        'ƒ go(a, b)…',
        'class Foo…',
        '<p id="lead" class="big">…',
        'Uint8Array(2) {0: 7, 1: 8}',
        'Object',
      ],
    );
    // An engine's own console may run some of it.
    desk.looks(false);
    await desk.page.waitForFunction('/function log/.test(Function.prototype.toString.call(console.log))');
    await runs('go()');
    assert.equal(await desk.page.evaluate('ours'), await desk.page.evaluate('ran.join()'));
  });

  it('opens what was too deep or too long, while the page lives', async () => {
    await opens('');
    await runs(`
      let deep = { end: true };
      for (let level = 0; level < 10; level++) deep = { deep };
      globalThis.list = Array.from({ length: 250 }, (_, index) => index);
      console.log('opened', deep, list, document.body);`);
    const entry = await desk.sees('opened');
    const [, first, list, body] = entry.values;
    let deep = first!;
    for (let at = 0; at < 3; at++) deep = deep.properties![0]![1];
    const inside = await desk.opens(entry, deep.id!);
    assert.match(shown(inside.properties![0]![1]), /^Object/);
    assert.equal(list!.properties!.length, 100);
    const second = await desk.opens(entry, list!.id!, 100);
    assert.deepEqual([second.properties!.length, second.properties![0]![0], second.more], [100, '100', true]);
    const last = await desk.opens(entry, list!.id!, 200);
    assert.deepEqual([last.properties!.length, last.more], [50, false]);
    const kids = await desk.opens(entry, body!.id!);
    assert.ok(kids.properties!.some(([, value]) => value.text === '<p id="lead" class="big">'));
    assert.equal((await desk.opens(entry, 123_456)).properties, undefined);
  });

  it('formats as browsers do', async () => {
    await opens('');
    await runs(`
      console.log('a%sb', 'X', 'rest'); console.log('%d %i %f %%', '42.9px', 7.9, '1.5e1x'); console.log('%cred%cplain', 'color: red', '', 'end');
      console.log('%o|%O', {a: 1}, [2]); console.log('%s %d', {a: 1}, Symbol('q')); console.log('100%', 5, '%s'); console.log('%x %s')`);
    await desk.sees('%x %s');
    const texts = desk.entries.map(textOf);
    for (const text of [
      'aXb rest',
      '42 7 15 %',
      'redplain end',
      'Object {a: 1}|Array(1) {0: 2}',
      'Object {a: 1} NaN',
      '100% 5 %s',
      '%x %s',
    ])
      assert.ok(texts.includes(text), `${text} in ${texts.join('\n')}`);
    const styled = desk.entries.find(entry => textOf(entry).startsWith('red'))!;
    assert.deepEqual(
      styled.values.map(({ style }) => style),
      ['color: red', '', undefined],
    );
  });

  it('knows groups, tables, timers, counts, assertions and traces', async () => {
    await opens('');
    await runs(`
      console.group('outer'); console.groupCollapsed(); console.info('within'); console.groupEnd(); console.groupEnd(); console.groupEnd(); console.debug('out');
      console.table([{ a: 1, b: 'x' }, { a: 2, c: true }, 5]); console.table(new Map([['k', { v: 1 }]]), ['v']);
      console.count(); console.count(); console.count('n'); console.info('between'); console.countReset('n'); console.count('n'); console.countReset('no');
      console.time('t'); console.timeLog('t', 'more'); console.timeEnd('t'); console.timeEnd('t');
      console.assert(true, 'fine'); console.assert(false, 'not %s', 'fine'); console.assert(false); console.assert(0, { a: 1 });
      function outer() { console.trace('here'); } outer(); console.dir({ d: 1 }); console.clear(); console.log('the end')`);
    await desk.sees('the end');
    const told = desk.entries.slice(desk.entries.findIndex(({ kind }) => kind === 'group'));
    assert.deepEqual(
      told.map(
        ({ kind, level, depth, ...entry }) =>
          `${kind} ${level} ${depth} ${textOf(entry as never).replace(/: \d[\d.]* ms/, ': N ms')}`,
      ),
      [
        'group info 0 outer',
        'groupCollapsed info 1 console.group',
        'plain info 2 within',
        'plain debug 0 out',
        'table info 0 Array(3) {0: Object {a: 1, b: "x"}, 1: Object {a: 2, c: true}, 2: 5}',
        'table info 0 Map(1) {0:  {key: "k", value: Object {v: 1}}}',
        'plain info 0 default: 1',
        'plain info 0 default: 2',
        'plain info 0 n: 1',
        'plain info 0 between',
        'plain info 0 n: 1',
        "plain warning 0 Count for 'no' does not exist",
        'plain info 0 t: N ms more',
        'plain info 0 t: N ms',
        "plain warning 0 Timer 't' does not exist",
        'plain error 0 Assertion failed: not fine',
        'plain error 0 Assertion failed',
        'plain error 0 Assertion failed Object {a: 1}',
        'trace info 0 here',
        'plain info 0 Object {d: 1}',
        'clear info 0 ',
        'plain info 0 the end',
      ],
    );
    const tables = told.filter(({ kind }) => kind === 'table').map(({ table }) => table!);
    assert.deepEqual(tables[0]!.columns, ['a', 'b', 'c', 'Value']);
    assert.deepEqual(
      tables[0]!.rows.map(([index, cells]) => [index, ...cells.map(cell => cell?.text ?? '')]),
      [
        ['0', '1', 'x', '', ''],
        ['1', '2', '', 'true', ''],
        ['2', '', '', '', '5'],
      ],
    );
    assert.deepEqual([tables[1]!.columns, tables[1]!.rows[0]![1].map(cell => cell?.text)], [['v'], ['1']]);
  });

  it('tells uncaught errors and rejections with their stacks', async () => {
    await opens(
      '<script>let 1</script><script>setTimeout(function late() { throw new TypeError("went wrong"); }); Promise.reject(new RangeError("refused")); Promise.reject(7)</script>',
    );
    const thrown = await desk.sees('went wrong');
    assert.equal(thrown.kind, 'uncaught');
    assert.equal(textOf(thrown).startsWith('Uncaught TypeError: went wrong'), true);
    assert.deepEqual(thrown.values[1]!.frames![0]!.slice(0, 3), ['late', '/index.html', 5]);
    const refused = await desk.sees('refused');
    assert.match(textOf(refused), /^Uncaught \(in promise\) RangeError: refused/);
    assert.deepEqual(refused.frames[0]!.slice(1, 3), ['/index.html', 5]);
    const unparsed = await desk.sees('SyntaxError');
    assert.deepEqual(unparsed.frames[0]!.slice(1, 3), ['/index.html', 5]);
    assert.equal(textOf(await desk.sees('promise) 7')), 'Uncaught (in promise) 7');
  });

  it('is told of frames that no server sends, with their errors, and given back there', async () => {
    await opens(
      '<iframe srcdoc="<script>console.log(`in the frame`, [1]); setTimeout(() => { throw new Error(`of the frame`) })</script>"></iframe><iframe></iframe><iframe src="app.js"></iframe>',
    );
    assert.equal(textOf(await desk.sees('in the frame')), 'in the frame Array(1) {0: 1}');
    assert.equal((await desk.sees('of the frame')).kind, 'uncaught');
    await runs('frames[1].console.warn("in an empty frame")');
    assert.equal((await desk.sees('in an empty frame')).level, 'warning');
    desk.looks(false);
    await desk.page.waitForFunction(
      '[0, 1].every(at => /function warn/.test(Function.prototype.toString.call(frames[at].console.warn)))',
    );
  });
});
