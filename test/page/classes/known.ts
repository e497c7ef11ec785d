import { type Class, html, picture, tells, told, word } from './site';

/** Attributes that are read by other names, by other interfaces, or by their effects. */
export const ATTRIBUTES: Class = {
  'an attribute with capitals': tells(
    '<svg id="a" viewBox="0 0 11 9"></svg>',
    '<svg id="a" viewBox="0 0 22 9"></svg>',
    'tell(a.getAttribute("viewBox"))',
  ),
  'an attribute of a namespace': tells(
    '<svg><use id="a" xlink:href="#b"/></svg>',
    '<svg><use id="a" xlink:href="#c"/></svg>',
    'tell(a.getAttributeNS("http://www.w3.org/1999/xlink", "href"))',
  ),
  'data of an SVG': tells(
    '<svg id="a" data-x="1"></svg>',
    '<svg id="a" data-x="2"></svg>',
    'tell(a.dataset.x)',
  ),
  'a default value': tells('<input id="a" value="1">', '<input id="a" value="2">', 'tell(a.defaultValue)'),
  'a value as a number': tells(
    '<input type="number" id="a" value="1">',
    '<input type="number" id="a" value="2">',
    'tell(a.valueAsNumber)',
  ),
  'a default choice': tells(
    '<input type="checkbox" id="a">',
    '<input type="checkbox" id="a" checked>',
    'tell(a.defaultChecked)',
  ),
  'the validity of a field': tells(
    '<input id="a">',
    '<input id="a" required>',
    'tell(a.validity.valueMissing)',
  ),
  'the labels of a field': tells(
    '<label for="a">x</label><input id="a">',
    '<label for="b">x</label><input id="a">',
    'tell(a.labels.length)',
  ),
  'fields that name their form': tells(
    '<form id="f"></form><input form="f"><input>',
    '<form id="f"></form><input form="g"><input>',
    'tell(f.elements.length)',
  ),
  'the time of a time': tells(
    '<time id="a" datetime="2001">x</time>',
    '<time id="a" datetime="2002">x</time>',
    'tell(a.dateTime)',
  ),
  'the value of a datum': tells(
    '<data id="a" value="1">x</data>',
    '<data id="a" value="2">x</data>',
    'tell(a.value)',
  ),
  'the span of a cell': tells(
    '<table><tr><td id="a" colspan="2">x</table>',
    '<table><tr><td id="a" colspan="3">x</table>',
    'tell(a.colSpan)',
  ),
  'the number of options of a data list': tells(
    '<datalist id="a"><option value="1"></datalist>',
    '<datalist id="a"><option value="1"><option value="2"></datalist>',
    'tell(a.options.length)',
  ),
  'whether an element can be dragged': tells(
    '<p id="a">x</p>',
    '<p id="a" draggable="true">x</p>',
    'tell(a.draggable)',
  ),
  'whether a text can be edited': tells(
    '<p id="a">x</p>',
    '<p id="a" contenteditable>x</p>',
    'tell(a.contentEditable)',
  ),
  'whether a dialog is open': tells(
    '<dialog id="a">x</dialog>',
    '<dialog id="a" open>x</dialog>',
    'tell(a.open)',
  ),
  'the width of a canvas': tells(
    '<canvas id="a" width="11"></canvas>',
    '<canvas id="a" width="22"></canvas>',
    'tell(a.width)',
  ),
  'a canvas that was drawn on': tells(
    '<canvas id="a" width="11"></canvas>',
    '<canvas id="a" width="22"></canvas>',
    'const c = a.getContext("2d"); c.fillRect(0, 0, 5, 5); setInterval(() => { const n = String(c.getImageData(1, 1, 1, 1).data[3]); if (out.title !== n) out.title = n }, 50)',
  ),
  'the natural width of a picture': {
    files: {
      'index.html': html(
        '',
        told('<img id="a" src="a.svg" alt="">', 'a.decode().then(() => tell(a.naturalWidth))'),
      ),
      'a.svg': picture,
      'b.svg': picture.replace('11', '22'),
    },
    saves: [
      {
        'index.html': html(
          '',
          told('<img id="a" src="b.svg" alt="">', 'a.decode().then(() => tell(a.naturalWidth))'),
        ),
      },
    ],
  },
  'the length of a path': tells(
    '<svg><path id="a" d="M0 0L10 0"/></svg>',
    '<svg><path id="a" d="M0 0L20 0"/></svg>',
    'tell(a.getTotalLength())',
  ),
  'an id that is a global variable': tells(
    '<p id="a">x</p>',
    '<p id="b">x</p>',
    'setTimeout(() => { window.a && (window.a.textContent = "found") })',
  ),
  'data of its own script': word(
    '',
    '<i id="out"></i><script data-x="old">out.textContent = document.currentScript.dataset.x</script>',
  ),
};

/** Sizes and places, by every way to measure them. */
export const MEASURED: Class = {
  'a text by a range': tells(
    '<p id="a">a</p>',
    '<p id="a">a long text</p>',
    'const r = document.createRange(); r.selectNodeContents(a); tell(Math.round(r.getBoundingClientRect().width))',
  ),
  'the lines of a range': tells(
    '<p id="a">a</p>',
    '<p id="a">a<br>b</p>',
    'const r = document.createRange(); r.selectNodeContents(a); tell(r.getClientRects().length)',
  ),
  'the place of a range, which a text before it moves': tells(
    '<p>one</p><p id="a">a</p>',
    '<p>one<br>two</p><p id="a">a</p>',
    'const r = document.createRange(); r.selectNodeContents(a); tell(Math.round(r.getBoundingClientRect().top))',
  ),
  'a size that an observer told once': tells(
    '<span id="a" style="display: inline-block">a</span>',
    '<span id="a" style="display: inline-block">a long text</span>',
    'const o = new ResizeObserver(([e]) => { tell(Math.round(e.contentRect.width)); o.disconnect() }); o.observe(a)',
  ),
  'a box that an observer told once': tells(
    '<p>one</p><p id="a">a</p>',
    '<p>one<br>two</p><p id="a">a</p>',
    'const o = new IntersectionObserver(([e]) => { tell(Math.round(e.boundingClientRect.top)); o.disconnect() }); o.observe(a)',
  ),
  'an element that was in view once': tells(
    '<div id="d">one</div><p id="a">a</p>',
    `<div id="d">one${'<br>'.repeat(200)}</div><p id="a">a</p>`,
    'const o = new IntersectionObserver(([e]) => { if (e.isIntersecting) { tell("seen"); o.disconnect() } }); o.observe(a)',
  ),
  'an element that an attribute makes wider': tells(
    '<img id="a" width="11" height="9" alt="">',
    '<img id="a" width="22" height="9" alt="">',
    'tell(a.offsetWidth)',
  ),
  'a style that an attribute makes': {
    files: {
      'index.html': html(
        '<style>[title="2"] { color: rgb(1, 2, 3) }</style>',
        told('<p id="a" title="1">x</p>', 'tell(getComputedStyle(a).color)'),
      ),
    },
    saves: [
      {
        'index.html': html(
          '<style>[title="2"] { color: rgb(1, 2, 3) }</style>',
          told('<p id="a" title="2">x</p>', 'tell(getComputedStyle(a).color)'),
        ),
      },
    ],
  },
  'the box of a shape': tells(
    '<svg><rect id="a" width="11" height="9"/></svg>',
    '<svg><rect id="a" width="22" height="9"/></svg>',
    'tell(a.getBBox().width)',
  ),
  'the length of a text in SVG': tells(
    '<svg><text id="a" y="20">a</text></svg>',
    '<svg><text id="a" y="20">a long text</text></svg>',
    'tell(Math.round(a.getComputedTextLength()))',
  ),
  'the size of an element, which a text before it moves': {
    ...tells('<p>one</p><p id="a">a</p>', '<p>one<br>two</p><p id="a">a</p>', 'tell(a.offsetHeight)'),
    stays: true,
  },
  'an element in view, which a text before it moves': {
    ...tells(
      '<p>one</p><p id="a">a</p>',
      '<p>one<br>two</p><p id="a">a</p>',
      'new IntersectionObserver(([e]) => tell(e.isIntersecting)).observe(a)',
    ),
    stays: true,
  },
};

/** Relations between elements that a script has used. */
export const RELATED: Class = {
  'the parent of an element that is wrapped': tells(
    '<section><p id="a">x <b>y</b></p></section>',
    '<section><div><p id="a">x <b>y</b></p></div></section>',
    'document.getElementById("a").parentNode.title = "parent"',
  ),
  'the parent of an element that is unwrapped': tells(
    '<section><div><p id="a">x <b>y</b></p></div></section>',
    '<section><p id="a">x <b>y</b></p></section>',
    'document.querySelector("#a").parentElement.title = "parent"',
  ),
  'a paragraph that no script has found, wrapped': {
    ...tells(
      '<section><p>x <b>y</b></p></section><u id="a">z</u>',
      '<section><div><p>x <b>y</b></p></div></section><u id="a">z</u>',
      'document.querySelector("#a").parentElement.lang = "de"',
    ),
    stays: true,
  },
  'the number of sheets': {
    files: {
      'index.html': html('<style>p { color: red }</style>', told('', 'tell(document.styleSheets.length)')),
    },
    saves: [
      {
        'index.html': html(
          '<style>p { color: red }</style><style>b { color: red }</style>',
          told('', 'tell(document.styleSheets.length)'),
        ),
      },
    ],
  },
  'the document, which its script has fetched': tells(
    '<p>one</p>',
    '<p>two</p>',
    'fetch("").then(r => r.text()).then(text => tell(/<p>(.*?)</.exec(text)[1]))',
  ),
};
