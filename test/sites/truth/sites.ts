import { cpSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PACKAGES = path.resolve(__dirname, '..', '..', '..', '..', 'node_modules');

/** A site of files from npm packages, and perhaps a page of ours that uses them as their documentation says. */
export interface RealSite {
  readonly name: string;
  /** Files and folders of packages by their place in the site; `.` is the root. */
  readonly files: Readonly<Record<string, string>>;
  readonly page?: string;
}

const html = (head: string, body: string): string =>
  `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>A page</title>\n${head}\n</head>\n<body>\n${body}\n</body>\n</html>\n`;

const words = `<h1 class="title">A headline</h1>
<p class="lead" title="first">Words of a first paragraph that nobody reads.</p>
<ul class="plain"><li>one thing</li><li>another thing</li><li>a third</li></ul>
<p>More words <em class="soft">in italics</em> and <a href="#end" title="down">a link</a>.</p>`;

export const SITES: readonly RealSite[] = [
  { name: 'startbootstrap-agency', files: { '.': 'startbootstrap-agency/dist' } },
  { name: 'startbootstrap-clean-blog', files: { '.': 'startbootstrap-clean-blog/dist' } },
  { name: 'html5-boilerplate', files: { '.': 'html5-boilerplate/dist' } },
  {
    name: 'reveal.js',
    files: { 'reveal.js': 'reveal.js/dist/reveal.js', 'reveal.css': 'reveal.js/dist/reveal.css' },
    page: html(
      '<link rel="stylesheet" href="reveal.css">',
      `<div class="reveal"><div class="slides"><section class="first"><h2>One</h2><p>first words</p></section><section title="second"><h2>Two</h2><p>second words</p></section></div></div>
${words}<script src="reveal.js"></script><script>Reveal.initialize({ transition: 'none', hash: false, hideInactiveCursor: false });</script>`,
    ),
  },
  {
    name: 'alpinejs',
    files: { 'alpine.js': 'alpinejs/dist/cdn.js' },
    page: html(
      '<script defer src="alpine.js"></script>',
      `${words}<div x-data="{ open: false, items: ['a', 'b'] }"><button @click="open = !open" class="toggle">Toggle</button><p x-show="open">Shown</p>
<ul><template x-for="item in items"><li class="item">item <b x-text="item"></b></li></template></ul><p class="tail">static words</p></div>`,
    ),
  },
  {
    name: 'petite-vue',
    files: { 'petite-vue.js': 'petite-vue/dist/petite-vue.iife.js' },
    page: html(
      '<script src="petite-vue.js" defer init></script>',
      `${words}<div v-scope="{ count: 1 }"><p title="count">Count is {{ count }}</p><button @click="count++">more</button><p class="tail">static words</p></div>`,
    ),
  },
  {
    name: 'htmx.org',
    files: { 'htmx.js': 'htmx.org/dist/htmx.js' },
    page: html(
      '<script src="htmx.js"></script>',
      `${words}<button hx-get="part.html" hx-target="#out" class="ask">Ask</button><div id="out">nothing yet</div>`,
    ),
  },
  {
    name: '@shoelace-style/shoelace',
    files: { sl: '@shoelace-style/shoelace/cdn' },
    page: html(
      '<link rel="stylesheet" href="sl/themes/light.css"><script type="module" src="sl/shoelace.js"></script>',
      `${words}<sl-button variant="primary" title="press">Press</sl-button><sl-details summary="More"><p>Inside words</p></sl-details>
<sl-tab-group><sl-tab slot="nav" panel="a">First</sl-tab><sl-tab slot="nav" panel="b">Second</sl-tab><sl-tab-panel name="a">Panel a</sl-tab-panel><sl-tab-panel name="b">Panel b</sl-tab-panel></sl-tab-group>`,
    ),
  },
  {
    name: 'swiper',
    files: { 'swiper.js': 'swiper/swiper-bundle.js', 'swiper.css': 'swiper/swiper-bundle.css' },
    page: html(
      '<link rel="stylesheet" href="swiper.css"><style>.swiper { width: 300px; height: 100px }</style>',
      `${words}<div class="swiper"><div class="swiper-wrapper"><div class="swiper-slide">Slide one</div><div class="swiper-slide">Slide two</div><div class="swiper-slide">Slide three</div></div><div class="swiper-pagination"></div></div>
<script src="swiper.js"></script><script>new Swiper('.swiper', { pagination: { el: '.swiper-pagination' } });</script>`,
    ),
  },
  {
    name: 'leaflet',
    files: {
      'leaflet.js': 'leaflet/dist/leaflet.js',
      'leaflet.css': 'leaflet/dist/leaflet.css',
      images: 'leaflet/dist/images',
    },
    page: html(
      '<link rel="stylesheet" href="leaflet.css"><style>#map { height: 200px }</style>',
      `${words}<div id="map"></div><p class="legend" id="legend">A legend</p>
<script src="leaflet.js"></script><script>const map = L.map('map', { fadeAnimation: false }).setView([51.5, -0.09], 13); L.marker([51.5, -0.09]).addTo(map).bindPopup(document.getElementById('legend').textContent);</script>`,
    ),
  },
  {
    name: 'vue',
    files: { 'vue.js': 'vue/dist/vue.global.prod.js' },
    page: html(
      '<script src="vue.js"></script>',
      `${words}<div id="app"><p title="count">Count is {{ count }}</p><button class="more" @click="count++">more</button><p class="tail">static words</p></div>
<script>Vue.createApp({ data: () => ({ count: 1 }) }).mount('#app');</script>`,
    ),
  },
  {
    name: 'three',
    files: { 'three.js': 'three/build/three.module.js', 'three.core.js': 'three/build/three.core.js' },
    page: html(
      '<script type="importmap">{ "imports": { "three": "./three.js" } }</script>',
      `${words}<p id="colour" class="colour">no colour yet</p>
<script type="module">import { Color } from 'three'; document.getElementById('colour').style.color = new Color(0x336699).getStyle();</script>`,
    ),
  },
  {
    name: '@hotwired/stimulus',
    files: { 'stimulus.js': '@hotwired/stimulus/dist/stimulus.js' },
    page: html(
      `<script type="module">import { Application, Controller } from './stimulus.js';
Application.start().register('hello', class extends Controller { static targets = ['name']; connect() { this.element.title = String(this.nameTargets.length); } });</script>`,
      `${words}<div data-controller="hello"><b data-hello-target="name" class="name">a name</b><p class="tail">static words</p></div>`,
    ),
  },
];

/** A field, a disclosure, a picture and a script: something for the visitor, and files for the author. */
const more = `<label>A field <input id="field"></label><details><summary>More</summary><p>Hidden words</p></details>
<img src="page.svg" alt="a picture"><output id="out"></output><script src="page.js"></script>`;

/** Writes a site to a folder of its own. */
export function writeSite({ files, page }: RealSite): string {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'porthole-truth-')));
  for (const [place, from] of Object.entries(files))
    cpSync(path.join(PACKAGES, from), path.join(root, place), { recursive: true });
  if (page === undefined) return root;
  const write = (name: string, text: string): void => writeFileSync(path.join(root, name), text);
  write('page.css', 'p { color: rgb(20, 20, 20); margin: 3px }\n');
  write(
    'page.svg',
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="9"><rect width="99" height="9"/></svg>',
  );
  write('page.js', "document.getElementById('out').textContent = 1;\n");
  const head = page.replace('</head>', '<link rel="stylesheet" href="page.css">\n</head>');
  write('index.html', head.replace('</body>', `${more}\n</body>`));
  return root;
}
