import { type Class, html, type Member, red, t, told } from './site';

const takesOver =
  'addEventListener("install", () => skipWaiting());' +
  'addEventListener("activate", event => event.waitUntil(clients.claim()));';
const answering = (how: string): string => `addEventListener("fetch", event => { ${how} });`;
const register = (options = ''): string =>
  `<script>navigator.serviceWorker.register("sw.js"${options})</script>`;

/** A page behind a worker: its document is saved, then its style sheet. */
const behind = (worker: string, options = '', more: Readonly<Record<string, string>> = {}): Member => {
  const page = (text: string): string =>
    html('<link rel="stylesheet" href="a.css">', `${t}${text}${register(options)}`);
  return {
    files: { 'worker.html': page(''), 'a.css': red, 'sw.js': worker, ...more },
    saves: [{ 'worker.html': page('<p>new</p>') }, { 'a.css': red.replace('11', '22') }],
    at: 'worker.html',
  };
};

/** Pages whose requests a worker makes in an odd form. */
export const ODD_WORKERS: Class = {
  'that fetches by the address alone': behind(
    takesOver + answering('event.respondWith(fetch(event.request.url))'),
  ),
  'that takes the answer of a preload': behind(
    'addEventListener("install", () => skipWaiting()); addEventListener("activate", event => event.waitUntil(registration.navigationPreload?.enable().then(() => clients.claim())));' +
      answering('event.respondWith((async () => (await event.preloadResponse) ?? fetch(event.request))())'),
  ),
  'that writes the answer anew': behind(
    takesOver +
      answering(
        'event.respondWith(fetch(event.request).then(async r => new Response(await r.text(), { headers: r.headers })))',
      ),
  ),
  'that writes pages anew, with a type alone': behind(
    takesOver +
      answering(
        'if (event.request.mode === "navigate") event.respondWith(fetch(event.request).then(async r => new Response(await r.text(), { headers: { "content-type": "text/html" } })))',
      ),
  ),
  'that answers pages alone': behind(
    takesOver + answering('if (event.request.mode === "navigate") event.respondWith(fetch(event.request))'),
  ),
  'that gives requests headers of its own': behind(
    takesOver +
      answering(
        'event.respondWith(fetch(new Request(event.request.url, { headers: { accept: event.request.headers.get("accept"), "x-by": "worker" } })))',
      ),
  ),
  'that asks without cookies and referrer': behind(
    takesOver +
      answering(
        'event.respondWith(fetch(event.request.url, { credentials: "omit", referrerPolicy: "no-referrer" }))',
      ),
  ),
  'that asks past the browser’s cache': behind(
    takesOver + answering('event.respondWith(fetch(event.request, { cache: "reload" }))'),
  ),
  'that lets the network and the cache race': behind(
    takesOver +
      answering(
        'event.respondWith((async () => { const c = await caches.open("a"); const r = await fetch(event.request); await c.put(event.request.url, r.clone()); return (await c.match(event.request.url)) ?? r; })())',
      ),
  ),
  'that is a module': behind(
    'import { takeOver } from "./part.js"; takeOver(self);',
    ', { type: "module" }',
    {
      'part.js': `export const takeOver = self => { ${takesOver} ${answering('event.respondWith(fetch(event.request))')} }`,
    },
  ),
  'that takes a part by importScripts': behind('importScripts("part.js")', '', {
    'part.js': takesOver + answering('event.respondWith(fetch(event.request.clone()))'),
  }),
  'that streams its answers': behind(
    takesOver +
      answering(
        'event.respondWith(fetch(event.request).then(r => { const { readable, writable } = new TransformStream(); r.body.pipeTo(writable); return new Response(readable, { headers: r.headers }) }))',
      ),
  ),
  'that leaves pages to a route': behind(
    'addEventListener("install", event => { event.addRoutes?.({ condition: { requestMode: "navigate" }, source: "network" }); skipWaiting() }); addEventListener("activate", event => event.waitUntil(clients.claim()));' +
      answering('event.respondWith(fetch(event.request))'),
  ),
};

const fetched = (how: string): Member => {
  const page = told('', how) + register();
  return {
    files: {
      'worker.html': html('', page),
      'part.html': '<!doctype html><p>old</p>',
      'sw.js': takesOver + answering('event.respondWith(fetch(event.request))'),
    },
    saves: [{ 'part.html': '<!doctype html><p>new</p>' }],
    at: 'worker.html',
  };
};

/** Files that scripts fetch through a worker arrive unchanged, and the page follows them. */
export const THROUGH_WORKERS: Class = {
  'a page as text': fetched('fetch("part.html").then(r => r.text()).then(tell)'),
  'a page as text, with the words of a navigation': fetched(
    'fetch("part.html", { headers: { accept: "text/html,application/xhtml+xml" } }).then(r => r.text()).then(tell)',
  ),
  'a page by XMLHttpRequest': fetched(
    'const x = new XMLHttpRequest(); x.open("GET", "part.html"); x.onload = () => tell(x.responseText); x.send()',
  ),
  'a page as a document': fetched(
    'const x = new XMLHttpRequest(); x.open("GET", "part.html"); x.responseType = "document"; x.onload = () => tell(x.response.documentElement.outerHTML); x.send()',
  ),
};
