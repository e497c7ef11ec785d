import { type Class, file, hash, html, type Member, picture, red, t, told, word } from './site';

const map = (rules: object): string => `<script type="importmap">${JSON.stringify(rules)}</script>`;
const module = (code: string): string => `<i id="out"></i><script type="module">${code}</script>`;
const shows = 'document.querySelector("#out").textContent = x';

/** Modules that a map finds. */
export const MAPS: Class = {
  'by a prefix': file(
    'lib/a.js',
    'export default "old"',
    map({ imports: { 'lib/': './lib/' } }),
    module(`import x from "lib/a.js"; ${shows}`),
  ),
  'by a scope': file(
    'b.js',
    'export default "old"',
    map({ scopes: { '/': { a: './b.js' } } }),
    module(`import x from "a"; ${shows}`),
  ),
  'by a map of two': file(
    'b.js',
    'export default "old"',
    map({ imports: { c: './c.js' } }) + map({ imports: { a: './b.js' } }),
    module(`import x from "a"; ${shows}`),
  ),
  'by an address in the map': word(
    map({ imports: { a: './old.js' } }),
    module(`import x from "a"; ${shows}`),
    {
      'old.js': 'export default "1"',
      'new.js': 'export default "2"',
    },
  ),
  'by import() in a function': file(
    'b.js',
    'export default "old"',
    map({ imports: { a: './b.js' } }),
    told('', 'import("a").then(m => tell(m.default))'),
  ),
  'of JSON': file(
    'b.json',
    '"old"',
    map({ imports: { a: './b.json' } }),
    module(`import x from "a" with { type: "json" }; ${shows}`),
  ),
  'of a style sheet': file(
    'a.css',
    red,
    map({ imports: { s: './a.css' } }),
    `${t}<script type="module">import s from "s" with { type: "css" }; document.adoptedStyleSheets = [s]</script>`,
  ),
  'below the module of the map': file(
    'c.js',
    'export default "old"',
    map({ imports: { a: './b.js' } }),
    module(`import x from "a"; ${shows}`),
    { 'b.js': 'export { default } from "./c.js"' },
  ),
};

const linked = (text: string, content: string): string =>
  html(`<link rel="stylesheet" href="a.css" integrity="${hash(content)}">`, text);
const [one, two] = [red, red.replace('11', '22')];
const scripted = (content: string, more: string): string =>
  html('', `<i id="out"></i><script src="a.js" integrity="${hash(content)}" ${more}></script>`);
const says = (word: string): string => `document.querySelector("#out").textContent = "${word}"`;

const hashed = (page: (content: string) => string, name: string, from: string, to: string): Member => ({
  files: { 'index.html': page(from), [name]: from },
  saves: [{ [name]: to }, { 'index.html': page(to) }],
});

/** Files that have to have a hash. */
export const HASHES: Class = {
  'of a style sheet, the file first': hashed(content => linked(t, content), 'a.css', one, two),
  'of a style sheet, the page first': {
    files: { 'index.html': linked(t, one), 'a.css': one },
    saves: [{ 'index.html': linked(t, two) }, { 'a.css': two }],
  },
  'of a style sheet, both at once': {
    files: { 'index.html': linked(t, one), 'a.css': one },
    saves: [{ 'index.html': linked(t, two), 'a.css': two }],
  },
  'of a style sheet that no longer fits': {
    files: { 'index.html': linked(t, one), 'a.css': one },
    saves: [{ 'a.css': two }],
  },
  'of a style sheet, a wrong one that becomes right': {
    files: { 'index.html': linked(t, two), 'a.css': one },
    saves: [{ 'index.html': linked(t, one) }],
  },
  'of a style sheet that is gone from the page': {
    files: { 'index.html': linked(t, two), 'a.css': one },
    saves: [{ 'index.html': html('<link rel="stylesheet" href="a.css">', t) }],
  },
  'of a script': hashed(content => scripted(content, ''), 'a.js', says('old'), says('new')),
  'of a module': hashed(content => scripted(content, 'type="module"'), 'a.js', says('old'), says('new')),
  'of a module that was preloaded': hashed(
    content =>
      html(
        `<link rel="modulepreload" href="a.js" integrity="${hash(content)}">`,
        '<i id="out"></i><script type="module" src="a.js"></script>',
      ),
    'a.js',
    says('old'),
    says('new'),
  ),
  'of a module in a map': hashed(
    content =>
      html(
        map({ imports: { a: './a.js' }, integrity: { './a.js': hash(content) } }),
        '<i id="out"></i><script type="module">import "a"</script>',
      ),
    'a.js',
    says('old'),
    says('new'),
  ),
  'of data that are fetched': hashed(
    content =>
      html(
        '',
        told(
          '',
          `fetch("a.txt", { integrity: "${hash(content)}" }).then(r => r.text(), () => "refused").then(tell)`,
        ),
      ),
    'a.txt',
    'old',
    'new',
  ),
};

const quoted = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const inner = (text: string): string => `<iframe srcdoc="${quoted(text)}"></iframe>`;

/** Frames by `srcdoc`. */
export const SRCDOC: Class = {
  'a text': word('', inner('<p>old</p>')),
  'a text that its script has read': word(
    '',
    inner('<p id="p">old</p><i id="o"></i><script>o.textContent = p.textContent</script>'),
  ),
  'a text that the page reads': word(
    '',
    `${inner('<p>old</p>')}<i id="out"></i><script>document.querySelector("iframe").onload = e => { out.textContent = e.target.contentDocument.body.textContent }</script>`,
  ),
  'a text that it tells the page': word(
    '',
    `<i id="out"></i><script>onmessage = e => { out.textContent = e.data }</script>${inner('<p id="p">old</p><script>parent.postMessage(p.textContent, "*")</script>')}`,
  ),
  'a text in a frame of it': word('', inner(inner('<p>old</p>'))),
  'a declared root in it': word(
    '',
    inner('<div><template shadowrootmode="open"><b>old</b></template></div>'),
  ),
  'a template that its script stamps out': word(
    '',
    inner(
      '<template id="a"><b>old</b></template><script>document.body.append(a.content.cloneNode(true))</script>',
    ),
  ),
  'a style in it': word('', inner('<style>p { color: rgb(1, 2, 3) } /* old */</style><p>x</p>')),
  'a picture of a file in it': file('a.svg', picture, '', inner('<img src="a.svg" alt="">'), {}, true),
  'a background of a file in it': {
    ...file(
      'a.svg',
      picture.replace('/>', '><rect width="11" height="9"/></svg>'),
      '',
      inner('<style>p { height: 30px; background: url(a.svg) }</style><p>x</p>'),
      {},
      true,
    ),
    drawn: true,
  },
  'a script of a file in it': file(
    'a.js',
    'document.body.append("old")',
    '',
    inner('<body><script src="a.js"></script>'),
  ),
  'data that it fetches': file(
    'a.txt',
    'old',
    '',
    inner(
      '<p id="p"></p><script>fetch("a.txt").then(r => r.text()).then(x => { p.textContent = x })</script>',
    ),
  ),
  'a sheet by a base in it': {
    files: {
      'index.html': html('', inner(`<base href="/sub/"><link rel="stylesheet" href="a.css">${t}`)),
      'sub/a.css': red,
    },
    saves: [{ 'sub/a.css': red.replace('11', '22') }],
    stays: true,
  },
  'a sandboxed one': word('', '<iframe sandbox srcdoc="<p>old</p>"></iframe><i>old</i>'),
  'a frame that a script fills': word(
    '',
    '<template id="a"><p>old</p></template><iframe></iframe><script>document.querySelector("iframe").srcdoc = a.innerHTML</script>',
  ),
};
