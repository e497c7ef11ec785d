import { type Case, lines, MODULE, page, script } from './failureCases';

/** Failures of modules, of frames, and of code that a page makes in other ways. */
export const OTHERS: Readonly<Record<string, Case>> = {
  'a rejection with an error of a frame': {
    files: script(
      'const f = document.createElement("iframe"); document.documentElement.append(f); Promise.reject(new f.contentWindow.Error("of a frame"));',
    ),
    place: 'a.js:5',
    text: /\(in promise\).*of a frame/,
  },
  'a rejection with an exception of the DOM': {
    files: script('Promise.reject(new DOMException("gone", "AbortError"));'),
    place: 'any',
    text: /\(in promise\) AbortError: gone/,
  },
  'a request that is given up': {
    files: script('const c = new AbortController(); fetch("a.js", { signal: c.signal }); c.abort();'),
    place: 'any',
    text: /\(in promise\).*abort/i,
  },
  'an error that a module awaits': {
    files: script('await null; throw new Error("awaited");', MODULE),
    place: 'a.js:5',
    text: /awaited/,
  },
  'an error that a script reports': {
    files: script('reportError(new Error("reported"));'),
    place: 'a.js:5',
    text: /reported/,
  },
  'an error of a module that a script imports': {
    files: { ...script('import("./b.js");'), 'b.js': lines('', 'throw new Error("b");') },
    place: 'b.js:6',
    text: /\(in promise\).*b/,
  },
  'a syntax error of a module that a script imports': {
    files: { ...script('import("./b.js");'), 'b.js': lines('', 'let 1;') },
    place: 'any',
    text: /\(in promise\) SyntaxError/,
  },
  'a syntax error of a module that a module imports': {
    files: { ...script('import "./b.js";', MODULE), 'b.js': lines('', 'let 1;') },
    place: 'b.js:6',
    text: /SyntaxError/,
  },
  'a name that a module does not export': {
    files: { ...script('import { nothing } from "./b.js";', MODULE), 'b.js': '' },
    place: 'a.js:5',
    text: /SyntaxError.*nothing/,
  },
  'an address that is code': {
    files: {
      'index.html': page('<button onclick="location.href = \'javascript:nowhere()\'">x</button>'),
    },
    place: 'any',
    text: /nowhere/,
    click: true,
  },
  'a handler that a script sets by its attribute': {
    files: script(
      'document.documentElement.setAttribute("onclick", "nowhere()"); document.documentElement.click();',
    ),
    place: 'any',
    text: /nowhere/,
  },
  'a property of the window': {
    files: script('onload = function () { nowhere(); };'),
    place: 'a.js:5',
    text: /nowhere/,
  },
  'a script in the middle of a line': {
    files: { 'index.html': page('<p>a</p><script>let a = 1; nowhere();</script>') },
    place: 'index.html:5',
    text: /nowhere/,
  },
  'a script in an SVG picture in the document': {
    files: { 'index.html': page('<svg><script>nowhere();</script></svg>') },
    place: 'index.html:5',
    text: /nowhere/,
  },
  'a script in a shadow root of the document': {
    files: {
      'index.html': page('<div><template shadowrootmode="open"><script>nowhere();</script></template></div>'),
    },
    place: 'index.html:5',
    text: /nowhere/,
  },
  'a script of an XHTML document': {
    files: {
      'index.html': '<!doctype html><title>a</title><meta http-equiv="refresh" content="0; url=b.xhtml">',
      'b.xhtml':
        '<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n<title>b</title>\n</head>\n<body><script>nowhere();</script></body></html>',
    },
    place: 'b.xhtml:5',
    text: /nowhere/,
  },
  'a script in a frame without an address': {
    files: { 'index.html': page('<iframe srcdoc="<p>x</p><script>nowhere();</script>"></iframe>') },
    place: 'index.html:5',
    text: /nowhere/,
  },
  'a frame of a sandbox, which may not be looked into': {
    files: { 'index.html': page('<iframe sandbox srcdoc="x"></iframe><script>nowhere();</script>') },
    place: 'index.html:5',
    text: /nowhere/,
  },
  'a frame of this server, which tells of itself': {
    files: {
      'index.html': page('<iframe src="b.html"></iframe>'),
      'b.html': page('<script>nowhere();</script>'),
    },
    place: 'b.html:5',
    text: /nowhere/,
  },
  'a rejection in a frame that a script inserts': {
    files: {
      ...script(
        'const f = document.createElement("iframe"); f.srcdoc = "<script src=b.js></scr" + "ipt>"; document.documentElement.append(f);',
      ),
      'b.js': lines('', 'Promise.reject(new Error("inner"));'),
    },
    place: 'b.js:6',
    text: /\(in promise\).*inner/,
  },
};
