import { change, type Class, html, type Member, tells } from './site';

const element = (members: string, from: string, to: string, before = '', stays?: boolean): Member => {
  const page = (body: string): string =>
    html(
      `<script>${before}; customElements.define("x-a", class extends HTMLElement { ${members} })</script>`,
      body,
    );
  return {
    files: { 'index.html': page(from) },
    saves: [{ 'index.html': page(to) }],
    ...(stays === undefined ? {} : { stays }),
  };
};

const rooted = 'constructor() { super().attachShadow({ mode: "open" }) }';
const observing = (body: string): string =>
  `static observedAttributes = ["k"]; attributeChangedCallback(name, old, value) { ${body} }`;
const told = (members: string, stays?: boolean): Member =>
  element(members, '<x-a k="1">x</x-a>', '<x-a k="2">x</x-a>', '', stays);
const counting = 'this.title = Number(this.title) + 1';

/** Custom elements that keep their first values, or that react later. */
export const KEPT: Class = {
  'the first value of an attribute': told(observing('if (old === null) this.title = value')),
  'the first value, without a word': told(
    `${rooted} ${observing('this.first ??= value; this.shadowRoot.textContent = this.first')}`,
  ),
  'the first value of several': told(
    `${rooted} ${observing('this.shadowRoot.textContent = this.dataset.x + value; if (old === null) this.shadowRoot.textContent += "first"')}`,
  ),
  'the value before': told(`${rooted} ${observing('this.shadowRoot.textContent = `${old} ${value}`')}`),
  'the first value, which is shown when connected': told(
    `${observing('this.first ??= value')} connectedCallback() { this.title = this.first }`,
  ),
  'how often it was told, shown later': told(
    `n = 0; ${observing('this.n++; Promise.resolve().then(() => { this.title = this.n })')}`,
  ),
  'an attribute that it shows, with a guard': told(
    `${rooted} ${observing('if (old === value) return; this.shadowRoot.textContent = value')}`,
    true,
  ),
  'a number of its own': element(
    'connectedCallback() { this.title = ++n }',
    '<x-a>1</x-a><p>2</p>',
    '<x-a>0</x-a><x-a>1</x-a><p>2</p>',
    'let n = 0',
  ),
  'how often its text changed': element(
    `connectedCallback() { new MutationObserver(() => { ${counting} }).observe(this, { childList: true, characterData: true, subtree: true }) }`,
    '<x-a>old</x-a>',
    '<x-a>new</x-a>',
  ),
  'how often its slot changed': element(
    `constructor() { super().attachShadow({ mode: "open" }).innerHTML = "<slot></slot>"; this.shadowRoot.firstChild.onslotchange = () => { ${counting} } }`,
    '<x-a><b>1</b></x-a>',
    '<x-a><b>1</b><b>2</b></x-a>',
  ),
  'how often its slot changed, in its root': element(
    'n = 0; constructor() { super().attachShadow({ mode: "open" }).innerHTML = "<slot></slot><u></u>"; this.shadowRoot.firstChild.onslotchange = () => { this.shadowRoot.lastChild.textContent = ++this.n } }',
    '<x-a><b>1</b></x-a>',
    '<x-a><b>1</b><b>2</b></x-a>',
  ),
};

const details = (...all: string[]): string =>
  all.map((attributes, at) => `<details ${attributes}><summary>${at}</summary>x</details>`).join('');
const visited = (member: Member, act: string): Member => ({ ...member, act });

/** Of open details of one name, a parser leaves the first open. */
export const EXCLUSIVE: Class = {
  'an open one before another': change(
    details('name="a" open'),
    details('name="a" open id="n"', 'name="a" open'),
    true,
  ),
  'an open one behind another': change(
    details('name="a" open'),
    details('name="a" open', 'name="a" open id="n"'),
    true,
  ),
  'another that is opened': change(
    details('name="a" open', 'name="a"'),
    details('name="a" open', 'name="a" open'),
    true,
  ),
  'an earlier one that is opened': change(
    details('name="a"', 'name="a" open'),
    details('name="a" open', 'name="a" open'),
    true,
  ),
  'the first, which is open no more': change(
    details('name="a" open', 'name="a" open'),
    details('name="a"', 'name="a" open'),
    true,
  ),
  'the first, which is gone': change(
    `${details('name="a" open')}<p>x</p>${details('name="a" open')}`,
    `<p>x</p>${details('name="a" open')}`,
    true,
  ),
  'the first, which gets another name': change(
    details('name="a" open', 'name="a" open'),
    details('name="b" open', 'name="a" open'),
    true,
  ),
  'an earlier one that gets the name': change(
    details('name="b" open', 'name="a" open'),
    details('name="a" open', 'name="a" open'),
    true,
  ),
  'a later one that loses its name': change(
    details('name="a" open', 'name="a" open'),
    details('name="a" open', 'open'),
    true,
  ),
  'a text, with two of a name': change(
    `${details('name="a" open', 'name="a" open')}<p>old</p>`,
    `${details('name="a" open', 'name="a" open')}<p>new</p>`,
    true,
  ),
  'one that a visitor has opened, and a text': visited(
    change(
      `${details('name="a" open', 'name="a" id="v"')}<p>old</p>`,
      `${details('name="a" open', 'name="a" id="v"')}<p>new</p>`,
      true,
    ),
    'v.open = true',
  ),
};

const root = 'document.documentElement';
const longer = `one${'<br>'.repeat(100)}`;
const height = (how: string, stays?: boolean): Member => tells('<p>one</p>', `<p>${longer}</p>`, how, stays);

/** The size of the whole page, as a script measured it once. */
export const WHOLE_PAGE: Class = {
  'the height of the root': height(`tell(${root}.offsetHeight)`),
  'the height of what scrolls': height(`tell(${root}.scrollHeight)`),
  'the height of the body': height('tell(document.body.offsetHeight)'),
  'the height of the body, by its box': height(
    'tell(Math.round(document.body.getBoundingClientRect().height))',
  ),
  'the height of the scrolling element, once it is loaded': height(
    'onload = () => tell(document.scrollingElement.scrollHeight)',
  ),
  'the height of the root, measured at each scroll': height(
    `addEventListener("scroll", () => tell(${root}.scrollHeight))`,
    true,
  ),
};

const out = '<i id="out"></i>';
const before = '<script>document.currentScript.before("made")</script>';

/** Nodes that a script puts somewhere else than at the end. */
export const PUT: Class = {
  'before its script, and an element before that': change(
    `<p>1</p>${before}<p>3</p>`,
    `<p>1</p><p>2</p>${before}<p>3</p>`,
  ),
  'before its script, and an element behind it': change(
    `<p>1</p>${before}<p>3</p>`,
    `<p>1</p>${before}<p>2</p><p>3</p>`,
  ),
  'behind an element, and another one behind that': change(
    `<p id="a">1</p><p>3</p>${out}<script>a.after("made")</script>`,
    `<p id="a">1</p><p>2</p><p>3</p>${out}<script>a.after("made")</script>`,
  ),
  'before an element, and another one before that': change(
    `<p>1</p><p id="a">3</p>${out}<script>a.before("made")</script>`,
    `<p>1</p><p>2</p><p id="a">3</p>${out}<script>a.before("made")</script>`,
  ),
  'behind an element, by a module': change(
    `<p id="a">1</p><p>3</p>${out}<script type="module">a.after("made")</script>`,
    `<p id="a">1</p><p>2</p><p>3</p>${out}<script type="module">a.after("made")</script>`,
  ),
  'at the beginning, and an element there': change(
    `<p>1</p><script>document.body.prepend("made")</script>`,
    `<p>0</p><p>1</p><script>document.body.prepend("made")</script>`,
  ),
  'at the end, and an element elsewhere': change(
    `<p>1</p><p>3</p><script>document.body.append("made")</script>`,
    `<p>1</p><p>2</p><p>3</p><script>document.body.append("made")</script>`,
    true,
  ),
  'at the end, and an element at the end': change(
    `<p>1</p><script type="module">document.body.append("made")</script>`,
    `<p>1</p><script type="module">document.body.append("made")</script><p>2</p>`,
  ),
  'before the first script of the head, and an element there': {
    files: {
      'index.html': html(
        '<meta name="a"><script>document.currentScript.before(document.createElement("link"))</script>',
        '<p>x</p>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '<meta name="a"><meta name="b"><script>document.currentScript.before(document.createElement("link"))</script>',
          '<p>x</p>',
        ),
      },
    ],
  },
};
