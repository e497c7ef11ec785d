import { readFileSync } from 'node:fs';
import { type Class, html, type Member, red, t } from './site';

const of = (name: string): string => readFileSync(`node_modules/${name}`, 'utf8');
const vue = { 'vue.js': of('vue/dist/vue.global.prod.js') };
const petite = { 'petite.js': of('petite-vue/dist/petite-vue.iife.js') };
const alpine = { 'alpine.js': of('alpinejs/dist/cdn.min.js') };
const htmx = { 'htmx.js': of('htmx.org/dist/htmx.min.js') };
const stimulus = { 'stimulus.js': of('@hotwired/stimulus/dist/stimulus.js') };
const turbo = { 'turbo.js': of('@hotwired/turbo/dist/turbo.es2017-esm.js') };

/** A document whose body changes from one text to another, with the head and files of a framework. */
const change = (files: Readonly<Record<string, string>>, head: string, from: string, to: string): Member => ({
  files: { 'index.html': html(head, from), ...files },
  saves: [{ 'index.html': html(head, to) }],
});

const VUE = '<script src="vue.js"></script>';
const mount = '<script>Vue.createApp({ data: () => ({ count: 1, items: [1, 2] }) }).mount("#app")</script>';
const PETITE = '<script src="petite.js" defer init></script>';
const ALPINE = '<script src="alpine.js" defer></script>';
const HTMX = '<script src="htmx.js"></script>';
const STIMULUS = `<script type="module">import { Application, Controller } from './stimulus.js';
Application.start().register('hello', class extends Controller { static targets = ['name']; static values = { greeting: String };
connect() { this.element.title = this.greetingValue + this.nameTargets.length } })</script>`;
const TURBO = '<script type="module" src="turbo.js"></script>';

export const FRAMEWORKS: Class = {
  'text in a template of Vue': change(
    vue,
    VUE,
    `<div id="app"><p>old {{ count }}</p></div>${mount}`,
    `<div id="app"><p>new {{ count }}</p></div>${mount}`,
  ),
  'a repeated element of Vue': change(
    vue,
    VUE,
    `<div id="app"><li v-for="i in items">old {{ i }}</li></div>${mount}`,
    `<div id="app"><li v-for="i in items" class="new">new {{ i }}</li></div>${mount}`,
  ),
  'a new element in a template of Vue': change(
    vue,
    VUE,
    `<div id="app"><p>{{ count }}</p></div>${mount}`,
    `<div id="app"><p>{{ count }}</p><b @click="count++">more</b></div>${mount}`,
  ),
  'static text and a class in a template of Vue': change(
    vue,
    VUE,
    `<div id="app"><p class="old">old</p></div>${mount}`,
    `<div id="app"><p class="new">new</p></div>${mount}`,
  ),
  'text beside an application of Vue': {
    ...change(
      vue,
      VUE,
      `<div id="app">{{ count }}</div><p>old</p>${mount}`,
      `<div id="app">{{ count }}</div><p>new</p>${mount}`,
    ),
    stays: true,
  },
  'a repeated element of petite-vue': change(
    petite,
    PETITE,
    '<div v-scope="{ items: [1, 2] }"><li v-for="i in items">old {{ i }}</li></div>',
    '<div v-scope="{ items: [1, 2] }"><li v-for="i in items">new {{ i }}</li></div>',
  ),
  'a bound attribute of petite-vue': change(
    petite,
    PETITE,
    '<div v-scope="{ a: 1 }"><p :title="a">x</p></div>',
    '<div v-scope="{ a: 1 }"><p :title="a + 1">x</p></div>',
  ),
  'data of petite-vue': change(
    petite,
    PETITE,
    '<div v-scope="{ a: 1 }"><p v-text="a"></p></div>',
    '<div v-scope="{ a: 2 }"><p v-text="a"></p></div>',
  ),
  'a repeated template of Alpine': change(
    alpine,
    ALPINE,
    '<ul x-data="{ items: [1, 2] }"><template x-for="i in items"><li>old <b x-text="i"></b></li></template></ul>',
    '<ul x-data="{ items: [1, 2] }"><template x-for="i in items"><li>new <b x-text="i"></b></li></template></ul>',
  ),
  'data of Alpine': change(
    alpine,
    ALPINE,
    '<p x-data="{ a: 1 }" x-text="a"></p>',
    '<p x-data="{ a: 2 }" x-text="a"></p>',
  ),
  'an element that Alpine shows': change(
    alpine,
    ALPINE,
    '<div x-data="{ a: false }"><p x-show="a">old</p></div>',
    '<div x-data="{ a: false }"><p x-show="!a">new</p></div>',
  ),
  'a bound class of Alpine': change(
    alpine,
    ALPINE,
    `<p x-data :class="'a'" class="old">x</p>`,
    `<p x-data :class="'a'" class="new">x</p>`,
  ),
  'a request of htmx': change(
    { ...htmx, 'a.html': '<b>one</b>', 'b.html': '<b>two</b>' },
    HTMX,
    '<div hx-get="a.html" hx-trigger="load">x</div>',
    '<div hx-get="b.html" hx-trigger="load">x</div>',
  ),
  'a part that htmx has put in': {
    files: {
      'index.html': html(HTMX, '<div hx-get="a.html" hx-trigger="load">x</div>'),
      'a.html': '<b>old</b>',
      ...htmx,
    },
    saves: [{ 'a.html': '<b>new</b>' }],
  },
  'a value of Stimulus': change(
    stimulus,
    STIMULUS,
    '<div data-controller="hello" data-hello-greeting-value="old"><b data-hello-target="name">x</b></div>',
    '<div data-controller="hello" data-hello-greeting-value="new"><b data-hello-target="name">x</b></div>',
  ),
  'a target of Stimulus': change(
    stimulus,
    STIMULUS,
    '<div data-controller="hello"><b data-hello-target="name">x</b></div>',
    '<div data-controller="hello"><b data-hello-target="name">x</b><b data-hello-target="name">y</b></div>',
  ),
  'a frame of Turbo': change(
    {
      ...turbo,
      'a.html': html('', '<turbo-frame id="f">one</turbo-frame>'),
      'b.html': html('', '<turbo-frame id="f">two</turbo-frame>'),
    },
    TURBO,
    '<turbo-frame id="f" src="a.html">x</turbo-frame>',
    '<turbo-frame id="f" src="b.html">x</turbo-frame>',
  ),
  'a part of Turbo’s frame': {
    files: {
      'index.html': html(TURBO, '<turbo-frame id="f" src="a.html">x</turbo-frame>'),
      'a.html': html('', '<turbo-frame id="f">old</turbo-frame>'),
      ...turbo,
    },
    saves: [{ 'a.html': html('', '<turbo-frame id="f">new</turbo-frame>') }],
  },
};

/** Passes all requests on in some way, and takes over its pages at once. */
const worker = (fetching: string): string =>
  'addEventListener("install", () => skipWaiting());' +
  'addEventListener("activate", event => event.waitUntil(clients.claim()));' +
  `addEventListener("fetch", event => { ${fetching} });`;

const behind = (fetching: string): Member => ({
  files: {
    'worker.html': html(
      '<link rel="stylesheet" href="a.css">',
      `${t}<script>navigator.serviceWorker.register("sw.js")</script>`,
    ),
    'a.css': red,
    'sw.js': worker(fetching),
  },
  saves: [
    {
      'worker.html': html(
        '<link rel="stylesheet" href="a.css">',
        `${t}<p>new</p><script>navigator.serviceWorker.register("sw.js")</script>`,
      ),
    },
    { 'a.css': red.replace('11', '22') },
  ],
  at: 'worker.html',
});

export const WORKERS: Class = {
  'that passes requests on': behind('event.respondWith(fetch(event.request))'),
  'that copies requests': behind('event.respondWith(fetch(new Request(event.request)))'),
  'that clones requests': behind('event.respondWith(fetch(event.request.clone()))'),
  'that copies requests with options': behind(
    'event.respondWith(fetch(new Request(event.request, { cache: "no-store" })))',
  ),
  'that copies answers': behind(
    'event.respondWith(fetch(event.request).then(r => new Response(r.body, { status: r.status, headers: r.headers })))',
  ),
  'that asks the network first, then its cache': behind(
    'event.respondWith(fetch(event.request).then(async r => { (await caches.open("a")).put(event.request, r.clone()); return r; }).catch(() => caches.match(event.request)))',
  ),
  'that hears and does nothing': behind(''),
};
