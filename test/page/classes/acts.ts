import { change, type Class, html, type Member, tells } from './site';

const script = (code: string): string => `<script>${code}</script>`;
const both = (from: string, to: string, code: string, more: Partial<Member> = {}): Member => ({
  ...change(from + script(code), to + script(code)),
  ...more,
});
const svg = (width: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="11"/>`;
const pics = { 'a.svg': svg(11), 'b.svg': svg(22), 'sub/a.svg': svg(33), 'sub/b.svg': svg(44) };
const withPics = (member: Member): Member => ({ ...member, files: { ...member.files, ...pics } });
const sel = (...values: readonly string[]): string =>
  `<select id="s">${values.map(value => `<option value="${value}">${value}</option>`).join('')}</select>`;

/** What a call or an assignment of a script makes of the element that it finds. */
export const ACTS: Class = {
  'a choice that a script made by its value': both(
    '<select id="s"><option value="a">A</option><option value="b">B</option></select>',
    '<select id="s"><option value="b">A</option><option value="b">B</option></select>',
    's.value = "b"',
  ),
  'a choice that a script made by its number': both(sel('a', 'b'), sel('x', 'a', 'b'), 's.selectedIndex = 1'),
  'an option that a script removes by its number': both(sel('a', 'b'), sel('x', 'a', 'b'), 's.remove(0)'),
  'options that a script cuts': both(sel('a', 'b'), sel('x', 'a', 'b'), 's.length = 1'),
  'a row that a script deletes by its number': both(
    '<table id="s"><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table>',
    '<table id="s"><tbody><tr><td>x</td></tr><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table>',
    's.deleteRow(0)',
  ),
  'a cell that a script deletes by its number': both(
    '<table><tbody><tr id="s"><td>a</td><td>b</td></tr></tbody></table>',
    '<table><tbody><tr id="s"><td>x</td><td>a</td><td>b</td></tr></tbody></table>',
    's.deleteCell(0)',
  ),
  'a head that a script deletes': both(
    '<table id="s"><tbody><tr><td>b</td></tr></tbody></table>',
    '<table id="s"><thead><tr><td>x</td></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
    's.deleteTHead()',
  ),
  'a list that a script clears': both('<ul id="s"></ul>', '<ul id="s"><li>a</li></ul>', 's.textContent = ""'),
  'a list that a script clears by markup': both(
    '<ul id="s"></ul>',
    '<ul id="s"><li>a</li></ul>',
    's.innerHTML = ""',
  ),
  'a list that a script clears by a call': both(
    '<ul id="s"></ul>',
    '<ul id="s"><li>a</li></ul>',
    's.replaceChildren()',
  ),
  'a number that a script steps': both(
    '<input id="s" type="number" value="1">',
    '<input id="s" type="number" value="5">',
    's.stepUp()',
  ),
  'a number that a script steps by another step': both(
    '<input id="s" type="number" value="0" step="1">',
    '<input id="s" type="number" value="0" step="5">',
    's.stepUp()',
  ),
  'a value of a script within other bounds': both(
    '<input id="s" type="range" max="40">',
    '<input id="s" type="range" max="100">',
    's.value = 90',
  ),
  'a value of a script in another type': both(
    '<input id="s" type="number">',
    '<input id="s" type="text">',
    's.value = "abc"',
  ),
  'a text area whose text a script changes': both(
    '<textarea id="s">old</textarea>',
    '<textarea id="s">new</textarea>',
    's.setRangeText("!", 0, 0)',
  ),
  'a value that a script sets by its default': both(
    '<input id="s" value="old">',
    '<input id="s" value="new">',
    's.value = s.getAttribute("value") + "!"',
  ),
  'a box that a script clicks': both(
    '<input id="s" type="checkbox">',
    '<input id="s" type="checkbox" checked>',
    's.click()',
  ),
  'a box whose label a script clicks': both(
    '<label id="s">l <input type="checkbox"></label>',
    '<label id="s">l <input type="checkbox" checked></label>',
    's.click()',
  ),
  'details whose summary a script clicks': both(
    '<details><summary id="s">s</summary>x</details>',
    '<details open><summary id="s">s</summary>x</details>',
    's.click()',
  ),
  'a link that a script clicks': {
    ...both(
      '<a id="s" href="b.html?old" target="f">a</a><iframe name="f"></iframe>',
      '<a id="s" href="b.html?new" target="f">a</a><iframe name="f"></iframe>',
      's.click()',
    ),
    files: {
      'index.html': html(
        '',
        `<a id="s" href="b.html?old" target="f">a</a><iframe name="f"></iframe>${script('s.click()')}`,
      ),
      'b.html': html('', '<b id="b"></b><script>b.textContent = location.search</script>'),
    },
  },
  'a form that a script sends': {
    files: {
      'index.html': html(
        '',
        `<form id="s" action="b.html" target="f"><input name="q" value="old"></form><iframe name="f"></iframe>${script('s.submit()')}`,
      ),
      'b.html': html('', '<b id="b"></b><script>b.textContent = location.search</script>'),
    },
    saves: [
      {
        'index.html': html(
          '',
          `<form id="s" action="b.html" target="f"><input name="q" value="new"></form><iframe name="f"></iframe>${script('s.submit()')}`,
        ),
      },
    ],
  },
  'a dialog that a script opens by its name': both(
    '<dialog id="s">d</dialog>',
    '<dialog id="s" open>d</dialog>',
    'try { s.showModal() } catch { document.title = "open" }',
  ),
  'a dialog that a script closes': both(
    '<dialog id="s">d</dialog>',
    '<dialog id="s" open>d</dialog>',
    's.close()',
  ),
  'a class that a script toggles': both(
    '<p id="s" class="a">p</p>',
    '<p id="s" class="a on">p</p>',
    's.classList.toggle("on")',
  ),
  'a class that a script toggles off': both(
    '<p id="s" class="a on">p</p>',
    '<p id="s" class="a">p</p>',
    's.classList.toggle("on")',
  ),
  'a class that a script replaces': both(
    '<p id="s" class="a b">p</p>',
    '<p id="s" class="c b">p</p>',
    's.classList.replace("a", "z")',
  ),
};

/** Relative addresses, after a script has changed what they are relative to. */
export const BASES: Class = {
  'a picture below a base of a script': withPics(
    both(
      '<img src="a.svg" alt="">',
      '<img src="b.svg" alt="">',
      'const b = document.createElement("base"); b.href = "/sub/"; document.head.append(b)',
    ),
  ),
  'a picture after pushState of a script': withPics(
    both(
      '<img src="a.svg" alt="">',
      '<img src="b.svg" alt="">',
      'history.pushState(null, "", "/deep/route")',
    ),
  ),
  'a new picture after pushState of a script': withPics(
    both('<p>x</p>', '<p>x</p><img src="b.svg" alt="">', 'history.replaceState(null, "", "/deep/route")'),
  ),
  'a sheet after pushState of a script': {
    files: {
      'index.html': html(
        '<link rel="stylesheet" href="a.css">',
        `<p id="t">t</p>${script('history.replaceState(null, "", "/deep/route")')}`,
      ),
      'a.css': '#t { color: red }',
      'b.css': '#t { color: green }',
      'deep/b.css': '#t { color: blue }',
    },
    saves: [
      {
        'index.html': html(
          '<link rel="stylesheet" href="b.css">',
          `<p id="t">t</p>${script('history.replaceState(null, "", "/deep/route")')}`,
        ),
      },
    ],
  },
};

/** Rare features of pages. */
export const RARITIES: Class = {
  'an element where prototypes are frozen': both(
    '<p>old</p>',
    '<p>new</p><p title="x">y</p>',
    'for (const c of [Array, Object, Function, Promise, Map, Set, String, RegExp, Node, Element, EventTarget]) { Object.freeze(c); Object.freeze(c.prototype) }',
    { stays: true },
  ),
  'a text below trusted types': {
    files: {
      'index.html': html(
        '<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for \'script\'">',
        '<p>old</p>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for \'script\'">',
          '<p @click="x">new</p><b>x</b>',
        ),
      },
    ],
  },
  'a style below a nonce': {
    files: {
      'index.html': html(
        '<meta http-equiv="Content-Security-Policy" content="style-src \'nonce-abc\'; script-src \'self\' \'nonce-abc\'"><style nonce="abc">p { color: red }</style>',
        '<p style="top: 1px">old</p>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '<meta http-equiv="Content-Security-Policy" content="style-src \'nonce-abc\'; script-src \'self\' \'nonce-abc\'"><style nonce="abc">p { color: green }</style><style nonce="abc">p { width: 50px }</style><style>p { width: 70px }</style>',
          '<p style="height: 99px">new</p>',
        ),
      },
    ],
  },
  'a frame of a frameset': {
    files: {
      'index.html':
        '<!doctype html><html><head><title>t</title></head><frameset cols="50%,50%"><frame src="b.html"><frame src="b.html"></frameset></html>',
      'b.html': html('', '<p>old</p>'),
    },
    saves: [{ 'b.html': html('', '<p>new</p>') }],
  },
  'a view transition that shows a text': both(
    '<p>old</p><i id="o"></i>',
    '<p>new</p><i id="o"></i>',
    'document.startViewTransition?.(() => { o.textContent = document.querySelector("p").textContent })',
  ),
  'a highlight': tells(
    '<p>old</p>',
    '<p>new and longer</p>',
    'const r = new StaticRange({ startContainer: document.querySelector("p"), startOffset: 0, endContainer: document.querySelector("p"), endOffset: 1 }); CSS.highlights?.set("x", new Highlight(r)); tell(r.endContainer.childNodes.length)',
  ),
  'a map of imports by a script': {
    files: {
      'index.html': html(
        '',
        `<p id="p">x</p>${script('document.head.append(Object.assign(document.createElement("script"), { type: "importmap", textContent: JSON.stringify({ imports: { a: "/a.js" } }) }))')}<script type="module">import { v } from "a"; p.textContent = v</script>`,
      ),
      'a.js': 'export const v = "old"',
    },
    saves: [{ 'a.js': 'export const v = "new"' }],
  },
  'a worker of modules that imports': {
    files: {
      'index.html': html(
        '',
        `<p id="p">x</p>${script('new Worker("w.js", { type: "module" }).onmessage = e => { p.textContent = e.data }')}`,
      ),
      'w.js': 'import { v } from "./v.js"; postMessage(v)',
      'v.js': 'export const v = "old"',
    },
    saves: [{ 'v.js': 'export const v = "new"' }],
  },
  'sizes of a picture': withPics(
    change(
      '<img srcset="a.svg 100w, b.svg 4000w" sizes="50px" alt="">',
      '<img srcset="a.svg 100w, b.svg 4000w" sizes="4000px" alt="">',
      true,
    ),
  ),
  'a text by a parser of a frame': both(
    '<p>old</p><iframe id="f"></iframe>',
    '<p>new</p><iframe id="f"></iframe>',
    'f.contentWindow.eval("document.body.append(parent.document.querySelector(\'p\').textContent)")',
  ),
  'a copy by structured data': both(
    '<p title="old">x</p><i id="o"></i>',
    '<p title="new">x</p><i id="o"></i>',
    'o.textContent = Object.fromEntries([...document.querySelector("p").attributes].map(a => [a.name, a.value])).title',
  ),
  'a message of a channel': both(
    '<p>old</p><i id="o"></i>',
    '<p>new</p><i id="o"></i>',
    'const c = new MessageChannel(); c.port1.onmessage = e => { o.textContent = e.data }; c.port2.postMessage(document.querySelector("p").firstChild.data)',
  ),
};
