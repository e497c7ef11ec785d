import { change, type Class, html, type Member, tells, word } from './site';

const stamped = (how: string, inner = '<b>old</b>'): Member =>
  word(
    '',
    `<template class="a">${inner}</template><div id="to"></div><script>const t = document.querySelector(".a"); ${how}</script>`,
  );

/** Templates whose content a script takes in a rarer way. */
export const TEMPLATES: Class = {
  'by the children of its content': stamped(
    'for (const kid of t.content.children) to.append(kid.cloneNode(true))',
  ),
  'by a query in its content': stamped('to.append(t.content.querySelector("b").cloneNode(true))'),
  'by the markup of a child': stamped('to.innerHTML = t.content.firstElementChild.outerHTML'),
  'by insertAdjacentHTML': stamped('to.insertAdjacentHTML("beforeend", t.innerHTML)'),
  'by a range in its content': stamped(
    'const r = document.createRange(); r.selectNodeContents(t.content); to.append(r.cloneContents())',
  ),
  'by adoption': stamped('to.append(document.adoptNode(t.content))'),
  'by replaceChildren': stamped('to.replaceChildren(...t.content.cloneNode(true).childNodes)'),
  'by a serializer': stamped('to.textContent = new XMLSerializer().serializeToString(t.content)'),
  'by a fragment of a range': stamped(
    'to.append(document.createRange().createContextualFragment(t.innerHTML))',
  ),
  'an attribute of what is in it': stamped('to.append(t.content.cloneNode(true))', '<b title="old">x</b>'),
  'a class of what is in it': stamped('to.append(t.content.cloneNode(true))', '<b class="old">x</b>'),
  'a new element in it': change(
    '<template id="a"><b>x</b></template><div id="to"></div><script>to.append(a.content.cloneNode(true))</script>',
    '<template id="a"><b>x</b><i>y</i></template><div id="to"></div><script>to.append(a.content.cloneNode(true))</script>',
  ),
  'for a custom element': word(
    '<script>customElements.define("x-a", class extends HTMLElement { connectedCallback() { const t = document.querySelector(".a"); this.attachShadow({ mode: "open" }).append(t.content.cloneNode(true)) } })</script>',
    '<template class="a"><b>old</b></template><x-a></x-a>',
  ),
  'for a custom element that comes later': word(
    '',
    '<template class="a"><style>b { color: rgb(1, 2, 3) }</style><b>old</b></template><x-a></x-a><script type="module">customElements.define("x-a", class extends HTMLElement { constructor() { super().attachShadow({ mode: "open" }).append(document.querySelector(".a").content.cloneNode(true)) } })</script>',
  ),
  'in a table': word(
    '',
    '<table><tbody><template class="a"><tr><td>old</td></tr></template></tbody></table><script>document.querySelector("tbody").append(document.querySelector(".a").content.cloneNode(true))</script>',
  ),
};

const root = (attributes: string, inner: string, more = ''): string =>
  `<div class="h"><template shadowrootmode="open"${attributes}>${inner}</template>${more}</div>`;

/** Shadow roots of the parser. */
export const DECLARED: Class = {
  'a text in a root that a script has read': tells(
    root('', '<b>old</b>'),
    root('', '<b>new</b>'),
    'tell(document.querySelector(".h").shadowRoot.textContent)',
  ),
  'a number of elements in a root': tells(
    root('', '<b>1</b>'),
    root('', '<b>1</b><b>2</b>'),
    'tell(document.querySelector(".h").shadowRoot.querySelectorAll("b").length)',
  ),
  'a root that may be cloned': tells(
    root('', '<b>x</b>'),
    root(' shadowrootclonable', '<b>x</b>'),
    'document.body.append(document.querySelector(".h").cloneNode(true))',
  ),
  'a root that may be serialised': tells(
    root('', '<b>x</b>'),
    root(' shadowrootserializable', '<b>x</b>'),
    'tell(document.body.getHTML?.({ serializableShadowRoots: true }).slice(0, 300))',
  ),
  'a root that passes its focus on': change(
    `<style>.h:focus-within { color: rgb(1, 2, 3) }</style>${root('', '<input>')}`,
    `<style>.h:focus-within { color: rgb(1, 2, 3) }</style>${root(' shadowrootdelegatesfocus', '<input>')}`,
  ),
  'a second root, which is none': change(
    root('', '<b>x</b>'),
    root('', '<b>x</b>', '<template shadowrootmode="open"><i>y</i></template>'),
  ),
  'a root in an element that cannot have one': change(
    '<ul><template shadowrootmode="open"><b>old</b></template></ul>',
    '<ul><template shadowrootmode="open"><b>new</b></template></ul>',
  ),
  'a style in a root': change(
    root('', '<style>b { color: rgb(1, 2, 3) }</style><b>x</b>'),
    root('', '<style>b { color: rgb(3, 2, 1) }</style><b>x</b>'),
  ),
  'a sheet that a script has adopted in a root': word(
    '',
    `${root('', '<style>b { color: rgb(1, 2, 3) } /* old */</style><b>x</b>')}<script>const r = document.querySelector(".h").shadowRoot, s = new CSSStyleSheet(); s.replaceSync(r.firstChild.textContent); r.adoptedStyleSheets = [s]; r.firstChild.remove()</script>`,
  ),
  'a root that a custom element finds': word(
    '',
    '<x-a><template shadowrootmode="open"><b>old</b></template></x-a><script>customElements.define("x-a", class extends HTMLElement { connectedCallback() { this.title = this.shadowRoot.firstChild.textContent } })</script>',
  ),
  'a root that a custom element finds by its internals': word(
    '',
    '<x-a><template shadowrootmode="closed"><b>old</b></template></x-a><script>customElements.define("x-a", class extends HTMLElement { connectedCallback() { this.title = this.attachInternals().shadowRoot.textContent } })</script>',
  ),
  'a root by a parser of strings': word(
    '',
    '<script type="text/x" class="s"><div><template shadowrootmode="open">old</template></div></script><div id="to"></div><script>to.setHTMLUnsafe?.(document.querySelector(".s").textContent)</script>',
  ),
};

const counted = (how: string, from = '<p>1</p>', to = '<p>1</p><p>2</p>'): Member =>
  tells(from, to, `tell(${how})`);

/** Counts that a script takes when the page starts, in ways that are rarer. */
export const COUNTS: Class = {
  'by childElementCount': counted('document.body.childElementCount'),
  'by a property of a collection': counted('[...document.body.children].length'),
  'by keys': counted('Object.keys(document.body.children).length'),
  'by a loop over nodes': counted(
    '(() => { let n = 0; for (const one of document.body.childNodes) n++; return n })()',
  ),
  'by matches in markup': counted('document.body.innerHTML.match(/<p>/g).length'),
  'by the length of a text': counted('document.body.textContent.length'),
  'by words of what shows': counted('document.body.innerText.split(/\\s+/).length'),
  'by an array of a list': counted('Array.from(document.querySelectorAll("body > *")).length'),
  'by the elements of a root': counted('document.documentElement.getElementsByTagName("*").length'),
  'by the count of a nested list': counted(
    'document.querySelector("ul").children.length',
    '<ul><li>1</ul>',
    '<ul><li>1<li>2</ul>',
  ),
  'by scripts': counted('document.scripts.length', '<p>1</p>', '<p>1</p><script type="text/x">x</script>'),
  'by anchors': counted('document.anchors.length', '<a name="x">1</a>', '<a name="x">1</a><a name="y">2</a>'),
  'by areas': counted(
    'document.links.length',
    '<map><area href="/a"></map>',
    '<map><area href="/a"><area href="/b"></map>',
  ),
  'by a snapshot of XPath': counted('document.evaluate("//p", document, null, 7, null).snapshotLength'),
  'by cells of a row': counted(
    'document.querySelector("tr").cells.length',
    '<table><tr><td>1</table>',
    '<table><tr><td>1<td>2</table>',
  ),
  'by bodies of a table': counted(
    'document.querySelector("table").tBodies.length',
    '<table><tbody><tr><td>1</table>',
    '<table><tbody><tr><td>1<tbody><tr><td>2</table>',
  ),
  'by chosen options': counted(
    'document.querySelector("select").selectedOptions.length',
    '<select multiple><option selected>1<option>2</select>',
    '<select multiple><option selected>1<option selected>2</select>',
  ),
  'by boxes that are ticked': counted(
    'document.querySelectorAll(":checked").length',
    '<input type="checkbox"><input type="checkbox">',
    '<input type="checkbox" checked><input type="checkbox">',
  ),
  'by resources': tells(
    '<img alt="" src="a.svg">',
    '<img alt="" src="a.svg"><img alt="" src="b.svg">',
    'onload = () => tell(performance.getEntriesByType("resource").filter(e => e.name.endsWith(".svg")).length)',
  ),
  'by an observer of performance': tells(
    '<img alt="" src="a.svg">',
    '<img alt="" src="a.svg"><img alt="" src="b.svg">',
    'let n = 0; new PerformanceObserver(list => { n += list.getEntries().filter(e => e.name.endsWith(".svg")).length; tell(n) }).observe({ type: "resource", buffered: true })',
  ),
  'by tabs of a deck, at a module': {
    files: {
      'index.html': html(
        '',
        '<section>1</section><output id="o"></output><script type="module">o.value = document.querySelectorAll("section").length</script>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '',
          '<section>1</section><section>2</section><output id="o"></output><script type="module">o.value = document.querySelectorAll("section").length</script>',
        ),
      },
    ],
  },
  'by a name that a script makes': counted(
    '["p", "x"].map(n => document.getElementsByTagName(n).length).join()',
  ),
};
