import { change, type Class, html, type Member, picture, tells } from './site';

const many = '<br>'.repeat(200);
const count = 'let n = 0;';

/** Callbacks of scripts for a change: a fresh load would not call them again. */
export const CALLS: Class = {
  'an observer of views that counts': tells(
    '<div>one</div><p id="a">a</p>',
    `<div>one${many}</div><p id="a">a</p>`,
    `${count} new IntersectionObserver(() => tell(++n)).observe(a)`,
  ),
  'an observer of sizes that counts': tells(
    '<span id="a" style="display: inline-block">a</span>',
    '<span id="a" style="display: inline-block">a long text</span>',
    `${count} new ResizeObserver(() => tell(++n)).observe(a)`,
  ),
  'an observer of changes that counts': tells(
    '<p id="a">old</p>',
    '<p id="a">new</p>',
    `${count} new MutationObserver(() => tell(++n)).observe(a, { characterData: true, subtree: true, childList: true })`,
  ),
  'an observer of changes that counts later': tells(
    '<p id="a">old</p>',
    '<p id="a">new</p>',
    `${count} new MutationObserver(() => setTimeout(() => tell(++n), 20)).observe(a, { characterData: true, subtree: true, childList: true })`,
  ),
  'an observer of changes that counts in a frame': tells(
    '<p id="a" title="old">x</p>',
    '<p id="a" title="new">x</p>',
    `${count} new MutationObserver(() => requestAnimationFrame(() => tell(++n))).observe(a, { attributes: true })`,
  ),
  'an observer of changes that waits for an answer': tells(
    '<p id="a">old</p>',
    '<p id="a">new</p>',
    `${count} new MutationObserver(() => fetch("b.txt").then(() => tell(++n))).observe(a, { characterData: true, subtree: true, childList: true })`,
  ),
  'a slot that counts': tells(
    '<div id="h"><b>1</b></div>',
    '<div id="h"><b>1</b><b>2</b></div>',
    `${count} h.attachShadow({ mode: "open" }).innerHTML = "<slot></slot>"; h.shadowRoot.firstChild.addEventListener("slotchange", () => tell(++n))`,
  ),
  'details that count how often they were opened': tells(
    '<details id="d" open><summary>s</summary>x</details>',
    '<details id="d"><summary>s</summary>x</details>',
    `${count} d.addEventListener("toggle", () => tell(++n))`,
  ),
  'details that count, by a property': tells(
    '<details id="d" open><summary>s</summary>x</details>',
    '<details id="d"><summary>s</summary>x</details>',
    `${count} d.ontoggle = () => tell(++n)`,
  ),
  'a picture that counts how often it was loaded': {
    ...tells(
      '<img id="i" src="a.svg" alt="">',
      '<img id="i" src="b.svg" alt="">',
      `${count} i.onload = () => tell(++n)`,
    ),
    files: {
      ...tells('<img id="i" src="a.svg" alt="">', '', `${count} i.onload = () => tell(++n)`).files,
      'a.svg': picture,
      'b.svg': picture,
    },
  },
  'a link with a listener, to another place': tells(
    '<a id="i" href="/a">x</a>',
    '<a id="i" href="/b">x</a>',
    `${count} i.onclick = () => tell(++n)`,
    true,
  ),
};

const defined = (members: string): string =>
  `<script>customElements.define("x-a", class extends HTMLElement { ${members} })</script>`;
const custom = (members: string, from: string, to: string, stays?: boolean): Member => ({
  files: { 'index.html': html(defined(members), from) },
  saves: [{ 'index.html': html(defined(members), to) }],
  ...(stays === undefined ? {} : { stays }),
});
const counting = 'this.title = Number(this.title) + 1';
const unwrapped = '<section><p>1</p><x-a>x</x-a></section><p>2</p>';
const moved = '<section><p>1</p></section><p>2</p><x-a>x</x-a>';

/** Custom elements that are moved, and that answer. */
export const ELEMENTS_MOVED: Class = {
  'that counts how often it was put in': custom(`connectedCallback() { ${counting} }`, unwrapped, moved),
  'that counts how often it was taken out': custom(
    `disconnectedCallback() { ${counting} }`,
    unwrapped,
    moved,
  ),
  'that is told of a move': custom(
    `connectedCallback() { this.lang = "de" } connectedMoveCallback() { ${counting} }`,
    unwrapped,
    moved,
  ),
  'that keeps the parent that it had': custom(
    'connectedCallback() { this.title = this.parentNode.localName } connectedMoveCallback() {}',
    unwrapped,
    moved,
  ),
  'in an element that moves': custom(
    `connectedCallback() { ${counting} }`,
    '<section><div><b>b</b><x-a>x</x-a></div></section><p>2</p>',
    '<section></section><p>2</p><div><b>b</b><x-a>x</x-a></div>',
  ),
  'in an element that changes its place': custom(
    `connectedCallback() { ${counting} }`,
    '<p>1</p><p>2 <x-a>x</x-a></p><p>3</p><p>4</p>',
    '<p>2 <x-a>x</x-a></p><p>1</p><p>3</p><p>4</p>',
  ),
  'that listens to nothing, moved': custom('', unwrapped, moved, true),
  'that adds to itself for an attribute': custom(
    'static observedAttributes = ["k"]; attributeChangedCallback(name, old, value) { this.append(value) }',
    '<x-a k="1">x</x-a>',
    '<x-a k="2">x</x-a>',
  ),
  'that counts in an attribute': custom(
    `static observedAttributes = ["k"]; attributeChangedCallback() { ${counting} }`,
    '<x-a k="1">x</x-a>',
    '<x-a k="2">x</x-a>',
  ),
  'that keeps the first attribute in its root': custom(
    'static observedAttributes = ["k"]; constructor() { super().attachShadow({ mode: "open" }) } attributeChangedCallback(name, old, value) { this.shadowRoot.append(value) }',
    '<x-a k="1">x</x-a>',
    '<x-a k="2">x</x-a>',
  ),
  'that mirrors an attribute': custom(
    'static observedAttributes = ["k"]; attributeChangedCallback(name, old, value) { this.title = value }',
    '<x-a k="1">x</x-a>',
    '<x-a k="2">x</x-a>',
  ),
  'that mirrors an attribute in its root': custom(
    'static observedAttributes = ["k"]; constructor() { super().attachShadow({ mode: "open" }) } attributeChangedCallback(name, old, value) { this.shadowRoot.textContent = value }',
    '<x-a k="1">x</x-a>',
    '<x-a k="2">x</x-a>',
  ),
  'that is told when it is off': custom(
    'static formAssociated = true; formDisabledCallback(off) { this.append(off) }',
    '<fieldset disabled><x-a></x-a></fieldset>',
    '<fieldset><x-a></x-a></fieldset>',
  ),
  'that is told of its form': custom(
    'static formAssociated = true; formAssociatedCallback(form) { this.append(form?.id ?? "none") }',
    '<form id="f"></form><form id="g"></form><x-a form="f"></x-a>',
    '<form id="f"></form><form id="g"></form><x-a form="g"></x-a>',
  ),
};

const page = (from: string, to: string, act: string, stays?: boolean): Member => ({
  ...change(from, to, stays),
  act,
});
const radios = (...names: string[]): string => names.map(name => `<input type="radio" ${name}>`).join('');

/** The state of fields, dialogs and details after a visitor's actions, and as parsed. */
export const CHOSEN: Class = {
  'details that get the name of others': change(
    '<details name="a" open><summary>1</summary>a</details><details name="b" open><summary>2</summary>b</details>',
    '<details name="a" open><summary>1</summary>a</details><details name="a" open><summary>2</summary>b</details>',
  ),
  'details that a visitor has opened': page(
    '<details name="a" open><summary>1</summary>a</details><details name="a" id="b"><summary>2</summary>b</details>',
    '<details name="a" open><summary>1</summary>new</details><details name="a" id="b"><summary>2</summary>b</details>',
    'b.open = true',
    true,
  ),
  'a choice of a visitor, and another one in the source': page(
    '<select><option selected>a<option>b<option>c</select>',
    '<select><option>a<option selected>b<option>c</select>',
    'document.querySelector("select").selectedIndex = 2',
  ),
  'several choices of a visitor, and another one in the source': page(
    '<select multiple><option selected>a<option>b<option>c</select>',
    '<select multiple><option selected>a<option selected>b<option>c</select>',
    'document.querySelector("select").options[2].selected = true',
  ),
  'one choice that becomes several': change(
    '<select><option selected>a<option selected>b</select>',
    '<select multiple><option selected>a<option selected>b</select>',
  ),
  'a group that is switched off': change(
    '<select><optgroup><option>a</optgroup><option>b</select>',
    '<select><optgroup disabled><option>a</optgroup><option>b</select>',
    true,
  ),
  'the size of a list': change(
    '<select><option>a<option>b</select>',
    '<select size="2"><option>a<option>b</select>',
    true,
  ),
  'a radio of a visitor, and another one in the source': page(
    radios('name="r" checked', 'name="r" id="v"', 'name="r"'),
    radios('name="r"', 'name="r" id="v"', 'name="r" checked'),
    'v.checked = true',
  ),
  'radios that get one name': change(
    radios('name="b" checked', 'name="a" checked'),
    radios('name="a" checked', 'name="a" checked'),
    true,
  ),
  'an earlier radio that is checked, too': change(
    radios('name="a"', 'name="a" checked'),
    radios('name="a" checked', 'name="a" checked'),
    true,
  ),
  'a radio that is checked no more': change(
    radios('name="a" checked', 'name="a" checked'),
    radios('name="a" checked', 'name="a"'),
    true,
  ),
  'a new radio that is checked': change(
    radios('name="a" checked', 'name="a"'),
    radios('name="a" checked', 'name="a" checked', 'name="a"'),
    true,
  ),
  'a box of a visitor, and its default': page(
    '<input type="checkbox" id="v">',
    '<input type="checkbox" id="v" checked>',
    'v.checked = true',
  ),
  'a text of a visitor, and its default': page(
    '<input id="v" value="old"><textarea id="w">old</textarea>',
    '<input id="v" value="new"><textarea id="w">new</textarea>',
    'v.value = w.value = "typed"',
    true,
  ),
  'a dialog that a visitor has opened': page(
    '<dialog id="v"><p>old</p></dialog>',
    '<dialog id="v"><p>new</p></dialog>',
    'v.showModal()',
    true,
  ),
  'a dialog of the source that a visitor has closed': page(
    '<dialog id="v" open><p>old</p></dialog>',
    '<dialog id="v" open><p>new</p></dialog>',
    'v.close()',
    true,
  ),
  'a dialog that is open no more': change('<dialog open>x</dialog>', '<dialog>x</dialog>', true),
  'a popover that a visitor has opened': page(
    '<div id="v" popover>old</div>',
    '<div id="v" popover>new</div>',
    'v.showPopover()',
    true,
  ),
};
