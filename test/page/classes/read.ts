import { type Class, file, html, word } from './site';

/** Scripts that read the document while it loads, in unusual ways. */
export const READ: Class = {
  'importNode of a template': word(
    '',
    '<template id="a"><b>old</b></template><i id="out"></i><script>out.append(document.importNode(a.content, true))</script>',
  ),
  'innerHTML of a template': word(
    '',
    '<template id="a"><b>old</b></template><i id="out"></i><script>out.innerHTML = a.innerHTML</script>',
  ),
  'a template in a shadow root': word(
    '',
    `<template id="a"><b>old</b></template><x-one></x-one><script>customElements.define('x-one', class extends HTMLElement {
       constructor() { super().attachShadow({ mode: 'open' }).append(a.content.cloneNode(true)) } })</script>`,
  ),
  'a template whose content is moved away': word(
    '',
    '<template id="a"><b>old</b></template><i id="out"></i><script>out.append(a.content)</script>',
  ),
  'a template by a range': word(
    '',
    '<template id="a"><b>old</b></template><i id="out"></i><script>const r = document.createRange(); r.selectNodeContents(a.content); out.append(r.cloneContents())</script>',
  ),
  'a template in a template': word(
    '',
    '<template id="a"><template><b>old</b></template></template><i id="out"></i><script>out.append(a.content.firstChild.content.cloneNode(true))</script>',
  ),
  'XMLSerializer and outerHTML': word(
    '',
    '<p id="a">old</p><i id="out"></i><i id="two"></i><script>out.textContent = new XMLSerializer().serializeToString(a); two.textContent = a.outerHTML</script>',
  ),
  'a tree walker over texts': word(
    '',
    '<p>old</p><i id="out"></i><script>const w = document.createTreeWalker(document.body, 4); for (let n; (n = w.nextNode());) if (n.parentNode.localName === "p") out.append(n.data)</script>',
  ),
  'the options of a select': word(
    '',
    '<select id="a"><option value="old">old</option></select><i id="out"></i><script>out.textContent = [...a.options].map(o => o.text)</script>',
  ),
  'the value of a select': word(
    '',
    '<select id="a"><option value="old">x</option></select><i id="out"></i><script>out.textContent = a.value</script>',
  ),
  'the options of a datalist': word(
    '',
    '<datalist id="a"><option value="old"></datalist><i id="out"></i><script>out.textContent = a.options[0].value</script>',
  ),
  'the rows of a table': {
    files: {
      'index.html': html(
        '',
        '<table id="a"><tr><td>1</table><i id="out"></i><script>out.textContent = a.rows.length</script>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '',
          '<table id="a"><tr><td>1<tr><td>2</table><i id="out"></i><script>out.textContent = a.rows.length</script>',
        ),
      },
    ],
  },
  'a named element of the window': word(
    '',
    '<p id="a" title="old">x</p><i id="out"></i><script>out.textContent = window.a.title</script>',
  ),
  'an attribute node': word(
    '',
    '<p id="a" data-x="old">x</p><i id="out"></i><script>out.textContent = a.attributes["data-x"].value + a.getAttributeNode("data-x").value</script>',
  ),
  'ARIA and other properties that reflect': word(
    '',
    '<p id="a" aria-label="old" role="old" accesskey="o">x</p><i id="out"></i><script>out.textContent = [a.ariaLabel, a.role]</script>',
  ),
  'the text of a style': word(
    '<style id="s">p { --old: 1 }</style>',
    '<i id="out"></i><script>out.textContent = s.textContent</script>',
  ),
  'a style to which a script added a rule': word(
    '<style id="s">i { --old: 1 }</style>',
    '<i id="out">x</i><script>s.sheet.insertRule("#out { color: rgb(9, 9, 9) }", 0)</script>',
  ),
  'a linked sheet to which a script added a rule': file(
    'a.css',
    'i { --x: 11 }',
    '<link rel="stylesheet" href="a.css">',
    '<i id="out">x</i><script>document.styleSheets[0].insertRule("#out { color: rgb(9, 9, 9) }", 0)</script>',
  ),
  'meta and title': word(
    '<meta name="a" content="old">',
    '<i id="out"></i><script>out.textContent = document.querySelector("meta[name=a]").content</script>',
  ),
  'a page that numbers its headings': {
    files: {
      'index.html': html(
        '',
        '<h2>a</h2><script>document.querySelectorAll("h2").forEach((h, n) => h.prepend(`${n + 1} `))</script>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '',
          '<h2>a</h2><h2>b</h2><script>document.querySelectorAll("h2").forEach((h, n) => h.prepend(`${n + 1} `))</script>',
        ),
      },
    ],
  },
};

/** Custom elements that read their content. */
export const ELEMENTS: Class = {
  'children at connection': word(
    '',
    `<x-one><b>old</b></x-one><i id="out"></i><script>customElements.define('x-one', class extends HTMLElement {
       connectedCallback() { out.textContent = this.querySelector('b').textContent } })</script>`,
  ),
  'its text, in a shadow root': word(
    `<script>customElements.define('x-one', class extends HTMLElement { connectedCallback() { setTimeout(() => {
       this.attachShadow({ mode: 'open' }).innerHTML = '<b>' + this.textContent + '</b>' }) } })</script>`,
    '<x-one>old</x-one>',
  ),
  'an attribute that it does not observe': word(
    `<script>customElements.define('x-one', class extends HTMLElement { connectedCallback() {
       this.attachShadow({ mode: 'open' }).textContent = this.getAttribute('label') } })</script>`,
    '<x-one label="old"></x-one>',
  ),
  'an attribute that it observes': word(
    `<script>customElements.define('x-one', class extends HTMLElement { static observedAttributes = ['label'];
       attributeChangedCallback() { (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).textContent = this.getAttribute('label') } })</script>`,
    '<x-one label="old"></x-one>',
    {},
    true,
  ),
  'what is assigned to its slot': word(
    `<script>customElements.define('x-one', class extends HTMLElement { constructor() { super().attachShadow({ mode: 'open' })
       .innerHTML = '<slot></slot><u></u>'; const slot = this.shadowRoot.firstChild;
       slot.onslotchange = () => slot.nextSibling.textContent = slot.assignedElements().map(e => e.title) } })</script>`,
    '<x-one><b title="old">x</b></x-one>',
  ),
  'one that is defined later': word(
    '',
    `<x-one>old</x-one><script>setTimeout(() => customElements.define('x-one', class extends HTMLElement {
       connectedCallback() { this.title = this.textContent } }), 50)</script>`,
  ),
  'a built-in one': word(
    `<script>customElements.define('x-two', class extends HTMLParagraphElement { connectedCallback() {
       setTimeout(() => this.title = this.firstChild.data) } }, { extends: 'p' })</script>`,
    '<p is="x-two">old</p>',
  ),
  'one that is new in the page': {
    files: {
      'index.html': html(
        `<script>customElements.define('x-one', class extends HTMLElement { connectedCallback() { this.title = this.children.length } })</script>`,
        '<p>a</p>',
      ),
    },
    saves: [
      {
        'index.html': html(
          `<script>customElements.define('x-one', class extends HTMLElement { connectedCallback() { this.title = this.children.length } })</script>`,
          '<p>a</p><x-one><b>1</b><b>2</b></x-one>',
        ),
      },
    ],
  },
};
