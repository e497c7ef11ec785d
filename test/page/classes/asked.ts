import { change, type Class, html, type Member, tells, told } from './site';

/** Questions of scripts whose answer depends on more than the element. */
export const ASKED: Class = {
  'a value in the data of a form': tells(
    '<form id="f"><input name="a" value="1"></form>',
    '<form id="f"><input name="a" value="2"></form>',
    'tell(new FormData(f).get("a"))',
  ),
  'a name in the data of a form': tells(
    '<form id="f"><input name="a" value="1"></form>',
    '<form id="f"><input name="b" value="1"></form>',
    'tell([...new FormData(f).keys()])',
  ),
  'a text in the data of a form': tells(
    '<form id="f"><textarea name="a">1</textarea></form>',
    '<form id="f"><textarea name="a">2</textarea></form>',
    'tell(new FormData(f).get("a"))',
  ),
  'a class of a field, whose form was asked for its data': {
    ...tells(
      '<form id="f"><input name="a" class="x"></form>',
      '<form id="f"><input name="a" class="y"></form>',
      'tell([...new FormData(f).keys()])',
    ),
    stays: true,
  },
  'a text by XPath': tells(
    '<p>1</p>',
    '<p>2</p>',
    'tell(document.evaluate("string(//p)", document, null, 2).stringValue)',
  ),
  'a number by an expression of XPath': tells(
    '<p>1</p>',
    '<p>1</p><p>2</p>',
    'tell(new XPathEvaluator().createExpression("count(//p)").evaluate(document, 1).numberValue)',
  ),
  'when the document was changed': tells(
    '<p>1</p>',
    '<p>2</p>',
    'setTimeout(() => tell(document.lastModified))',
  ),
  'whether an element is shown': tells(
    '<div><p id="a">x</p></div>',
    '<div hidden><p id="a">x</p></div>',
    'tell(a.checkVisibility())',
  ),
  'how many elements are in a slot': tells(
    '<div id="h"><b>1</b></div>',
    '<div id="h"><b>1</b><b>2</b></div>',
    'h.attachShadow({ mode: "open" }).innerHTML = "<slot></slot>"; tell(h.shadowRoot.firstChild.assignedElements().length)',
  ),
  'which slot an element is in': tells(
    '<div id="h"><b id="b">1</b></div>',
    '<div id="h"><b id="b" slot="x">1</b></div>',
    'h.attachShadow({ mode: "open" }).innerHTML = "<slot></slot>"; tell(String(b.assignedSlot))',
  ),
  'what stands before an element': {
    files: {
      'index.html': html(
        '<style>#a::before { content: "one" }</style>',
        told('<p id="a">x</p>', 'tell(getComputedStyle(a, "::before").content)'),
      ),
    },
    saves: [
      {
        'index.html': html(
          '<style>#a::before { content: "two" }</style>',
          told('<p id="a">x</p>', 'tell(getComputedStyle(a, "::before").content)'),
        ),
      },
    ],
  },
};

/** Attributes of any interface, by their property. */
export const REFLECTED: Class = Object.fromEntries(
  (
    [
      ['svg id="a" viewBox="0 0 11 9"', 'svg id="a" viewBox="0 0 22 9"', 'a.viewBox.baseVal.width'],
      ['svg id="a" width="11"', 'svg id="a" width="22"', 'a.width.baseVal.value'],
      ['p id="a" align="left"', 'p id="a" align="right"', 'a.align'],
      ['q id="a" cite="/1"', 'q id="a" cite="/2"', 'a.cite'],
      ['ins id="a" datetime="2001"', 'ins id="a" datetime="2002"', 'a.dateTime'],
      ['slot id="a" name="m"', 'slot id="a" name="n"', 'a.name'],
      ['p id="a" translate="no"', 'p id="a" translate="yes"', 'a.translate'],
      ['p id="a"', 'p id="a" title="1"', 'a.hasAttributes() && a.attributes.length'],
    ] as const
  ).map(([from, to, how]) => [
    how,
    tells(`<${from}></${from.split(' ')[0] ?? ''}>`, `<${to}></${to.split(' ')[0] ?? ''}>`, `tell(${how})`),
  ]),
);

const row = (inner: string): string => `<table id="t">${inner}</table>`;

/** Parts of tables that are properties, and positions in them. */
export const PLACED: Class = {
  'a new caption': tells(row('<tr><td>1'), row('<caption>c</caption><tr><td>1'), 'tell(!!t.caption)'),
  'a new head': tells(row('<tbody><tr><td>1'), row('<thead><tr><th>h<tbody><tr><td>1'), 'tell(!!t.tHead)'),
  'the number of a cell': tells(row('<tr><td id="a">1'), row('<tr><td>0<td id="a">1'), 'tell(a.cellIndex)'),
  'the number of a row': tells(row('<tr id="a"><td>1'), row('<tr><td>0<tr id="a"><td>1'), 'tell(a.rowIndex)'),
};

const defined = (callbacks: string): string =>
  `<script>customElements.define("x-a", class extends HTMLElement { ${callbacks} })</script>`;
const custom = (callbacks: string, from: string, to: string): Member => ({
  files: { 'index.html': html(defined(callbacks), from) },
  saves: [{ 'index.html': html(defined(callbacks), to) }],
});

/** Immediate notifications of a change. */
export const CALLED: Class = {
  'a custom element that tells that it goes': custom(
    'disconnectedCallback() { out.textContent = "gone" }',
    '<div><x-a>x</x-a></div><i id="out"></i>',
    '<div></div><i id="out"></i>',
  ),
  'a custom element that counts changes elsewhere': custom(
    'static observedAttributes = ["k"]; attributeChangedCallback() { out.textContent += "c" }',
    '<i id="out"></i><x-a k="1">x</x-a>',
    '<i id="out"></i><x-a k="2">x</x-a>',
  ),
  'a style that a script has set': {
    ...change(
      '<b id="a" style="color: red">x</b><script>a.style.color = "green"</script>',
      '<b id="a" style="color: blue; margin: 1px">x</b><script>a.style.color = "green"</script>',
    ),
    stays: true,
  },
  'a script of a builder, by another address': {
    files: {
      'index.html': html(
        '',
        '<p id="a" title="1">1</p><i id="out"></i><script>out.textContent = a.title\n//# sourceURL=webpack-internal:///x.js</script>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '',
          '<p id="a" title="2">1</p><i id="out"></i><script>out.textContent = a.title\n//# sourceURL=webpack-internal:///x.js</script>',
        ),
      },
    ],
  },
};
