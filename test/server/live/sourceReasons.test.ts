import assert from 'node:assert/strict';
import { Trees } from '../../../src/server/diff/trees';
import { looksIntoWindows } from '../../../src/server/live/update/frames';
import { sourceReason } from '../../../src/server/live/update/sourceReasons';
import { sourceOf } from '../../../src/server/live/sources';

const trees = new Trees();
const treeOf = (body: string) => trees.of(sourceOf(`<!doctype html><body>${body}`))!;

function reasonFor(from: string, to: string, files: readonly string[]): Promise<string | undefined> {
  const [old, next] = [treeOf(from), treeOf(to)];
  const operations = trees.difference(old, next, old.startup);
  return sourceReason(operations, old, next, () => Promise.resolve(files));
}

const library = (script: string): string => `/*${' '.repeat(100_000)}*/${script}`;
const field = (name: string): string => `<form id="join" class="sign-up"><input name="${name}"></form>`;

/** The saved text, the scripts beside it, and whether the page must reload because of them. */
const CASES: readonly (readonly [title: string, from: string, to: string, script: string, is: boolean])[] = [
  ['an id that a script names', '<p id="box">x', '<p id="bar">x', 'box.hidden = true', true],
  ['an id that a library names', '<p id="box">x', '<p id="bar">x', library('box.hidden = true'), true],
  [
    'an id that is a word in a library',
    '<p id="box">x',
    '<p id="bar">x',
    library('a.box = { box: "box" }'),
    false,
  ],
  ...(
    [
      ['const w = window; w.box.hidden = true', true],
      ['const { box: one } = document', true],
      ['(function (w, d) { w.box.hidden = true })(window, document)', true],
      ['Reflect.get(window, "box")', true],
      ['new Proxy(self, {}).box', true],
      ['if (one === window) one.box()', false],
      ['const box2 = window.one; two.box()', false],
      ['f(document.body, one.box)', false],
      [' '.repeat(20_000) + 'const w = window; one.box()', false],
    ] as const
  ).map(
    ([script, is]) => [`an id, and ${script.trim()}`, '<p id="box">x', '<p id="bar">x', script, is] as const,
  ),
  ['a common id, and an alias', '<p id="title">x', '<p id="bar">x', 'const w = window; one.title', false],
  ['an id that is a word in a comment', '<p id="box">x', '<p id="bar">x', '// the box', false],
  ['a field that a script reads', field('mail'), field('post'), 'join.mail.value', true],
  ['a field that a script reads by a text', field('mail'), field('post'), 'join.elements["mail"]', true],
  [
    'a field with a common name',
    field('title'),
    field('post'),
    'document.querySelector("h1").title = "a"',
    false,
  ],
  ['a field with a common name, and its form by id', field('title'), field('post'), 'join.title.value', true],
  [
    'a field with a common name, and its form by class',
    field('title'),
    field('post'),
    'document.querySelector(".sign-up").title.value',
    true,
  ],
  [
    'a field with a common name, and forms',
    field('title'),
    field('post'),
    'document.forms[0].title.value',
    true,
  ],
  ...(
    [
      ['Object.getOwnPropertyNames(document.forms)', true],
      ['const { ownKeys } = Reflect; const list = d.children; ownKeys(list)', true],
      ['Object.getOwnPropertyDescriptors(document.getElementsByTagName("p"))', true],
      ['Object.getOwnPropertyNames(Object.prototype)', false],
      [library('a.children; Object.getOwnPropertyNames(a)'), false],
      ['const list = d.children; list.box', true],
      ['document.getElementsByClassName("a").box', true],
      ['one.box', false],
      [library('a.children; one.box'), false],
    ] as const
  ).map(
    ([script, is]) =>
      [
        `an id in a collection, and ${script.slice(-60)}`,
        '<p id="box">x',
        '<p id="bar">x',
        script,
        is,
      ] as const,
  ),
  [
    'a common name in a collection',
    '<p name="title">x',
    '<p name="bar">x',
    'const list = d.rows; list.title',
    true,
  ],
  [
    'a common id in a collection',
    '<p id="title">x',
    '<p id="bar">x',
    'const list = d.rows; list.title',
    false,
  ],
  ['a type, in a script of events', field('type'), field('post'), 'onclick = e => log(e.type)', false],
  ['a text with a mustache', '<p>{{ a }}', '<p>{{ b }}', 'x()', true],
  ['a text that gets a mustache', '<p>a', '<p>{{ b }}', 'x()', true],
  ['a text', '<p>a', '<p>b', 'x()', false],
  ['an attribute of a framework', '<p x-text="a">x', '<p x-text="b">x', 'x()', true],
  ['a new element of a framework', '<p>x', '<p>x<b><i v-if="a">y</i></b>', 'x()', true],
  ['a new element', '<p>x', '<p>x<b><i title="a">y</i></b>', 'x()', false],
  [
    'an element that passes a script',
    '<section>s</section><script>1</script><p>1 <b>2</b></p>',
    '<section>s</section><p>1 <b>2</b></p><script>1</script>',
    'x()',
    true,
  ],
  [
    'an element that moves behind a script',
    '<script>1</script><section>s</section><p>1 <b>2</b></p><u>3 <b>4</b></u>',
    '<script>1</script><p>1 <b>2</b></p><u>3 <b>4</b></u><section>s</section>',
    'x()',
    false,
  ],
  [
    'an element that a script names, in another parent',
    '<div><p id="box">1 <b>2</b></p></div><section></section>',
    '<div></div><section><p id="box">1 <b>2</b></p></section>',
    'box.parentNode.localName',
    true,
  ],
  [
    'an element that a script names, in one that is wrapped',
    '<p>1 <b id="box">2</b></p>',
    '<section><p>1 <b id="box">2</b></p></section>',
    'box.parentNode.parentNode.localName',
    true,
  ],
  [
    'an element that no script names, in another parent',
    '<div><p id="bar">1 <b>2</b></p></div><section></section>',
    '<div></div><section><p id="bar">1 <b>2</b></p></section>',
    'box.parentNode.localName',
    false,
  ],
  ['a new field, and fields by number', field('a'), field('a') + '<input>', 'document.forms[0][1]', true],
  ['a new field, and a form of words', field('a'), field('a') + '<input>', 'transform[0] = form.x', false],
  ['a new element, and fields by number', field('a'), field('a') + '<b>x</b>', 'document.forms[0][1]', false],
  ['an id beside a script that is not read', '<p id="box">x', '<p id="bar">x', ' '.repeat(2_000_001), true],
];

describe('what the sources tell of a save', () => {
  for (const [title, from, to, script, is] of CASES)
    it(`${is ? 'asks for a load' : 'asks for none'}: ${title}`, async () =>
      assert.equal((await reasonFor(from, to, [script])) !== undefined, is));

  it('asks for none in a page without scripts', async () =>
    assert.equal(await reasonFor('<p id="a">{{ a }}', '<p id="b">{{ b }}', []), undefined));

  for (const [script, is] of [
    ['top.document.title', true],
    ['window.top?.document', true],
    ['window[0].document', true],
    ['parent[1]', true],
    ['self[name].document', true],
    ['inner.document.title', true],
    ['const top = 1; a.top.b', false],
    ['window["innerWidth"]', false],
    ['a[0]', false],
    ['box.inner.document', false],
  ] as const)
    it(`${is ? 'finds' : 'finds no'} other windows in ${script}`, () =>
      assert.equal(looksIntoWindows(treeOf('<iframe name="inner"></iframe>').nodes, [script]), is));
});
