import { change, type Class, html, tells, told } from './site';

const block = (id: string): string => `<div id="${id}" style="height: 50px">${id}</div>`;

/** Questions of a script about the rendered page: the place of an element, or the element at a place. */
export const SHOWN: Class = {
  'the element at a point': tells(
    block('one') + block('two'),
    block('two'),
    'tell(document.elementFromPoint(20, 20).id)',
  ),
  'the element at a point, below a text': tells(
    `<p>1</p>${block('one')}`,
    `<p>1<br>2<br>3<br>4<br>5</p>${block('one')}`,
    'tell(document.elementFromPoint(20, 80).localName)',
  ),
  'the elements at a point': tells(
    block('one') + block('two'),
    `<section>${block('one')}${block('two')}</section>`,
    'tell(document.elementsFromPoint(20, 20).length)',
  ),
  'the element at a point of a shadow root': tells(
    `<div><template shadowrootmode="open">${block('one')}${block('two')}</template></div>`,
    `<div><template shadowrootmode="open">${block('two')}</template></div>`,
    'tell(document.querySelector("div").shadowRoot.elementFromPoint(20, 20).id)',
  ),
  'the text at a point': tells(
    '<p>one</p><p>two</p>',
    '<p>zero<br>one</p><p>two</p>',
    'tell(document.caretRangeFromPoint?.(10, 55)?.startContainer.nodeName + document.caretRangeFromPoint?.(10, 55)?.startContainer.data)',
  ),
  'the matrix of a shape': tells(
    '<svg><g id="a" transform="translate(11)"><rect width="9" height="9"/></g></svg>',
    '<svg><g id="a" transform="translate(22)"><rect width="9" height="9"/></g></svg>',
    'tell(a.getCTM().e)',
  ),
  'the matrix of a shape in one that moves': tells(
    '<svg><g transform="translate(11)"><rect id="a" width="9" height="9"/></g></svg>',
    '<svg><g transform="translate(22)"><rect id="a" width="9" height="9"/></g></svg>',
    'tell(a.getCTM().e)',
  ),
  'the matrix of a shape on the screen': tells(
    '<p>one</p><svg id="a"></svg>',
    '<p>one<br>two</p><svg id="a"></svg>',
    'tell(Math.round(a.getScreenCTM().f))',
  ),
  'the place of a shape': tells(
    '<svg><rect id="a" x="11" width="9" height="9"/></svg>',
    '<svg><rect id="a" x="22" width="9" height="9"/></svg>',
    'tell(a.getBBox().x)',
  ),
  'the number of letters in a drawing': tells(
    '<svg><text id="a" y="20">a</text></svg>',
    '<svg><text id="a" y="20">abc</text></svg>',
    'tell(a.getNumberOfChars())',
  ),
  'the place of a letter in a drawing': tells(
    '<svg><text id="a" y="20" x="11">a</text></svg>',
    '<svg><text id="a" y="20" x="22">a</text></svg>',
    'tell(a.getStartPositionOfChar(0).x)',
  ),
  'the text that is selected': tells(
    '<p id="a">old</p>',
    '<p id="a">new</p>',
    'getSelection().selectAllChildren(a); tell(String(getSelection()))',
  ),
  'the text that is selected, in one of several elements': tells(
    '<div id="a"><p>one</p><p>old</p></div>',
    '<div id="a"><p>one</p><p>new</p></div>',
    'getSelection().selectAllChildren(a); tell(getSelection().toString())',
  ),
  'the text that shows': tells(
    '<div id="a"><b>1</b><i>2</i></div>',
    '<div id="a"><b hidden>1</b><i>2</i></div>',
    'tell(a.innerText)',
  ),
  'the text that shows, by a style': {
    files: {
      'index.html': html(
        '<style>b { color: red }</style>',
        told('<div id="a"><b>one</b></div>', 'tell(a.innerText)'),
      ),
    },
    saves: [
      {
        'index.html': html(
          '<style>b { text-transform: uppercase }</style>',
          told('<div id="a"><b>one</b></div>', 'tell(a.innerText)'),
        ),
      },
    ],
  },
  'the element that places are measured from': {
    files: {
      'index.html': html(
        '<style>[title] { position: relative }</style>',
        told('<div><b id="a">x</b></div>', 'tell(a.offsetParent.localName)'),
      ),
    },
    saves: [
      {
        'index.html': html(
          '<style>[title] { position: relative }</style>',
          told('<div title="1"><b id="a">x</b></div>', 'tell(a.offsetParent.localName)'),
        ),
      },
    ],
  },
  'the top of an element': tells(
    '<p>one</p><p id="a">x</p>',
    '<p>one<br>two</p><p id="a">x</p>',
    'tell(a.offsetTop)',
  ),
  'the top of a picture': tells(
    '<p>one</p><img id="a" alt="x" width="9" height="9">',
    '<p>one<br>two</p><img id="a" alt="x" width="9" height="9">',
    'tell(a.y)',
  ),
  'the width of a picture in a box': tells(
    '<table width="100"><tr><td><img id="a" alt="" style="width: 100%; display: block"></table>',
    '<table width="200"><tr><td><img id="a" alt="" style="width: 100%; display: block"></table>',
    'tell(a.width)',
  ),
  'a text that is found': tells('<p>old</p>', '<p>new</p>', 'tell(window.find("new"))'),
  'a width of the window': tells(
    '<p>old</p>',
    '<p>new</p>',
    'tell(matchMedia("(min-width: 1px)").matches)',
    true,
  ),
  'a style that the browser knows': tells(
    '<p>old</p>',
    '<p>new</p>',
    'tell(CSS.supports("color", "red"))',
    true,
  ),
  'a text on a canvas': {
    ...tells(
      '<p id="a">old</p><canvas id="c" width="99" height="20"></canvas>',
      '<p id="a">wide</p><canvas id="c" width="99" height="20"></canvas>',
      'c.getContext("2d").fillText(a.firstChild.data, 0, 15)',
    ),
    drawn: true,
  },
};

const declared = (inner: string): string =>
  `<div id="h"><template shadowrootmode="open">${inner}</template></div>`;

/** Questions to shadow roots and other parents. */
export const ROOTS: Class = {
  'the markup of a root': tells(
    declared('<p>old</p>'),
    declared('<p>new</p>'),
    'tell(h.shadowRoot.innerHTML)',
  ),
  'the children of a root': tells(
    declared('<p>1</p>'),
    declared('<p>1</p><p>2</p>'),
    'tell(h.shadowRoot.children.length)',
  ),
  'the number of children of a root': tells(
    declared('<p>1</p>'),
    declared('<p>1</p><p>2</p>'),
    'tell(h.shadowRoot.childElementCount)',
  ),
  'the sheets of a root': tells(
    declared('<p>1</p>'),
    declared('<p>1</p><style>p { color: red }</style>'),
    'tell(h.shadowRoot.styleSheets.length)',
  ),
  'the number of frames': tells('<p>1</p>', '<p>1</p><iframe></iframe>', 'tell(window.length)'),
  'the number of embedded things': tells('<p>1</p>', '<p>1</p><embed>', 'tell(document.embeds.length)'),
  'the colour of the body': {
    files: {
      'index.html': html('', told('', 'tell(document.bgColor)')).replace('<body>', '<body bgcolor="red">'),
    },
    saves: [
      {
        'index.html': html('', told('', 'tell(document.bgColor)')).replace('<body>', '<body bgcolor="blue">'),
      },
    ],
  },
};

/** Related elements, and properties that come from other elements. */
export const OTHERS: Class = {
  'the field of a label': tells(
    '<label id="l" for="a">x</label><input id="a">',
    '<label id="l" for="a">x</label><input id="b">',
    'tell(String(l.control))',
  ),
  'the list of a field': tells(
    '<input id="i" list="d"><datalist id="d"></datalist>',
    '<input id="i" list="d"><datalist id="e"></datalist>',
    'tell(String(i.list))',
  ),
  'the form of a field': tells(
    '<form id="f"></form><input id="i" form="f">',
    '<form id="g"></form><input id="i" form="f">',
    'tell(String(i.form))',
  ),
  'the target of a button': tells(
    '<button id="i" popovertarget="p">x</button><p id="p" popover>y</p>',
    '<button id="i" popovertarget="p">x</button><p id="q" popover>y</p>',
    'tell(String(i.popoverTargetElement))',
  ),
  'the labels by ARIA': tells(
    '<p id="i" aria-labelledby="p">x</p><p id="p">y</p>',
    '<p id="i" aria-labelledby="p">x</p><p id="q">y</p>',
    'tell(i.ariaLabelledByElements?.length)',
  ),
  'a list of words': tells(
    '<a id="a" rel="x">x</a>',
    '<a id="a" rel="y">x</a>',
    'tell(a.relList.contains("x"))',
  ),
  'a part': tells('<p id="a" part="x">x</p>', '<p id="a" part="y">x</p>', 'tell(a.part.contains("x"))'),
  'a hint for the keyboard': tells(
    '<input id="a" enterkeyhint="go">',
    '<input id="a" enterkeyhint="send">',
    'tell(a.enterKeyHint)',
  ),
  'a mode of input': tells(
    '<input id="a" inputmode="text">',
    '<input id="a" inputmode="none">',
    'tell(a.inputMode)',
  ),
  'whether an ancestor can be edited': tells(
    '<div><p id="a">x</p></div>',
    '<div contenteditable><p id="a">x</p></div>',
    'tell(a.isContentEditable)',
  ),
  'whether an ancestor is translated': tells(
    '<div><p id="a">x</p></div>',
    '<div translate="no"><p id="a">x</p></div>',
    'tell(a.translate)',
  ),
  'whether a field is checked at all': tells(
    '<fieldset><input id="a" required></fieldset>',
    '<fieldset disabled><input id="a" required></fieldset>',
    'tell(a.willValidate)',
  ),
  'the charset of a form': tells(
    '<form id="a" accept-charset="utf-8"></form>',
    '<form id="a" accept-charset="utf-16"></form>',
    'tell(a.acceptCharset)',
  ),
  'a field of a custom element': change(
    told(
      '<label for="x">l</label><x-a id="x"></x-a>',
      'customElements.define("x-a", class extends HTMLElement { static formAssociated = true; constructor() { super(); this.inner = this.attachInternals() } }); tell(x.inner.labels.length)',
    ),
    told(
      '<label>l</label><x-a id="x"></x-a>',
      'customElements.define("x-a", class extends HTMLElement { static formAssociated = true; constructor() { super(); this.inner = this.attachInternals() } }); tell(x.inner.labels.length)',
    ),
  ),
};
