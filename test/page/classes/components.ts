import { readFileSync } from 'node:fs';
import { change, type Class, html, type Member } from './site';

const of = (name: string): string => readFileSync(`node_modules/${name}`, 'utf8');

const LIT = {
  're/reactive-element.js': of('@lit/reactive-element/reactive-element.js'),
  're/css-tag.js': of('@lit/reactive-element/css-tag.js'),
  'lit-html.js': of('lit-html/lit-html.js'),
  'lit-element.js': of('lit-element/lit-element.js'),
};
const card = (members: string): string =>
  `<script type="importmap">{ "imports": { "@lit/reactive-element": "./re/reactive-element.js", "lit-html": "./lit-html.js", "lit-element": "./lit-element.js" } }</script>
<script type="module">import { LitElement, html } from 'lit-element'; customElements.define('x-card', class extends LitElement {
static properties = { label: {}, count: { type: Number } }; render() { return html\`<b>\${this.label} \${this.count}</b><slot></slot>\` } ${members} })</script>`;

const lit = (from: string, to: string, members = '', stays?: boolean): Member => ({
  files: { 'index.html': html(card(members), from), ...LIT },
  saves: [{ 'index.html': html(card(members), to) }],
  ...(stays === undefined ? {} : { stays }),
});

const BOOTSTRAP = { 'bootstrap.js': of('bootstrap/dist/js/bootstrap.bundle.min.js') };
const bootstrap = (from: string, to: string, script = ''): Member => {
  const page = (body: string): string =>
    html('', `${body}<script src="bootstrap.js"></script><script>${script}</script>`);
  return { files: { 'index.html': page(from), ...BOOTSTRAP }, saves: [{ 'index.html': page(to) }] };
};

/** Components as libraries make them. */
export const COMPONENTS: Class = {
  'a property of Lit': lit(
    '<x-card label="old" count="1"></x-card>',
    '<x-card label="new" count="2"></x-card>',
    '',
    true,
  ),
  'text in a slot of Lit': lit('<x-card>old</x-card>', '<x-card>new</x-card>', '', true),
  'a new element of Lit': lit('<p>x</p>', '<p>x</p><x-card label="a"><i>in</i></x-card>'),
  'children that Lit has counted': lit(
    '<x-card><i>1</i></x-card>',
    '<x-card><i>1</i><i>2</i></x-card>',
    'firstUpdated() { this.title = this.children.length }',
  ),
  'an attribute that is no property of Lit': lit(
    '<x-card kind="old"></x-card>',
    '<x-card kind="new"></x-card>',
    'firstUpdated() { this.title = this.getAttribute("kind") }',
  ),
  'a property that Lit takes when it has drawn first': lit(
    '<x-card label="old"></x-card>',
    '<x-card label="new"></x-card>',
    'firstUpdated() { this.title = this.label }',
  ),
  'a property that Lit takes when it is connected': lit(
    '<x-card label="old"></x-card>',
    '<x-card label="new"></x-card>',
    'connectedCallback() { super.connectedCallback(); this.title = this.label }',
  ),
  'a tooltip of Bootstrap': bootstrap(
    '<a id="a" title="old" data-bs-toggle="tooltip">x</a>',
    '<a id="a" title="new" data-bs-toggle="tooltip">x</a>',
    'new bootstrap.Tooltip(a)',
  ),
  'the target of Bootstrap’s tabs': bootstrap(
    '<nav><a data-bs-toggle="tab" href="#b" class="active">1</a></nav><div id="b" class="tab-pane">b</div><div id="c" class="tab-pane">c</div>',
    '<nav><a data-bs-toggle="tab" href="#c" class="active">1</a></nav><div id="b" class="tab-pane">b</div><div id="c" class="tab-pane">c</div>',
  ),
  'a new tab of Bootstrap': bootstrap(
    '<ul class="nav" role="tablist"><li><a data-bs-toggle="tab" href="#b">1</a></li></ul><div id="b">b</div>',
    '<ul class="nav" role="tablist"><li><a data-bs-toggle="tab" href="#b">1</a></li><li><a data-bs-toggle="tab" href="#c">2</a></li></ul><div id="b">b</div><div id="c">c</div>',
  ),
  'a section that Bootstrap’s scroll spy follows': bootstrap(
    '<nav id="n"><a class="nav-link" href="#b">1</a></nav><main data-bs-spy="scroll" data-bs-target="#n"><p id="b">b</p></main>',
    '<nav id="n"><a class="nav-link" href="#b">1</a><a class="nav-link" href="#c">2</a></nav><main data-bs-spy="scroll" data-bs-target="#n"><p id="b">b</p><p id="c">c</p></main>',
  ),
};

const page = (body: string, script: string): string => `${body}<script>${script}</script>`;
const plugin = (from: string, to: string, script: string, stays?: boolean): Member =>
  change(page(from, script), page(to, script), stays);

/** Small scripts as many sites have them. */
export const PLUGINS: Class = {
  'a table of contents': plugin(
    '<nav id="n"></nav><h2 id="a">old</h2>',
    '<nav id="n"></nav><h2 id="a">old</h2><h2 id="b">new</h2>',
    'for (const h of document.querySelectorAll("h2")) n.innerHTML += `<a href="#${h.id}">${h.innerText}</a>`',
  ),
  'panels as high as what is in them': plugin(
    '<div id="a" style="overflow: hidden">one</div>',
    '<div id="a" style="overflow: hidden">one<br>two</div>',
    'a.style.maxHeight = a.scrollHeight + "px"',
  ),
  'columns of equal height': plugin(
    '<div class="c">one</div><div class="c">one</div>',
    '<div class="c">one<br>two</div><div class="c">one</div>',
    'const all = [...document.querySelectorAll(".c")]; const most = Math.max(...all.map(c => c.offsetHeight)); all.forEach(c => { c.style.height = most + "px" })',
  ),
  'a wall of bricks': plugin(
    '<div id="w" style="position: relative"><p>one</p><p>two</p></div>',
    '<div id="w" style="position: relative"><p>one<br>more</p><p>two</p></div>',
    'let top = 0; for (const p of w.children) { const h = p.offsetHeight; p.style.position = "absolute"; p.style.top = top + "px"; top += h }',
  ),
  'a list that is sorted': plugin(
    '<ul id="l"><li>c</li><li>a</li></ul>',
    '<ul id="l"><li>c</li><li>a</li><li>b</li></ul>',
    '[...l.children].sort((x, y) => x.textContent < y.textContent ? -1 : 1).forEach(x => l.append(x))',
  ),
  'copies in an endless band': plugin(
    '<div id="b"><i>old</i></div>',
    '<div id="b"><i>new</i></div>',
    'b.append(...[...b.children].map(x => x.cloneNode(true)))',
  ),
  'a button at each listing': plugin(
    '<pre>old</pre>',
    '<pre>old</pre><pre>new</pre>',
    'document.querySelectorAll("pre").forEach(p => p.insertAdjacentHTML("beforeend", "<button>copy</button>"))',
  ),
  'the text of a listing with a button': plugin(
    '<pre>old</pre>',
    '<pre>new</pre>',
    'document.querySelectorAll("pre").forEach(p => p.insertAdjacentHTML("beforeend", "<button>copy</button>"))',
    true,
  ),
  'pictures that load late': plugin(
    '<img data-src="old.svg" alt="">',
    '<img data-src="new.svg" alt="">',
    'document.querySelectorAll("img[data-src]").forEach(i => { i.src = i.dataset.src })',
  ),
  'links to other sites': plugin(
    '<a href="/x">x</a>',
    '<a href="https://example.org/x">x</a>',
    'document.querySelectorAll("a[href^=http]").forEach(a => { a.rel = "noopener" })',
  ),
  'the page that a menu marks': plugin(
    '<nav><a href="/a">x</a></nav>',
    '<nav><a href="/">x</a></nav>',
    'document.querySelectorAll("nav a").forEach(a => { if (a.pathname === location.pathname) a.title = "here" })',
  ),
  'the time that reading takes': plugin(
    '<p>a b c</p><i id="out"></i>',
    '<p>a b c d e</p><i id="out"></i>',
    'out.title = document.body.innerText.split(/\\s+/).length',
  ),
  'letters that are wrapped': plugin(
    '<h1 id="a">old</h1>',
    '<h1 id="a">newer</h1>',
    'a.innerHTML = [...a.textContent].map(c => `<span>${c}</span>`).join("")',
  ),
  'numbers that count up': plugin(
    '<b data-to="11">0</b>',
    '<b data-to="22">0</b>',
    'document.querySelectorAll("b").forEach(b => { b.textContent = b.getAttribute("data-to") })',
  ),
  'an element that is shown once loaded': plugin(
    '<p id="a" hidden title="old">x</p>',
    '<p id="a" hidden title="new">x</p>',
    'a.hidden = false',
    true,
  ),
  'a year in the footer': plugin(
    '<footer>© <span id="y">2001</span> old</footer>',
    '<footer>© <span id="y">2001</span> new</footer>',
    'y.textContent = "2002"',
    true,
  ),
  'a year in the footer, written anew': plugin(
    '<footer>© <span id="y">2001</span></footer>',
    '<footer>© <span id="y">2003</span></footer>',
    'y.textContent = "2002"',
  ),
  'a class of the body that a script adds': plugin(
    '<p>old</p>',
    '<p>new</p>',
    'document.body.classList.add("js")',
    true,
  ),
  'fields that are checked by their pattern': plugin(
    '<input id="a" value="x" pattern="x">',
    '<input id="a" value="x" pattern="y">',
    'a.title = a.checkValidity()',
  ),
  'two elements that are compared': plugin(
    '<p id="a">x</p><p id="b">x</p>',
    '<p id="a">x</p><p id="b">y</p>',
    'document.body.title = a.isEqualNode(b)',
  ),
  'a text in the element whose texts were walked': plugin(
    '<div id="d"><b>a</b></div><i id="out"></i>',
    '<div id="d"><b>a</b> more</div><i id="out"></i>',
    'const w = document.createTreeWalker(d, 4); let n = 0; while (w.nextNode()) n++; out.title = n',
  ),
};
