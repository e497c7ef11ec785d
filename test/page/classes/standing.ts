import { change, type Class, file, html, picture, red, t, tells, told, word } from './site';

const many = (count: number, at: number, text: string): string =>
  Array.from({ length: count }, (_, index) => `<p>${index === at ? text : 'x'}</p>`).join('');

const moduleTold = (body: string, how: string): string =>
  `${body}<i id="out"></i><script type="module">const tell = text => { document.querySelector('#out').textContent = text };${how}</script>`;

/** A text above the compared length: each change counts as read. */
export const MANY: Class = {
  'heights of many paragraphs': tells(
    `<div>${many(300, 250, 'x')}</div>`,
    `<div>${many(300, 250, 'x<br>y')}</div>`,
    'let h = 0; for (const p of document.querySelectorAll("p")) h += p.offsetHeight; tell(h)',
  ),
  'styles of many paragraphs': {
    files: {
      'index.html': html(
        '<style>p[lang="de"] { color: rgb(9, 9, 9) }</style>',
        told(
          many(40, -1, ''),
          'let n = 0; for (const p of document.querySelectorAll("p")) if (getComputedStyle(p).color === "rgb(9, 9, 9)") n += 1; tell(n)',
        ),
      ),
    },
    saves: [
      {
        'index.html': html(
          '<style>p[lang="de"] { color: rgb(9, 9, 9) }</style>',
          told(
            many(40, -1, '').replace(/<p>x<\/p>$/, '<p lang="de">x</p>'),
            'let n = 0; for (const p of document.querySelectorAll("p")) if (getComputedStyle(p).color === "rgb(9, 9, 9)") n += 1; tell(n)',
          ),
        ),
      },
    ],
  },
  'many questions': tells(
    `<svg><g>${'<text y="9">a</text>'.repeat(250)}</g></svg>`,
    `<svg><g>${'<text y="9">a</text>'.repeat(249)}<text y="9">abc</text></g></svg>`,
    'let n = 0; for (const one of document.querySelectorAll("svg text")) n += one.getNumberOfChars(); tell(n)',
  ),
};

/** The element that the address names, which browsers look for at a navigation. */
export const TARGETS: Class = {
  'the target of the address gets its id': {
    files: { 'index.html': html('<style>:target { color: rgb(1, 2, 3) }</style>', '<p id="a">x</p>') },
    saves: [{ 'index.html': html('<style>:target { color: rgb(1, 2, 3) }</style>', '<p id="b">x</p>') }],
    at: '#b',
  },
  'the target of the address loses its id': {
    files: { 'index.html': html('<style>:target { color: rgb(1, 2, 3) }</style>', '<p id="b">x</p>') },
    saves: [{ 'index.html': html('<style>:target { color: rgb(1, 2, 3) }</style>', '<p id="a">x</p>') }],
    at: '#b',
  },
  'a new element is the target': {
    files: { 'index.html': html('<style>:target { color: rgb(1, 2, 3) }</style>', '<p>x</p>') },
    saves: [
      { 'index.html': html('<style>:target { color: rgb(1, 2, 3) }</style>', '<p>x</p><h2 id="b">b</h2>') },
    ],
    at: '#b',
  },
};

/** The position of an element, as a script may know it. */
export const STANDING: Class = {
  'whether one element contains another': change(
    '<div id="aa"><b id="bb">x</b></div><section></section><i id="out"></i><script>out.textContent = aa.contains(bb)</script>',
    '<div id="aa"></div><section><b id="bb">x</b></section><i id="out"></i><script>out.textContent = aa.contains(bb)</script>',
  ),
  'the order of two elements': change(
    '<div><p id="aa">x</p><p id="bb">y</p></div><i id="out"></i><script>out.textContent = aa.compareDocumentPosition(bb)</script>',
    '<div><p id="bb">y</p><p id="aa">x</p></div><i id="out"></i><script>out.textContent = aa.compareDocumentPosition(bb)</script>',
  ),
  'the parent of a parent': tells(
    '<div><p class="a"><b>long enough to be the same</b></p></div>',
    '<div><section><p class="a"><b>long enough to be the same</b></p></section></div>',
    'tell(document.querySelector("b").parentNode.parentNode.localName)',
  ),
  'the parent of an element by its name': change(
    '<div><p id="aa">long enough to be the same</p></div><i id="out"></i><script>out.textContent = aa.parentNode.localName</script>',
    '<div><section><p id="aa">long enough to be the same</p></section></div><i id="out"></i><script>out.textContent = aa.parentNode.localName</script>',
  ),
  'an element half in view': tells(
    '<div style="height: 500px">a</div><div class="e" style="height: 200px">b</div>',
    '<div style="height: 500px">a</div><p style="height: 100px">c</p><div class="e" style="height: 200px">b</div>',
    'new IntersectionObserver(([e], o) => { if (e.isIntersecting) { tell("seen"); o.disconnect() } }, { threshold: 0.5 }).observe(document.querySelector(".e"))',
  ),
};

/** Attributes and documents that a script writes over, or a browser acts on once. */
export const WRITTEN: Class = {
  'a class that a script writes over': change(
    '<p class="a">x</p><script>document.querySelector("p").className = "z"</script>',
    '<p class="a b">x</p><script>document.querySelector("p").className = "z"</script>',
  ),
  'a style that a script writes over': change(
    '<p style="color: red">x</p><script>document.querySelector("p").style.cssText = "top: 1px"</script>',
    '<p style="color: red; padding-left: 9px">x</p><script>document.querySelector("p").style.cssText = "top: 1px"</script>',
  ),
  'a style that a script removes': change(
    '<p style="color: red">x</p><script>document.querySelector("p").removeAttribute("style")</script>',
    '<p style="padding-left: 9px">x</p><script>document.querySelector("p").removeAttribute("style")</script>',
  ),
  'a referrer policy that goes': {
    files: {
      'index.html': html('<meta name="referrer" content="no-referrer">', '<iframe src="f.html"></iframe>'),
      'f.html': html('', told('', 'tell(document.referrer !== "")')),
    },
    saves: [{ 'index.html': html('', '<iframe src="f.html"></iframe>') }],
  },
  'a document that a script writes anew': change(
    '<p>old</p><script>addEventListener("load", () => { const x = document.querySelector("p").textContent; document.open(); document.write("<b>" + x + "</b>"); document.close() })</script>',
    '<p>new</p><script>addEventListener("load", () => { const x = document.querySelector("p").textContent; document.open(); document.write("<b>" + x + "</b>"); document.close() })</script>',
  ),
  'the end of an animation of a drawing': {
    ...change(
      '<svg width="99" height="99"><rect width="50" height="50"><set attributeName="width" to="11" begin="0.1s"/></rect></svg>',
      '<svg width="99" height="99"><rect width="50" height="50"><set attributeName="width" to="90" begin="0.1s"/></rect></svg>',
    ),
    drawn: true,
  },
  'names of a library': word('', `<div id="old">x</div><i id="out"></i><script src="big.js"></script>`, {
    'big.js': `/*${'x'.repeat(120_000)}*/ const f = old => 1; out.textContent = window.old ? "is" : "no"; function g(a) { return typeof a }`,
  }),
  'a name in a large script': {
    files: {
      'index.html': html('', '<div id="panel">x</div><i id="out"></i><script src="big.js"></script>'),
      'big.js': `"${'x'.repeat(120_000)}"; out.textContent = typeof panel`,
    },
    saves: [
      { 'index.html': html('', '<div id="other">x</div><i id="out"></i><script src="big.js"></script>') },
    ],
  },
};

/** Places of files that are rarer than others. */
export const RARE_PLACES: Class = {
  'a sheet of a sandboxed frame': file(
    'a.css',
    red,
    '',
    '<iframe sandbox srcdoc="<link rel=stylesheet href=a.css><p id=t>x</p>"></iframe>',
  ),
  'a sheet of a written frame': file(
    'a.css',
    red,
    '',
    '<iframe></iframe><script>const d = document.querySelector("iframe").contentDocument; d.write("<link rel=stylesheet href=/a.css><p id=t>x</p>"); d.close()</script>',
  ),
  'a sheet of a drawing in an object': {
    ...file(
      'a.css',
      'rect { fill: rgb(11, 1, 1) }',
      '',
      '<object data="d.svg" width="99" height="99"></object>',
      {
        'd.svg':
          '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><style>@import "a.css";</style><rect width="90" height="90"/></svg>',
      },
    ),
    drawn: true,
  },
  'a picture in an animation of a script': {
    ...file(
      'p.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="11" height="11"/></svg>',
      '',
      `${t}<script>t.animate([{ backgroundImage: "url(p.svg)" }, { backgroundImage: "url(p.svg)" }], { duration: 1e6 })</script>`,
    ),
    drawn: true,
  },
  'a picture in an adopted sheet': {
    ...file(
      'p.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="11" height="11"/></svg>',
      '',
      `${t}<script>const s = new CSSStyleSheet(); s.replaceSync("p { background: url(p.svg) }"); document.adoptedStyleSheets = [s]</script>`,
    ),
    drawn: true,
  },
  'a picture of a field': file('p.svg', picture, '', '<input type="image" alt="x" src="p.svg">'),
  'a picture behind a cell': {
    ...file(
      'p.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="11" height="11"/></svg>',
      '',
      '<table><tr><td background="p.svg">xxxxxx</table>',
    ),
    drawn: true,
  },
  'a picture that is shown and fetched': file(
    'p.svg',
    picture,
    '',
    '<img src="p.svg" alt=""><i id="out"></i><script>fetch("p.svg").then(r => r.text()).then(x => { out.textContent = x.length + x.slice(-20) })</script>',
  ),
  'a module of sound': file(
    'w.js',
    'registerProcessor("x", class extends AudioWorkletProcessor { constructor() { super(); this.port.postMessage("old") } process() { return false } })',
    '',
    moduleTold(
      '',
      'const c = new OfflineAudioContext(1, 128, 44100); await c.audioWorklet.addModule("w.js"); const n = new AudioWorkletNode(c, "x"); n.port.onmessage = e => tell(e.data)',
    ),
  ),
  'a picture in a keyframe': {
    ...file(
      'p.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="11" height="11"/></svg>',
      '<style>@layer x { @media all { @keyframes k { from, to { background-image: url(p.svg) } } p { animation: k 99s } } }</style>',
      t,
    ),
    drawn: true,
  },
  'a worker that is shared': file(
    'w.js',
    'onconnect = e => e.ports[0].postMessage("old")',
    '',
    told('', 'new SharedWorker("w.js").port.onmessage = e => tell(e.data)'),
  ),
  'a sheet in a drawing of the page': file(
    'a.css',
    red,
    '',
    '<svg><style>@import "a.css";</style><text id="t">x</text></svg>',
  ),
  'a cache that a service worker asks first': {
    files: {
      'index.html': html(
        '',
        '<p>old</p><script>navigator.serviceWorker.register("sw.js").then(() => navigator.serviceWorker.ready)</script>',
      ),
      'sw.js':
        'onactivate = e => e.waitUntil(clients.claim()); oninstall = e => e.waitUntil(caches.open("a").then(c => c.addAll(["/", "/index.html"])).then(() => skipWaiting())); onfetch = e => e.respondWith(caches.match(e.request).then(r => r ?? fetch(e.request)))',
    },
    saves: [
      {
        'index.html': html(
          '',
          '<p>new</p><script>navigator.serviceWorker.register("sw.js").then(() => navigator.serviceWorker.ready)</script>',
        ),
      },
    ],
    at: '/',
  },
};
