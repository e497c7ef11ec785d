import assert from 'node:assert/strict';
import { importsOf } from './imports';
import { nameOf, parse, type Syntax } from './syntax';
import { filesBelow, read } from './tree';

const methodsOf = (prototype: object): string[] =>
  Object.getOwnPropertyNames(prototype).filter(name => name !== 'constructor' && name !== 'length');

/** Names of methods that a page can replace. The page script's own methods must have other names. */
const METHODS = new Set([
  ...[Array, String, RegExp, Promise, Number, Date, Function].flatMap(({ prototype }) =>
    methodsOf(prototype as object),
  ),
  ...(
    'getAttribute setAttribute removeAttribute hasAttribute querySelector querySelectorAll getElementById closest matches ' +
    'appendChild insertBefore removeChild replaceChild append prepend remove before after cloneNode contains ' +
    'addEventListener removeEventListener dispatchEvent preventDefault stopImmediatePropagation composedPath ' +
    'createElement createElementNS createTextNode getBoundingClientRect getClientRects focus click scrollTo scrollIntoView ' +
    'observe disconnect takeRecords insertRule deleteRule getPropertyValue setProperty getItem setItem removeItem ' +
    'postMessage getRootNode attachShadow json text'
  ).split(' '),
]);
/** Methods that classes of the page script's own have as well: `OwnSet.forEach`. */
const OWN = new Set(['apply', 'forEach', 'fill', 'remove', 'append', 'text']);

/** Objects whose methods no page can replace (Web IDL, LegacyUnforgeable), or that belong to another origin. */
const UNFORGEABLE = new Set(['location', 'parent']);

/** Globals that a page can declare anew or replace. */
const GLOBALS = new Set(
  (
    'window document location history navigator performance JSON Math Object Array String Number RegExp Date Promise Reflect ' +
    'Proxy Symbol Map Set WeakMap WeakSet URL URLSearchParams WebSocket Event CustomEvent MutationObserver CSS fetch ' +
    'setTimeout clearTimeout setInterval clearInterval requestAnimationFrame queueMicrotask localStorage sessionStorage ' +
    'getComputedStyle encodeURIComponent decodeURIComponent encodeURI decodeURI parseInt parseFloat customElements'
  ).split(' '),
);

const isFunction = ({ type }: Syntax): boolean =>
  /^(?:Function|Arrow)|(?:Class|Object)(?:Private)?Method$/.test(type);

interface Found {
  readonly line: number;
  readonly what: string;
}

/** Forbidden calls in functions of the page script, which run after scripts of the page. */
function faultOf(node: Syntax, parent: Syntax, key: string): string | undefined {
  if (node.type === 'ForOfStatement') return 'for … of';
  if (node.type === 'SpreadElement' && parent.type !== 'ObjectExpression') return '...';
  if (node.type === 'CallExpression') {
    const callee = node['callee'] as Syntax;
    const name = callee.type === 'MemberExpression' ? nameOf(callee['property']) : undefined;
    const isOwn = UNFORGEABLE.has(nameOf(callee['object']) ?? '') || OWN.has(name ?? '');
    return name !== undefined && METHODS.has(name) && !isOwn ? `.${name}()` : undefined;
  }
  const isName = key === 'property' || key === 'key' || key === 'label';
  if (node.type !== 'Identifier' || (isName && parent['computed'] !== true)) return undefined;
  return GLOBALS.has(nameOf(node) ?? '') ? nameOf(node) : undefined;
}

/** Names that a module imports. */
const importedBy = (program: Syntax): string[] =>
  (program['body'] as Syntax[]).flatMap(statement =>
    statement.type === 'ImportDeclaration'
      ? (statement['specifiers'] as Syntax[]).map(specifier => nameOf(specifier['local']) ?? '')
      : [],
  );

/** Natives that are used in functions, which run after scripts of the page; module code runs before them. */
function nativesIn(text: string): Found[] {
  const found: Found[] = [];
  const program = parse(text);
  const ours = new Set(importedBy(program));
  const visit = (node: Syntax, inFunction: boolean): void => {
    for (const [key, value] of Object.entries(node))
      for (const child of [value].flat() as (Syntax | undefined)[]) {
        if (typeof child?.type !== 'string' || key === 'loc') continue;
        if (/^TS(?!As|NonNull|Satisfies)/.test(child.type)) continue;
        const fault = inFunction ? faultOf(child, node, key) : undefined;
        if (fault !== undefined && !ours.has(fault)) found.push({ line: child.loc.start.line, what: fault });
        visit(child, inFunction || isFunction(child));
      }
  };
  visit(program, false);
  return found;
}

const PLANTED: readonly (readonly [source: string, what: string])[] = [
  ['export const f = (e: Element) => e.getAttribute("id");', '.getAttribute()'],
  ['export function f(list: string[]) { return list.map(each => each); }', '.map()'],
  ['export function f() { return JSON.stringify(1); }', 'JSON'],
  ['export class A { b() { for (const a of []) this.b(); } }', 'for … of'],
  ['export const f = (a: number[]) => [...a];', '...'],
  ['export const f = () => document.body;', 'document'],
];

/**
 * Files that may use natives: `own` takes them over, and the preview's part runs before any script of the
 * page. The bridge and devices in step may fail in a broken page, since nothing else depends on them.
 */
const LOOSE = /^src\/page\/(?:own\/|framed\/(?:preview|find)\/|bridge\/|inStep\/)/;

/** Parts that only serve the person who opened them: the console takes its natives when it is opened. */
const LOOKED_AT = /^src\/page\/(?:console\/|own\/later\/)/;

/** The modules of `page.js`, which runs before any script of the page. */
function early(sources: ReadonlyMap<string, string>): ReadonlySet<string> {
  const { arrows } = importsOf(sources);
  const reached = new Set(['src/page/client.ts']);
  for (const file of reached) for (const { from, to } of arrows) if (from === file) reached.add(to);
  return reached;
}

describe('the page script', () => {
  it('takes no native in a part that is loaded beside the scripts of the page', () => {
    const sources = new Map(filesBelow('src/page', '.ts').map(file => [file, read(file)]));
    const first = early(sources);
    assert.ok(first.has('src/page/own/window.ts') && !first.has('src/page/update.ts'));
    const late = [...sources].filter(
      ([file]) => !first.has(file) && !LOOSE.test(file) && !LOOKED_AT.test(file),
    );
    assert.ok(late.some(([file]) => file === 'src/page/keep/again.ts'));
    assert.deepEqual(
      late.filter(([, text]) => text.includes('.prototype')).map(([file]) => file),
      [],
    );
  });

  it('uses no native in its functions but those that src/page/own has taken', () => {
    const faults = filesBelow('src/page', '.ts')
      .filter(file => !LOOSE.test(file))
      .flatMap(file => nativesIn(read(file)).map(({ line, what }) => `${file}:${line} ${what}`));
    assert.deepEqual(faults, []);
  });

  for (const [source, what] of PLANTED)
    it(`is told of a planted ${what}`, () =>
      assert.ok(
        nativesIn(source).some(fault => fault.what === what),
        JSON.stringify(nativesIn(source)),
      ));

  it('may use natives where its modules are loaded, before any script of the page', () => {
    assert.deepEqual(nativesIn('const { href } = location; export const own = JSON.stringify;'), []);
  });
});
