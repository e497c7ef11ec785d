import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { isFromConsole } from '../../../src/protocol/consoleMessages';
import { launchBrowser } from '../../host/browser';
import { endAll } from '../../server/support/serve';
import { ConsoleDesk, shown, textOf } from './consoleDesk';

/** Code of arguments, and how the message reads. */
const MESSAGES: readonly (readonly [args: string, text: string])[] = [
  ['new Date(NaN)', 'Invalid Date'],
  ['[-0, NaN, -Infinity, 2n ** 70n]', 'Array(4) {0: -0, 1: NaN, 2: -Infinity, 3: 1180591620717411303424n}'],
  ['Symbol(), Symbol.iterator', 'Symbol() Symbol(Symbol.iterator)'],
  ['{ [Symbol("k")]: 1 }', 'Object {Symbol(k): 1}'],
  ['new DOMException("gone", "AbortError")', 'AbortError: gone'],
  ['new DOMException("")', 'Error'],
  ['new Error("a", { cause: 7 })', 'Error: a {cause: 7}'],
  ['new AggregateError([1], "all")', 'AggregateError: all {errors: Array(1) {0: 1}}'],
  ['Object.assign(new TypeError("t"), { code: 5 })', 'TypeError: t {code: 5}'],
  ['new (class Odd extends Error { get name() { throw 1 } })("m")', 'Error: m'],
  ['Object.assign(Object.create(null), { a: 1 })', 'Object {a: 1}'],
  ['{ get a() { throw new Error("never") }, set b(to) {} }', 'Object {a: (…), b: (…)}'],
  ['new Proxy([1], { get() { throw 1 }, getOwnPropertyDescriptor() { throw 1 } })', 'Array(1)|Proxy'],
  ['new Proxy({}, { getPrototypeOf() { throw 1 } }), "after"', 'Proxy after'],
  ['(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })(), 1', 'Proxy 1'],
  ['{ inner: new Proxy({}, { getPrototypeOf() { throw 1 } }) }', 'Object {inner: Proxy}'],
  [
    'new Set([new Map([[NaN, new Set()]])])',
    'Set(1) {0: Map(1) {0:  {key: NaN, value: Set(0)}}}|Set(1) {0: Map(1) {0:  {key: NaN, value: Set(0) {}}}}',
  ],
  ['new Float64Array([-0, 1.5])', 'Float64Array(2) {0: -0, 1: 1.5}'],
  ['new BigInt64Array(1)', 'BigInt64Array(1) {0: 0n}'],
  ['Object.assign([, 1], { more: true })', 'Array(2) {0: empty, 1: 1, more: true}'],
  ['shadow.firstChild', '<b id="inner">'],
  ['shadow', '#document-fragment'],
  ['document.createComment("c"), document.createTextNode("t")', '<!--c--> #text "t"'],
  ['document.createElementNS("http://www.w3.org/2000/svg", "linearGradient")', '<linearGradient>'],
  [
    'async () => {}, function* go(a = 1) {}, Math.max',
    'ƒ () ƒ go(a = 1) ƒ max()|ƒ () ƒ go(a = 1) ƒ max(a, b)',
  ],
  ['/[/]\\n/u', '/[/]\\n/u'],
  ['new Number(-0), Object(2n), Object(Symbol("b"))', 'Number {-0} BigInt {2} Symbol {Symbol(b)}'],
  ['new ArrayBuffer(8), new DataView(new ArrayBuffer(2))', 'ArrayBuffer(8) DataView'],
  [
    'Object.create(null, { [Symbol.toStringTag]: { value: "Odd" } }), (function* () {})()',
    'Odd {Symbol(Symbol.toStringTag): "Odd"} Generator',
  ],
  ['new (class { get [Symbol.toStringTag]() { throw 1 } })()', 'Object {}|Object'],
  ['Promise.resolve(1), new WeakMap(), new WeakRef({})', 'Promise WeakMap WeakRef'],
  ['document.querySelectorAll("p"), document.createRange()', 'NodeList {0: <p>} Range'],
  [
    'document.styleSheets, getComputedStyle(document.body).constructor === CSSStyleDeclaration',
    'StyleSheetList true|StyleSheetList false',
  ],
  [
    '(() => { const gone = document.body.appendChild(document.createElement("u")); gone.remove(); return gone; })()',
    '<u>',
  ],
  [
    'new Error("a", { cause: new Error("b", { cause: { c: 1 } }) })',
    'Error: a {cause: Error: b {cause: Object {c: 1}}}',
  ],
  ['"%s %o %O", { a: 1 }, "text", [1]', 'Object {a: 1} "text" Array(1) {0: 1}'],
  ['"%d %i %f %c", true, null, "1e3x"', 'NaN NaN 1000 %c'],
  ['"%s|%s|%s", Symbol("q"), -0, null', 'Symbol(q)|-0|null'],
  ['"%d|%i|%f", 10n, "0x1f", ".5e1x"', '10n|31|5'],
  ['"%d|%i|%f", [], undefined, {}', 'NaN|NaN|NaN'],
  ['"%c%c%s", "color: red", "", "a", "b"', 'a b'],
  ['"%s %s", "one"', 'one %s'],
  ['"50%", "%d", 3', '50% %d 3'],
  ['"", 1', ' 1'],
  ['', ''],
  // Values of another frame have classes of their own.
  ['other.document.body', '<body>'],
  ['other.document', '#document'],
  ['new other.Error("e")', 'Error: e'],
  ['new other.TypeError("e")', 'TypeError: e'],
  ['new other.Array(1, 2)', 'Array(2) {0: 1, 1: 2}'],
  ['new other.Map([[1, 2]])', 'Map(1) {0:  {key: 1, value: 2}}'],
  ['new other.Set([1])', 'Set(1) {0: 1}'],
  ['new other.Date(NaN)', 'Invalid Date'],
  ['other.eval("/a/g")', '/a/g'],
  ['new other.Object()', 'Object {}|Object'],
  ['other.eval("(a) => 1")', 'ƒ (a)'],
  ['new other.Uint8Array(2)', 'Uint8Array(2) {0: 0, 1: 0}'],
  ['new other.DOMException("gone", "AbortError")', 'AbortError: gone'],
  ['other.document.createTextNode("t")', '#text "t"'],
];

/** Arguments of a table, its columns, and its rows with their index. */
const TABLES: readonly (readonly [args: string, columns: string, rows: readonly string[]])[] = [
  ['[[1, 2], [3]]', '0,1', ['0,1,2', '1,3,']],
  ['new Map([["k", { v: 1 }], [{ a: 1 }, 2]])', 'Key,v,Value', ['0,k,1,', '1,Object,,2']],
  ['new Set([{ v: 1 }, "s"])', 'v,Value', ['0,1,', '1,,s']],
  ['{ a: { x: 1 }, b: { y: 2 } }', 'x,y', ['a,1,', 'b,,2']],
  ['["a", "b"]', 'Value', ['0,a', '1,b']],
  ['new Uint8Array([7])', 'Value', ['0,7']],
  ['[{ a: 1, b: 2 }], ["b", "none", 3]', 'b,none', ['0,2,']],
  ['[]', '', []],
  ['[, { a: new Date(0) }, null]', 'a,Value', ['1,1970-01-01T00:00:00.000Z,', '2,,null']],
  ['[{ get a() { throw 1 }, b: 2 }]', 'b', ['0,2']],
];

/** Calls that would each exceed the live channel's limit if they were sent in full. */
const HUGE: Readonly<Record<string, string>> = {
  'five thousand arguments': 'console.log(...Array.from({ length: 5_000 }, (_, at) => at))',
  'a thousand long arguments': 'console.log(...Array.from({ length: 1_000 }, () => "\\0".repeat(500)))',
  'ten thousand specifiers':
    'console.log("%o".repeat(10_000), ...Array.from({ length: 10_000 }, () => ({ a: 1 })))',
  'a text of control characters': 'console.error("\\u0001".repeat(1_000_000), { after: 1 })',
  'a text of lone surrogates': 'console.log("\\ud800".repeat(100_000))',
  'a wide table of long texts':
    'console.table(Array.from({ length: 500 }, () => Object.fromEntries(Array.from({ length: 40 }, (_, at) => ["column" + at, "\\u4e00".repeat(500)]))))',
  'an object of long names':
    'console.log(Object.fromEntries(Array.from({ length: 500 }, (_, at) => ["x".repeat(2_000) + at, at])))',
  'a long label': 'console.count("\\0".repeat(100_000))',
  'a long style': 'console.log("%ca", "\\0".repeat(100_000))',
  'an error of a long text': 'console.log(new Error("\\0".repeat(1_000_000)))',
  'a big integer': 'console.log(2n ** 100_000n, [2n ** 100_000n])',
  'a symbol of a long text': 'console.log(Symbol("\\0".repeat(100_000)))',
  'maps in maps in maps':
    'let all = new Map(); for (let at = 0; at < 30; at++) all = new Map([[all, all], [{ all }, [all]]]); console.log(all)',
  'a million items':
    'console.log(new Array(1e6).fill("y".repeat(300)), new Set(Array.from({ length: 1e5 }, (_, at) => at)), new Uint8Array(1e7))',
  'a cycle': 'const a = { list: [] }; a.a = a; a.list.push(a, a.list); console.log(a); console.dir(a)',
  'groups without an end': 'for (let at = 0; at < 150; at++) console.group("g" + at)',
};

const plain = (text: string): string => text.replaceAll('…', '');

describe('messages that consoles seldom see', () => {
  let browser: Browser;
  let desk: ConsoleDesk;

  before(async () => {
    browser = await launchBrowser();
    desk = await ConsoleDesk.open(browser, {
      'index.html':
        '<!doctype html><title>Page</title><p></p><iframe></iframe><script>var other = frames[0]; var shadow = document.querySelector("p").attachShadow({ mode: "closed" }); shadow.innerHTML = "<b id=inner>x</b>"; console.log("begun")</script>',
    });
    await desk.goes();
    await desk.sees('begun');
  });
  after(async () => {
    await browser.close();
    await endAll();
  });

  let last = 0;
  /** Runs code; the entries of it, once a later message is there. */
  async function afterwards(code: string): Promise<readonly string[]> {
    const mark = `mark ${++last}`;
    const before = desk.entries.length;
    await desk.page.evaluate(`(() => { ${code};\nconsole.log(${JSON.stringify(mark)}) })()`);
    await desk.sees(mark);
    return desk.entries
      .slice(before)
      .map(textOf)
      .filter(text => text !== mark);
  }
  const dropped = (): readonly string[] =>
    desk.served.log.flatMap(each =>
      each.kind === 'event' && each.text.includes('dropped') ? [each.text] : [],
    );

  for (const [args, text] of MESSAGES)
    it(`${args}: ${text}`, async () => {
      const [told = 'nothing'] = await afterwards(`console.log(${args})`);
      assert.ok([text, ...text.split('|')].map(plain).includes(plain(told)), told);
    });

  for (const [args, columns, rows] of TABLES)
    it(`are tables: ${args}`, async () => {
      await afterwards(`console.table(${args})`);
      const { table } = desk.entries.findLast(({ kind }) => kind === 'table')!;
      assert.deepEqual(table?.columns.join(), columns);
      const cells = table?.rows.map(([index, all]) => [index, ...all.map(each => each?.text ?? '')].join());
      assert.deepEqual(cells, rows);
    });

  it('are heard of errors that fight back', async () => {
    const told = await afterwards(`
      const trap = new Proxy(new Error('x'), { getPrototypeOf() { throw 1 }, getOwnPropertyDescriptor() { throw 1 } });
      dispatchEvent(new ErrorEvent('error', { error: trap, message: 'a trap' }));
      dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason: trap }));
      dispatchEvent(new ErrorEvent('error', { error: null, message: 'Uncaught null' }));
      dispatchEvent(new Event('error'));`);
    assert.deepEqual(told, ['a trap', 'Uncaught (in promise) Proxy', 'Uncaught null']);
  });

  for (const [name, code] of Object.entries(HUGE))
    it(`never are too much for the live channel: ${name}`, async () => {
      // The messages per second are limited, too.
      await desk.page.waitForTimeout(name.startsWith('groups') ? 1100 : 0);
      const told = await afterwards(code);
      assert.ok(told.length > 0);
      assert.deepEqual(dropped(), []);
    });

  it('never are too much when an object is opened', async () => {
    await afterwards(
      'globalThis.deep = { a: { b: { c: { long: "\\0".repeat(100_000), ...Array.from({ length: 90 }, () => "z".repeat(30_000)) } } } }; console.log("opened", deep)',
    );
    const entry = await desk.sees('opened');
    let value = entry.values[1]!;
    while (value.properties) value = value.properties[0]![1];
    const answer = await desk.opens(entry, value.id!);
    assert.ok(answer.properties!.length > 0);
    assert.match(shown(answer.properties![0]![1]), /^"z/);
    assert.ok(answer.properties![0]![1].length! > answer.properties![0]![1].text.length);
    assert.deepEqual(dropped(), []);
    assert.ok(desk.heard.every(message => isFromConsole(message)));
  });
});
