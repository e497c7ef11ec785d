import { change, type Class, file, html, type Member, red, t, tells, told } from './site';

const big =
  '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="11" height="99"/></svg>';
const worker = (code: string, type = ''): string =>
  told(
    '',
    `new Worker(URL.createObjectURL(new Blob([\`${code}\`], { type: "text/javascript" }))${type}).onmessage = e => tell(e.data)`,
  );

/** Files that are requested without a hint of the page that uses them. */
export const NAMELESS: Class = {
  'a script of a worker that a script wrote': file(
    'b.js',
    'postMessage("old")',
    '',
    worker('importScripts("${location.origin}/b.js")'),
  ),
  'a module of a worker that a script wrote': file(
    'b.js',
    'export default "old"',
    '',
    worker('import x from "${location.origin}/b.js"; postMessage(x)', ', { type: "module" }'),
  ),
  'data of a worker that a script wrote': file(
    'd.json',
    '"old"',
    '',
    worker('fetch("${location.origin}/d.json").then(r => r.json()).then(postMessage)'),
  ),
  'a sheet of an empty frame': file(
    'a.css',
    red,
    '',
    '<iframe src="about:blank"></iframe><script>const d = document.querySelector("iframe").contentDocument; d.head.innerHTML = "<link rel=stylesheet href=/a.css>"; d.body.innerHTML = "<p id=t>x</p>"</script>',
  ),
  'a sheet of a frame that a script wrote': file(
    'a.css',
    red,
    '',
    '<iframe></iframe><script>document.querySelector("iframe").src = URL.createObjectURL(new Blob([`<link rel=stylesheet href=${location.origin}/a.css><p id=t>x</p>`], { type: "text/html" }))</script>',
  ),
  'an import of a sheet without a referrer': file(
    'b.css',
    red,
    '<link rel="stylesheet" href="a.css" referrerpolicy="no-referrer">',
    t,
    { 'a.css': '@import "b.css";' },
    true,
  ),
  'a picture that a style shows later': {
    ...file('a.svg', big, '', `<img src="a.svg" alt="" hidden>${t}`),
    finally: 't.style.cssText = "height: 99px; background: url(a.svg)"',
    drawn: true,
  },
};

const seen = (options: string): string =>
  `new IntersectionObserver(([e], o) => { if (e.isIntersecting) { tell("seen"); o.disconnect() } }, ${options}).observe(document.querySelector(".e"))`;
const tall = (height: number, more: string): string =>
  `<div style="height: ${height}px">a</div>${more}<div class="e" style="height: 50px">b</div>`;
const scrolled = (more: string): string =>
  `<div class="r" style="height: 200px; overflow: auto">${tall(100, more)}</div>`;
const gap = (height: number): string => `<p style="height: ${height}px">c</p>`;

/** Questions about the order of nodes and about views with margins, and questions in code made from text. */
export const ORDER: Class = {
  'the order of two elements without names': tells(
    '<div><p class="a">x</p><p class="b">y</p></div>',
    '<div><p class="b">y</p><p class="a">x</p></div>',
    'tell(document.querySelector(".a").compareDocumentPosition(document.querySelector(".b")))',
  ),
  'the number of an element by a range': tells(
    '<div><p>a</p><p class="q">b</p></div>',
    '<div><p>a</p><p>c</p><p class="q">b</p></div>',
    'const r = document.createRange(); r.selectNode(document.querySelector(".q")); tell(r.startOffset)',
  ),
  'two ranges that are compared': tells(
    '<div><p class="p">a</p><p class="q">b</p></div>',
    '<div><p class="q">b</p><p class="p">a</p></div>',
    'const r = document.createRange(), s = document.createRange(); r.selectNode(document.querySelector(".q")); s.selectNode(document.querySelector(".p")); tell(r.compareBoundaryPoints(0, s))',
  ),
  'a view with a margin': tells(tall(900, ''), tall(900, gap(400)), seen('{ rootMargin: "0px 0px 300px" }')),
  'a view with a negative margin': tells(
    tall(500, ''),
    tall(500, gap(50)),
    seen('{ rootMargin: "-20% 0px" }'),
  ),
  'a view in an element': tells(
    scrolled(''),
    scrolled(gap(200)),
    seen('{ root: document.querySelector(".r") }'),
  ),
  'the input of a filter': tells(
    '<svg><filter><feOffset in="SourceAlpha"/></filter></svg>',
    '<svg><filter><feOffset in="SourceGraphic"/></filter></svg>',
    'tell(document.querySelector("feOffset").in1.baseVal)',
  ),
  'the code of a timer': tells(
    '<p class="q">old</p>',
    '<p class="q">new</p>',
    "setTimeout(\"document.querySelector('#out').textContent = document.querySelector('.q').textContent\", 20)",
  ),
  'names that are put together': tells(
    '<p id="p1">x</p>',
    '<p id="p1">x</p><p id="p2">x</p>',
    'let n = 0; for (let i = 1; i < 9; i++) if (window["p" + i]) n++; tell(n)',
  ),
};

const focus = (from: string, to: string): Member => ({
  files: { 'index.html': html('<style>:focus { color: rgb(1, 2, 3) }</style>', from) },
  saves: [{ 'index.html': html('<style>:focus { color: rgb(1, 2, 3) }</style>', to) }],
});
const remembers = '<script>addEventListener("click", e => { window.last = e.target })</script>';

/** The element that has the focus from the start, and one that a visitor has chosen. */
export const FOCUS: Class = {
  'the focus from the start': focus('<input autofocus><input>', '<input><input autofocus>'),
  'the active element': tells(
    '<input autofocus title="a"><input title="b">',
    '<input title="a"><input autofocus title="b">',
    'onload = () => requestAnimationFrame(() => setTimeout(() => tell(document.activeElement.title), 50))',
  ),
  'an element that a click has chosen': {
    ...change(`<p>x</p>${remembers}`, `<h2>x</h2>${remembers}`),
    act: 'document.querySelector("p, h2").click()',
    // A page that was loaded again has lost it.
    finally: '(window.last ?? document.querySelector("h2")).className = "chosen"',
  },
};
