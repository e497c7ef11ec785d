import { type Class, file, html, picture, red, t, word } from './site';

const link = '<link rel="stylesheet" href="a.css">';

/** Every place that can show a file. */
export const FILES: Class = {
  '@import in a style': file('a.css', red, '<style>@import "a.css";</style>', t, {}, true),
  '@import in a linked sheet, with media and a layer': file(
    'b.css',
    red,
    link,
    t,
    { 'a.css': '@import url(b.css) layer(x) screen;' },
    true,
  ),
  'a sheet in a shadow root': file(
    'a.css',
    red,
    '',
    `<div><template shadowrootmode="open">${link}${t}</template></div>`,
    {},
    true,
  ),
  'a constructed sheet of fetched text': file(
    'a.css',
    red,
    '<script>fetch("a.css").then(r => r.text()).then(text => { const s = new CSSStyleSheet(); s.replaceSync(text); document.adoptedStyleSheets = [s] })</script>',
    t,
  ),
  'a CSS module script': file(
    'a.css',
    red,
    '<script type="module">import s from "./a.css" with { type: "css" }; document.adoptedStyleSheets = [s];</script>',
    t,
  ),
  'a sheet that waits for its onload': file(
    'a.css',
    red,
    '<link rel="stylesheet" href="a.css" media="print" onload="this.media = \'all\'">',
    t,
  ),
  'a sheet that was a preload': file(
    'a.css',
    red,
    '<link rel="preload" as="style" href="a.css" onload="this.rel = \'stylesheet\'">',
    t,
  ),
  'a sheet below a policy': file(
    'a.css',
    red,
    `<meta http-equiv="content-security-policy" content="style-src 'self'; connect-src 'self' ws:">${link}`,
    t,
    {},
    true,
  ),
  'a sheet below a base': {
    files: {
      'index.html': html('<base href="sub/"><link rel="stylesheet" href="a.css">', t),
      'sub/a.css': red,
    },
    saves: [{ 'sub/a.css': red.replace('11', '22') }],
    stays: true,
  },
  'a sheet after pushState': {
    ...file('a.css', red, link, t),
    before: 'history.pushState(1, "", "deep/er/path?x=1#y")',
    stays: true,
  },
  'a picture after pushState': {
    ...file('a.svg', picture, '', '<img src="a.svg" alt="">'),
    before: 'history.pushState(1, "", "deep/er/path?x=1#y")',
    stays: true,
  },
  'a sheet after a hash route': {
    ...file('a.css', red, link, t),
    before: 'location.hash = "#/a/b"',
    stays: true,
  },
  'a picture': file('a.svg', picture, '', '<img src="a.svg" alt="">', {}, true),
  'a picture of a srcset': file(
    'a.svg',
    picture,
    '',
    '<img srcset="a.svg 1x, b.svg 3x" alt="">',
    { 'b.svg': picture },
    true,
  ),
  'a picture of a source': file(
    'a.svg',
    picture,
    '',
    '<picture><source srcset="a.svg" media="(min-width: 1px)"><img src="b.svg" alt=""></picture>',
    { 'b.svg': picture },
    true,
  ),
  'a picture in a frame': file('a.svg', picture, '', '<iframe src="b.html"></iframe>', {
    'b.html': html('', '<img src="a.svg" alt="">'),
  }),
  'a picture in a srcdoc frame': file('a.svg', picture, '', `<iframe srcdoc="<img src=a.svg>"></iframe>`),
  'a picture in an SVG': file(
    'a.svg',
    picture,
    '',
    '<svg width="50" height="50"><image href="a.svg" width="20" height="20"/></svg>',
    {},
    true,
  ),
  'a sprite that use shows': file(
    'a.svg',
    '<svg xmlns="http://www.w3.org/2000/svg"><rect id="r" width="11" height="9"/></svg>',
    '',
    '<svg id="t" width="50" height="50"><use href="a.svg#r"/></svg>',
  ),
  'a picture by a blob address': file(
    'a.svg',
    picture,
    '',
    '<img id="a" alt=""><script>fetch("a.svg").then(r => r.blob()).then(b => a.src = URL.createObjectURL(b))</script>',
  ),
  'a background in a sheet': file(
    'a.svg',
    picture,
    '<style>#t { background: url(a.svg) }</style>',
    t,
    {},
    true,
  ),
  'a preload with imagesrcset': file(
    'a.svg',
    picture,
    '<link rel="preload" as="image" imagesrcset="a.svg 1x" href="a.svg">',
    '<img src="a.svg" alt="">',
  ),
  'an object': file('a.svg', picture, '', '<object data="a.svg"></object>'),
  'an embed': file('a.svg', picture, '', '<embed src="a.svg">'),
  'a frame in a frame': file('c.html', html('', '<p>old</p>'), '', '<iframe src="b.html"></iframe>', {
    'b.html': html('', '<iframe src="c.html"></iframe>'),
  }),
  'a sheet of a frame in a frame': file('a.css', red, '', '<iframe src="b.html"></iframe>', {
    'b.html': html('', '<iframe src="c.html"></iframe>'),
    'c.html': html(link, t),
  }),
  'data that is fetched': file(
    'a.json',
    '"old"',
    '',
    `${t}<script>fetch("a.json").then(r => r.json()).then(x => t.textContent = x)</script>`,
  ),
  'data by XMLHttpRequest': file(
    'a.txt',
    'old',
    '',
    `${t}<script>const x = new XMLHttpRequest(); x.open("GET", "a.txt"); x.onload = () => t.textContent = x.responseText; x.send()</script>`,
  ),
  'a JSON module': file(
    'a.json',
    '"old"',
    '<script type="module">import x from "./a.json" with { type: "json" }; t.textContent = x;</script>',
    t,
  ),
  'a module of an import map': file(
    'm/a.js',
    'export default "old"',
    '<script type="importmap">{ "imports": { "a": "./m/a.js" } }</script><script type="module">import x from "a"; t.textContent = x;</script>',
    t,
  ),
  'a module that is imported later': file(
    'a.js',
    'export default "old"',
    '<script type="module">setTimeout(async () => t.textContent = (await import("./a.js")).default, 50)</script>',
    t,
  ),
  'a worker': file(
    'a.js',
    'postMessage("old")',
    '',
    `${t}<script>new Worker("a.js").onmessage = e => t.textContent = e.data</script>`,
  ),
  'a script of a worker': file(
    'b.js',
    'postMessage("old")',
    '',
    `${t}<script>new Worker("a.js").onmessage = e => t.textContent = e.data</script>`,
    {
      'a.js': 'importScripts("b.js")',
    },
  ),
  'a module of a worker': file(
    'b.js',
    'export default "old"',
    '',
    `${t}<script>new Worker("a.js", { type: "module" }).onmessage = e => t.textContent = e.data</script>`,
    { 'a.js': 'import x from "./b.js"; postMessage(x)' },
  ),
};

/** Markup that takes effect at another place than the change. */
export const MARKUP: Class = {
  'the srcdoc of a frame': word('', '<iframe srcdoc="<p>old</p>"></iframe>'),
  'the address of a frame': word('', '<iframe src="old.html"></iframe>', {
    'old.html': html('', 'one'),
    'new.html': html('', 'two'),
  }),
  'the data of an object': word('', '<object data="old.svg"></object>', {
    'old.svg': picture,
    'new.svg': picture.replace('11', '22'),
  }),
  'the source of a picture': word(
    '',
    '<picture><source srcset="old.svg"><img src="old.svg" alt=""></picture>',
    { 'old.svg': picture, 'new.svg': picture.replace('11', '22') },
    true,
  ),
  'a source that is new in a picture': {
    files: {
      'index.html': html('', '<picture><img src="a.svg" alt=""></picture>'),
      'a.svg': picture,
      'b.svg': picture.replace('11', '22'),
    },
    saves: [{ 'index.html': html('', '<picture><source srcset="b.svg"><img src="a.svg" alt=""></picture>') }],
    stays: true,
  },
  'an import map': word(
    '<script type="importmap">{ "imports": { "a": "./old.js" } }</script><script type="module">import x from "a"; t.textContent = x;</script>',
    t,
    { 'old.js': 'export default 1', 'new.js': 'export default 2' },
  ),
  'the hash of a script and its file': {
    files: {
      'index.html': html(
        '',
        `${t}<script src="a.js" integrity="sha256-uGOA9YXjlS2NeZVUYzgZuWIJBgmnqAcYkKs9P1W6O/A="></script>`,
      ),
      'a.js': '1',
    },
    saves: [{ 'index.html': html('', `${t}<script src="a.js"></script>`), 'a.js': 't.textContent = "new"' }],
  },
  'the checked state of a field': word('', '<input type="checkbox" id="a"><p>old</p>', {}, true),
  'the value of a field, and a text area': word('', '<input value="old"><textarea>old</textarea>', {}, true),
  'the option that is selected': {
    files: { 'index.html': html('', '<select><option>a<option selected>b</select>') },
    saves: [{ 'index.html': html('', '<select><option selected>a<option>b</select>') }],
    stays: true,
  },
  'a radio button': {
    files: { 'index.html': html('', '<input type="radio" name="r" checked><input type="radio" name="r">') },
    saves: [{ 'index.html': html('', '<input type="radio" name="r"><input type="radio" name="r" checked>') }],
    stays: true,
  },
  'a style in an SVG': word('', '<svg><style>p { --a: old }</style></svg><p>x</p>', {}, true),
  'a noscript': word('', '<noscript><p>old</p></noscript>'),
  'a deck in an unclosed element': word('', '<p>one<p>old<ul><li>a<li>b', {}, true),
  'the charset of the document': {
    files: { 'index.html': html('', '<p>old</p>') },
    saves: [{ 'index.html': html('', '<p>old</p>').replace('utf-8', 'windows-1252') }],
  },
  'a policy': {
    files: { 'index.html': html('', '<p style="color: rgb(1, 2, 3)">x</p>') },
    saves: [
      {
        'index.html': html(
          '<meta http-equiv="content-security-policy" content="style-src \'none\'">',
          '<p style="color: rgb(1, 2, 3)">x</p>',
        ),
      },
    ],
  },
  'a base': word('<base href="old/"><link rel="stylesheet" href="a.css">', t, {
    'old/a.css': red,
    'new/a.css': red.replace('11', '22'),
  }),
};
