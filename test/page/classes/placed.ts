import { change, type Class, file, html, type Member, red, t, word } from './site';

const painted = (width: number, colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="11"><rect width="99" height="99" fill="${colour}"/><filter id="f"><feFlood flood-color="${colour}"/></filter><clipPath id="c"><rect width="${width}" height="9"/></clipPath></svg>`;
const picture = painted(11, 'red');
const wide = painted(22, 'blue');
const img = '<img src="a.svg" alt="">';
/** Only the picture changes, in every place that shows it. */
const shown = (head: string, body: string, more: Readonly<Record<string, string>> = {}): Member => ({
  files: { 'index.html': html(head, body), 'a.svg': picture, ...more },
  saves: [{ 'a.svg': wide }],
  drawn: true,
});

const rooted = (mode: string, inner: string): string =>
  `<div id="h"></div>${img}<link rel="stylesheet" href="a.css">${t}<script>h.attachShadow({ mode: "${mode}" }).innerHTML = \`${inner}\`;</script>`;

const sheet = '<link rel="stylesheet" href="a.css">';
const parsed = (inner: string): string => `<div><template shadowrootmode="closed">${inner}</template></div>`;

/** Shows the inside of a closed root: the test looks into open ones only. */
const closed = (inner: string, how: string): string =>
  `<div id="h"></div><i id="out"></i><script>const root = h.attachShadow({ mode: "closed" }); root.innerHTML = \`${inner}\`;
setInterval(() => { const text = ${how}; if (out.title !== text) out.title = text }, 50)</script>`;

/** Places that show a file without an address in an element or a sheet. */
export const PLACES: Class = {
  'a set of pictures in a style, beside an element': shown(
    '',
    `${img}<p style="background-image: image-set('a.svg' 1x)">x</p>`,
  ),
  'a set of pictures in a sheet, beside an element': shown(
    '<style>p { background-image: image-set("a.svg" 1x, url("a.svg") 2x) }</style>',
    `${img}<p>x</p>`,
  ),
  'a property of ours': shown('<style>p { --b: url(a.svg); background: var(--b) }</style>', `${img}<p>x</p>`),
  'a sheet of a folder': shown('<link rel="stylesheet" href="css/a.css">', `${img}<p>x</p>`, {
    'css/a.css': 'p { background: url(../a.svg) } @media screen { p { cursor: url(../a.svg), auto } }',
  }),
  'an attribute of an SVG': shown(
    '',
    `${img}<svg width="50" height="50"><rect filter="url(a.svg#f)" width="9" height="9"/></svg>`,
  ),
  'a picture in an open root of a script': {
    ...shown('', rooted('open', img), { 'a.css': red }),
    stays: true,
  },
  'a picture in a closed root of a script, beside one outside': shown(
    '',
    img + closed(img, 'String(root.querySelector("img").naturalWidth)'),
  ),
  'a sheet in a closed root of a script, beside one outside': {
    files: {
      'index.html': html(
        '<link rel="stylesheet" href="a.css">',
        t +
          closed(
            `<link rel="stylesheet" href="a.css">${t}`,
            'getComputedStyle(root.querySelector("p")).color',
          ),
      ),
      'a.css': red,
    },
    saves: [{ 'a.css': red.replace('11', '22') }],
    stays: true,
  },
  'a picture in a closed root of the parser, beside one outside': shown('', img + parsed(img)),
  'a background in a closed root of the parser, beside a picture': shown(
    '',
    img + parsed('<p style="background: url(a.svg)">x</p>'),
  ),
  'a sheet in a closed root of the parser, beside one outside': {
    files: { 'index.html': html(sheet, t + parsed(sheet + t)), 'a.css': red },
    saves: [{ 'a.css': red.replace('11', '222') }],
    drawn: true,
  },
  'a sheet that is no part of a closed root': {
    files: { 'index.html': html(sheet, t + parsed('<b>x</b>')), 'a.css': red },
    saves: [{ 'a.css': red.replace('11', '22') }],
    stays: true,
  },
  'a bitmap of a picture': shown(
    '',
    `<img id="a" src="a.svg" alt=""><i id="out"></i><script>a.decode().then(() => createImageBitmap(a)).then(b => { out.textContent = b.width })</script>`,
  ),
  'a picture on a canvas of WebGL': shown(
    '',
    `${img}<canvas id="c"></canvas><i id="out"></i><script>onload = () => { const gl = c.getContext("webgl"); if (!gl) return;
gl.bindTexture(gl.TEXTURE_2D, gl.createTexture()); gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, document.querySelector("img"));
out.title = document.querySelector("img").naturalWidth }</script>`,
  ),
  'a picture of an SVG on a canvas': shown(
    '',
    `<svg width="50" height="50"><image id="i" href="a.svg" width="20" height="20"/></svg><canvas id="c"></canvas><script>onload = () => c.getContext("2d").drawImage(i, 0, 0)</script>`,
  ),
  'a script that was preloaded': file(
    'a.js',
    't.textContent = "old"',
    '<link rel="preload" as="script" href="a.js">',
    `${t}<script src="a.js"></script>`,
  ),
  'a module that was preloaded': file(
    'a.js',
    'export default "old"',
    '<link rel="modulepreload" href="a.js"><script type="module">import x from "./a.js"; t.textContent = x</script>',
    t,
  ),
  'data that were preloaded': file(
    'a.json',
    '"old"',
    '<link rel="preload" as="fetch" href="a.json" crossorigin>',
    `${t}<script>fetch("a.json").then(r => r.json()).then(x => t.textContent = x)</script>`,
  ),
  'a picture that was prefetched': shown('<link rel="prefetch" as="image" href="a.svg">', img),
  'a page in an object': file('b.html', html('', '<p>old</p>'), '', '<object data="b.html"></object>'),
  'a page in an embed': file('b.html', html('', '<p>old</p>'), '', '<embed src="b.html">'),
  'words of a film': file(
    'a.vtt',
    'WEBVTT\n\n00:00.000 --> 00:09.000\nold\n',
    '',
    '<video><track id="a" src="a.vtt" default></video><i id="out"></i><script>a.track.mode = "hidden"; setInterval(() => { const text = a.track.cues?.[0]?.text ?? ""; if (out.title !== text) out.title = text }, 50)</script>',
  ),
  'a mask and a clip of a file': shown(
    '<style>p { mask: url(a.svg); clip-path: url(a.svg#c); list-style: url(a.svg); border-image: url(a.svg) 1 }</style>',
    `${img}<p>x</p>`,
  ),
  'a background of the body': {
    files: {
      'index.html': html('', img).replace('<body>', '<body background="a.svg">'),
      'a.svg': picture,
    },
    saves: [{ 'a.svg': wide }],
    drawn: true,
  },
};

/** Attributes that act when an element is made, and never after. */
export const MAKING: Class = {
  'the source of a film that is taken away': change(
    '<video id="v" src="a.webm"></video><i id="out"></i><script>setInterval(() => { if (out.title !== String(v.networkState)) out.title = v.networkState }, 50)</script>',
    '<video id="v"></video><i id="out"></i><script>setInterval(() => { if (out.title !== String(v.networkState)) out.title = v.networkState }, 50)</script>',
  ),
  'the muting of a film': change('<video src="a.webm"></video>', '<video src="a.webm" muted></video>', true),
  'a film that is new and muted': change('<p>x</p>', '<p>x</p><video src="a.webm" muted></video>', true),
  'a film that begins by itself': change(
    '<video src="a.webm"></video>',
    '<video src="a.webm" autoplay></video>',
  ),
  'the set of sheets that is chosen': {
    files: {
      'index.html': html('<link rel="stylesheet" href="a.css" title="one">', t),
      'a.css': red,
    },
    saves: [{ 'index.html': html('<link rel="stylesheet" href="a.css" title="two">', t) }],
  },
  'a sheet that becomes an alternate': {
    files: {
      'index.html': html('<link rel="stylesheet" href="a.css" title="one">', t),
      'a.css': red,
    },
    saves: [{ 'index.html': html('<link rel="alternate stylesheet" href="a.css" title="one">', t) }],
  },
  'the type of a style': {
    files: { 'index.html': html('<style type="text/plain">#t { color: rgb(1, 2, 3) }</style>', t) },
    saves: [{ 'index.html': html('<style>#t { color: rgb(1, 2, 3) }</style>', t) }],
  },
  'the media of a sheet': {
    ...word('<link rel="stylesheet" href="a.css" media="print">', t, { 'a.css': red }),
    saves: [{ 'index.html': html('<link rel="stylesheet" href="a.css" media="all">', t) }],
    stays: true,
  },
  'the sandbox of a frame': {
    files: {
      'index.html': html('', '<iframe src="b.html"></iframe>'),
      'b.html': html('', '<p id="p">x</p><script>p.title = "run"</script>'),
    },
    saves: [{ 'index.html': html('', '<iframe src="b.html" sandbox="allow-same-origin"></iframe>') }],
  },
  'an element that becomes another one': {
    files: {
      'index.html': html(
        '<script>customElements.define("x-two", class extends HTMLParagraphElement { connectedCallback() { this.title = "made" } }, { extends: "p" })</script>',
        '<p>x</p>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '<script>customElements.define("x-two", class extends HTMLParagraphElement { connectedCallback() { this.title = "made" } }, { extends: "p" })</script>',
          '<p is="x-two">x</p>',
        ),
      },
    ],
  },
  'the end of a range, moved and moved back': {
    files: { 'index.html': html('', '<input type="range" value="50" max="100">') },
    saves: [
      { 'index.html': html('', '<input type="range" value="50" max="40">') },
      { 'index.html': html('', '<input type="range" value="50" max="100">') },
    ],
  },
  'the type of a field, changed and changed back': {
    files: { 'index.html': html('', '<input type="text" value="abc">') },
    saves: [
      { 'index.html': html('', '<input type="number" value="abc">') },
      { 'index.html': html('', '<input type="text" value="abc">') },
    ],
  },
  'the type of a box that is ticked': change(
    '<input type="checkbox" name="a" checked><input type="checkbox" name="a" checked>',
    '<input type="radio" name="a" checked><input type="radio" name="a" checked>',
  ),
  'a list that takes several, and then one': change(
    '<select multiple><option selected>a<option selected>b</select>',
    '<select><option selected>a<option selected>b</select>',
    true,
  ),
  'an option that is switched off': change(
    '<select><option>a<option>b</select>',
    '<select><option disabled>a<option>b</select>',
    true,
  ),
  'an option before the one that is chosen': change(
    '<select><option>a<option>b</select>',
    '<select><option>new<option>a<option>b</select>',
    true,
  ),
  'an option in the place of the one that is chosen': change(
    '<select><option>a<option selected>b<option>c</select>',
    '<select><option>a<option>c</select>',
    true,
  ),
  'the length of a text that may be typed': change(
    '<textarea maxlength="9">abc</textarea><input maxlength="9" value="abc">',
    '<textarea maxlength="2">abc</textarea><input maxlength="2" value="abc">',
  ),
};
