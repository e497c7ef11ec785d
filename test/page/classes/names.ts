import { change, type Class, html, type Member, picture, red, t, word } from './site';

const FIELDS =
  'children attributes childNodes parentNode nodeType nodeName localName getAttribute setAttribute querySelectorAll firstChild nextSibling textContent innerHTML insertBefore isConnected shadowRoot id style classList remove getRootNode namespaceURI cloneNode';

const clobbering = FIELDS.split(' ')
  .map(name => `<input name="${name}">`)
  .join('');

const images =
  'body head documentElement title URL querySelectorAll createElement getElementById cookie readyState currentScript styleSheets defaultView activeElement visibilityState'
    .split(' ')
    .map(name => `<img name="${name}" alt="">`)
    .join('');

const link = '<link rel="stylesheet" href="a.css">';

const breaking = (script: string, stays?: boolean): Member => ({
  files: { 'index.html': html(`<script>${script}</script>${link}`, `<p>old</p>${t}`), 'a.css': red },
  saves: [
    { 'index.html': html(`<script>${script}</script>${link}`, `<p title="x">new</p>${t}<b>more</b>`) },
    { 'a.css': red.replace('11', '22') },
  ],
  ...(stays === undefined ? {} : { stays }),
});

export const SHADOWED: Class = {
  'names of fields': change(
    `<form>${clobbering}<p>old</p></form>`,
    `<form title="x">${clobbering}<p>new</p><b>more</b></form>`,
    true,
  ),
  'names of pictures': change(`${images}<p>old</p>`, `${images}<p title="x">new</p><b>more</b>`, true),
  'identifiers of the window': change(
    '<p id="parent"></p><p id="WebSocket"></p><p id="JSON"></p><a id="history" href="#"></a><form id="location" name="location"></form><p>old</p>',
    '<p id="parent"></p><p id="WebSocket"></p><p id="JSON"></p><a id="history" href="#"></a><form id="location" name="location"></form><p>new</p>',
    true,
  ),
  'an old JSON': breaking(
    'Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = function () { return "x" }',
    true,
  ),
  'another JSON': breaking('window.JSON = { stringify: () => "{}", parse: () => ({}) }'),
  'enumerable additions': breaking(
    'Object.prototype.extend = function () {}; Array.prototype.remove = function () {}; Object.prototype.type = "reload"; Object.prototype.get = 1',
    true,
  ),
  'fake time': breaking(
    'window.setTimeout = window.setInterval = () => 0; Date.now = () => 0; performance.now = () => 0; window.requestAnimationFrame = () => 0',
  ),
  'promises of its own': breaking(
    'Promise.prototype.then = () => { throw new Error("no") }; window.Promise = class {}',
  ),
  'a socket of its own': breaking(
    'window.WebSocket = class { constructor() { throw new Error("no") } send() {} close() {} }',
    true,
  ),
  'no storage': breaking(
    'Object.defineProperty(window, "sessionStorage", { get() { throw new Error("no") } })',
    true,
  ),
};

const pic = { 'old.svg': picture, 'new.svg': picture.replace('11', '22') };

export const REST: Class = {
  'an integrity of a preload': word(
    '<link rel="preload" as="image" href="old.svg" integrity="sha256-x">',
    t,
    pic,
  ),
  'a lazy picture': word('', '<img loading="lazy" src="old.svg" alt="">', pic, true),
  'a poster': word('', '<video poster="old.svg" width="50" height="50"></video>', pic, true),
  'an image map': word(
    '',
    '<img src="old.svg" usemap="#m" alt=""><map name="m"><area href="old" shape="rect" coords="0,0,9,9" alt="old"></map>',
    pic,
    true,
  ),
  'a dialog that is open': change('<dialog>old</dialog>', '<dialog open>new</dialog>', true),
  'a popover': change(
    '<button popovertarget="p">b</button><div id="p" popover>old</div>',
    '<button popovertarget="p">b</button><div id="p" popover="manual">new</div>',
  ),
  'details that are open, by name': change(
    '<details name="a" open><summary>1</summary>old</details><details name="a"><summary>2</summary>b</details>',
    '<details name="a"><summary>1</summary>new</details><details name="a" open><summary>2</summary>b</details>',
    true,
  ),
  'a meter and a progress': change(
    '<meter value="0.1"></meter><progress value="1" max="5"></progress>',
    '<meter value="0.9"></meter><progress value="4" max="5"></progress>',
    true,
  ),
  'the type of a field': change('<input type="text" value="5">', '<input type="range" value="5" max="9">'),
  'the value of a field that is a number': change(
    '<input type="number" value="5" min="1">',
    '<input type="number" value="7" min="1" max="8">',
    true,
  ),
  'an output': change('<output>old</output>', '<output>new</output>', true),
  'the muting of a video': change('<video autoplay></video>', '<video autoplay muted loop></video>'),
  'the language and direction': change('<p lang="en" dir="ltr">x</p>', '<p lang="ar" dir="rtl">x</p>', true),
  'what is inert and hidden': change(
    '<div inert>a</div><p hidden>b</p>',
    '<div>a</div><p hidden="until-found">b</p>',
    true,
  ),
  'a field that has the focus from the start': change(
    '<input id="a"><input id="b">',
    '<input id="a"><input id="b" autofocus>',
  ),
  'code in an attribute': change(
    '<button onclick="1" id="b">x</button>',
    '<button onclick="document.title = 2" id="b">x</button>',
  ),
  'a refresh': {
    files: { 'index.html': html('', 'a') },
    saves: [{ 'index.html': html('<meta name="color-scheme" content="dark">', 'a') }],
  },
  'a speculation': change('<p>a</p>', '<p>a</p><script type="speculationrules">{}</script>'),
};
