import type { Tree } from '../server/support/serve';

/**
 * A page whose failure is in the fifth line of a file. The expected report has a place, as `file:line`, if
 * there is one, and a part of the text.
 */
export interface Case {
  readonly files: Tree;
  readonly place: string;
  readonly text: RegExp;
  readonly click?: boolean;
}

export const lines = (...code: readonly string[]): string =>
  ['// 1', '// 2', '// 3', '// 4', ...code].join('\n');
export const page = (body: string): string =>
  `<!doctype html>\n<title>a</title>\n<p>x</p>\n<i></i>\n${body}\n`;
export const script = (code: string, type = ''): Tree => ({
  'index.html': `<!doctype html>\n<title>a</title>\n<script src="a.js"${type}></script>`,
  'a.js': lines(code),
});
const inline = (code: string): Tree => ({ 'index.html': page(`<script>${code}</script>`) });
export const MODULE = ' type="module"';

export const CASES: Readonly<Record<string, Case>> = {
  'a number that is thrown': { files: script('throw 7;'), place: 'a.js:5', text: /7/ },
  'null that is thrown': { files: script('throw null;'), place: 'a.js:5', text: /null/ },
  'an object that is thrown': { files: script('throw { a: 1 };'), place: 'a.js:5', text: /./ },
  'a symbol that is thrown': { files: script('throw Symbol("s");'), place: 'a.js:5', text: /./ },
  'an exception of the DOM': { files: script('document.querySelector("!!");'), place: 'a.js:5', text: /!!/ },
  'a syntax error': { files: script('let 1;'), place: 'a.js:5', text: /SyntaxError/ },
  'a syntax error of a module': { files: script('let 1;', MODULE), place: 'a.js:5', text: /SyntaxError/ },
  'an error of a module': { files: script('throw new Error("m");', MODULE), place: 'a.js:5', text: /m/ },
  'an error of a module that a module imports': {
    files: { ...script('import "./b.js";', MODULE), 'b.js': lines('', 'throw new Error("b");') },
    place: 'b.js:6',
    text: /b/,
  },
  'a timer': { files: script('setTimeout(() => { throw new Error("t"); });'), place: 'a.js:5', text: /t/ },
  'a frame of an animation': {
    files: script('requestAnimationFrame(() => { throw new Error("f"); });'),
    place: 'a.js:5',
    text: /f/,
  },
  'a microtask': {
    files: script('queueMicrotask(() => { throw new Error("q"); });'),
    place: 'a.js:5',
    text: /q/,
  },
  'a listener': {
    files: script('addEventListener("load", () => { throw new Error("l"); });'),
    place: 'a.js:5',
    text: /l/,
  },
  'an object with handleEvent': {
    files: script('addEventListener("load", { handleEvent() { throw new Error("h"); } });'),
    place: 'a.js:5',
    text: /h/,
  },
  'a worker': {
    files: { ...script('new Worker("b.js");'), 'b.js': lines('', 'throw new Error("w");') },
    place: 'b.js:6',
    text: /w/,
  },
  'a module that is a worker, later': {
    files: {
      ...script('self.b = new (class extends Worker {})("b.js", { type: "module" }); b.postMessage(1);'),
      'b.js': lines('', 'onmessage = () => { throw new Error("later"); };'),
    },
    place: 'b.js:6',
    text: /later/,
  },
  'a custom element': {
    files: script(
      'customElements.define("a-b", class extends HTMLElement { constructor() { super(); throw new Error("c"); } }); document.createElement("a-b");',
    ),
    place: 'a.js:5',
    text: /c/,
  },
  'an observer': {
    files: script(
      'new MutationObserver((_, one) => { one.disconnect(); throw new Error("o"); }).observe(document, { subtree: true, childList: true }); document.documentElement.append("x");',
    ),
    place: 'a.js:5',
    text: /o/,
  },
  'a rejection': {
    files: script('Promise.reject(new Error("r"));'),
    place: 'a.js:5',
    text: /\(in promise\).*r/,
  },
  'an async function': {
    files: script('(async () => { await null; nowhere(); })();'),
    place: 'a.js:5',
    text: /\(in promise\).*nowhere/,
  },
  'a rejection with a symbol': {
    files: script('Promise.reject(Symbol("s"));'),
    place: 'none',
    text: /\(in promise\).*s/,
  },
  'a rejection with null': {
    files: script('Promise.reject(null);'),
    place: 'none',
    text: /\(in promise\) null/,
  },
  'a rejection with nothing': {
    files: script('Promise.reject();'),
    place: 'none',
    text: /\(in promise\) undefined/,
  },
  'a rejection with an object that has no text': {
    files: script('Promise.reject(Object.create(null));'),
    place: 'none',
    text: /\(in promise\)/,
  },
  'a rejection with an object whose text throws': {
    files: script('Promise.reject({ toString() { throw new Error("inner"); } });'),
    place: 'none',
    text: /\(in promise\)/,
  },
  'a rejection with an error whose stack throws': {
    files: script(
      'const e = new Error("s"); Object.defineProperty(e, "stack", { get() { throw 1; } }); Promise.reject(e);',
    ),
    place: 'none',
    text: /\(in promise\).*s/,
  },
  'a rejection with an error whose stack is no text': {
    files: script('const e = new Error("s"); e.stack = Symbol("x"); Promise.reject(e);'),
    place: 'none',
    text: /\(in promise\).*s/,
  },
  'a rejection of a script that a page has made': {
    files: script(
      'const made = document.createElement("script"); made.src = URL.createObjectURL(new Blob(["Promise.reject(new Error(\'made\'))"])); document.head.append(made);',
    ),
    place: 'none',
    text: /\(in promise\).*made/,
  },
  'an error of a script that a page has made': {
    files: script(
      'const made = document.createElement("script"); made.src = URL.createObjectURL(new Blob(["throw new Error(\'made\')"])); document.head.append(made);',
    ),
    place: 'none',
    text: /made/,
  },
  'an import of a file that is not there': {
    files: script('import("./gone.js");'),
    place: 'any',
    text: /\(in promise\).*(?:import|module|load)/i,
  },
  'a script in the document': { files: inline('nowhere();'), place: 'index.html:5', text: /nowhere/ },
  'a script in the document that cannot be parsed': {
    files: inline('let 1;'),
    place: 'index.html:5',
    text: /SyntaxError/,
  },
  'a module in the document': {
    files: { 'index.html': page('<script type="module">nowhere();</script>') },
    place: 'index.html:5',
    text: /nowhere/,
  },
  'a document with CRLF and a byte order mark': {
    files: { 'index.html': `\ufeff${page('<script>\n\nnowhere();</script>').replaceAll('\n', '\r\n')}` },
    place: 'index.html:7',
    text: /nowhere/,
  },
  'an attribute': {
    files: { 'index.html': page('<button onclick="nowhere()">x</button>') },
    place: 'index.html:5',
    text: /nowhere/,
    click: true,
  },
  'an attribute that cannot be parsed': {
    files: { 'index.html': page('<button onclick="let 1">x</button>') },
    place: 'index.html:5',
    text: /SyntaxError/,
    click: true,
  },
  'an error with a cause': {
    files: script('throw new Error("outer", { cause: new Error("inner") });'),
    place: 'a.js:5',
    text: /outer/,
  },
  'many errors in one': {
    files: script('Promise.any([Promise.reject(1)]);'),
    place: 'any',
    text: /\(in promise\) AggregateError/,
  },
  'nothing that is thrown': { files: script('throw undefined;'), place: 'a.js:5', text: /undefined/ },
  'a timer of text': { files: script('setTimeout("nowhere()");'), place: 'any', text: /nowhere/ },
  'a script that is written': {
    files: script('document.write("<script>nowhere()</scr" + "ipt>");'),
    place: 'any',
    text: /nowhere/,
  },
  eval: { files: script('eval("\\n\\nnowhere()");'), place: 'a.js:5', text: /nowhere/ },
  'a function made of text': {
    files: script('new Function("nowhere()")();'),
    place: 'a.js:5',
    text: /nowhere/,
  },
  'eval in the document': {
    files: inline('\n\n\neval("nowhere()");'),
    place: 'index.html:8',
    text: /nowhere/,
  },
};
