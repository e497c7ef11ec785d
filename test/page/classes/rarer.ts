import { type Class, html, type Member, picture, red, t, tells, told } from './site';

const two = (from: string, to: string, how: string, more: Readonly<Record<string, string>> = {}): Member => ({
  files: { 'index.html': html('', told(from, how)), ...more },
  saves: [{ 'index.html': html('', told(to, how)) }],
});

const headed = (
  fromHead: string,
  toHead: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): Member => ({
  files: { 'index.html': html(fromHead, body), ...more },
  saves: [{ 'index.html': html(toHead, body) }],
});

/** Rare forms of questions of scripts. */
export const RARER: Class = {
  'elements by two classes': tells(
    '<p class="a b">1</p>',
    '<p class="a b">1</p><p class="a b">2</p>',
    'tell(document.getElementsByClassName("a b").length)',
  ),
  'elements of SVG with capitals': tells(
    '<svg><linearGradient/></svg>',
    '<svg><linearGradient/><linearGradient/></svg>',
    'tell(document.getElementsByTagName("linearGradient").length)',
  ),
  'children by a scope': tells(
    '<ul class="u"><li>1</li></ul>',
    '<ul class="u"><li>1</li><li>2</li></ul>',
    'tell(document.querySelector(".u").querySelectorAll(":scope > li").length)',
  ),
  'the address of a link as text': tells(
    '<a href="/old">x</a>',
    '<a href="/new">x</a>',
    'tell(String(document.links[0]))',
  ),
  'a copy by a range, with attributes': tells(
    '<p title="old">x</p>',
    '<p title="new">x</p>',
    'const r = document.createRange(); r.selectNode(document.querySelector("p")); out.append(r.cloneContents())',
  ),
  'an option by its number': tells(
    '<select><option>a<option>b</select>',
    '<select><option>a<option>c<option>b</select>',
    'tell(document.querySelector("select")[1].text)',
  ),
  'an option by item': tells(
    '<select><option>a<option>b</select>',
    '<select><option>a<option>c<option>b</select>',
    'tell(document.querySelector("select").item(1).text)',
  ),
  'a field of a form by its number': tells(
    '<form class="f"><input title="a"><input title="b"></form>',
    '<form class="f"><input title="a"><input title="c"><input title="b"></form>',
    'tell(document.querySelector("form")[1].title)',
  ),
  'whether a form is valid': tells(
    '<form><input></form>',
    '<form><input required></form>',
    'tell(document.querySelector("form").checkValidity())',
  ),
  'whether a select is valid': tells(
    '<select><option value="">a</select>',
    '<select required><option value="">a</select>',
    'tell(document.querySelector("select").reportValidity())',
  ),
  'the address that a picture of a set shows': two(
    '<img alt="" srcset="old.svg 1x">',
    '<img alt="" srcset="new.svg 1x">',
    'const i = document.images[0]; i.decode().then(() => tell(i.currentSrc.split("/").pop()))',
    { 'old.svg': picture, 'new.svg': picture },
  ),
  'the address that a picture of sources shows': two(
    '<picture><source srcset="old.svg"><img alt="" src="x.svg"></picture>',
    '<picture><source srcset="new.svg"><img alt="" src="x.svg"></picture>',
    'const i = document.images[0]; i.decode().then(() => tell(i.currentSrc.split("/").pop()))',
    { 'old.svg': picture, 'new.svg': picture, 'x.svg': picture },
  ),
  'the address of a sheet': headed(
    '<link rel="stylesheet" href="old.css">',
    '<link rel="stylesheet" href="new.css">',
    told(t, 'tell(document.styleSheets[0].href.split("/").pop())'),
    { 'old.css': red, 'new.css': red },
  ),
  'the rules of a sheet that is another one': headed(
    '<link rel="stylesheet" href="old.css">',
    '<link rel="stylesheet" href="new.css">',
    told(t, 'tell(document.styleSheets[0].cssRules.length)'),
    { 'old.css': red, 'new.css': red + red },
  ),
  'the title of sheets that are switched': headed(
    '<link rel="stylesheet" href="old.css">',
    '<link rel="icon" href="old.css">',
    told(t, 'tell(document.styleSheets.length)'),
    { 'old.css': red },
  ),
  'the tab index of a drawing': tells(
    '<svg tabindex="1"></svg>',
    '<svg tabindex="2"></svg>',
    'tell(document.querySelector("svg").tabIndex)',
  ),
  'data of a formula': tells(
    '<math data-a="old"></math>',
    '<math data-a="new"></math>',
    'tell(document.querySelector("math").dataset.a)',
  ),
  'the position of a progress': tells(
    '<progress value="1" max="4"></progress>',
    '<progress value="2" max="4"></progress>',
    'tell(document.querySelector("progress").position)',
  ),
  'the number of animations': {
    files: {
      'index.html': html(
        '<style>@keyframes k { to { top: 1px } } em { animation: k 99s }</style>',
        told('<p>x</p>', 'tell(document.getAnimations().length)'),
      ),
    },
    saves: [
      {
        'index.html': html(
          '<style>@keyframes k { to { top: 1px } } em { animation: k 99s }</style>',
          told('<p>x <em>y</em></p>', 'tell(document.getAnimations().length)'),
        ),
      },
    ],
  },
  'the number of plug-ins': tells(
    '<p>x</p>',
    '<p>x</p><embed type="text/plain">',
    'tell(document.plugins.length)',
  ),
  'the orientation of a marker': tells(
    '<svg><marker orient="45"/></svg>',
    '<svg><marker orient="90"/></svg>',
    'tell(document.querySelector("marker").orientAngle.baseVal.value)',
  ),
};

/** Readings at unusual times or by unusual scripts. */
export const TIMES: Class = {
  'an observer that counts until the page is parsed': {
    files: {
      'index.html': html(
        '<script>let n = 0; const o = new MutationObserver(rs => { for (const r of rs) n += r.addedNodes.length }); o.observe(document, { childList: true, subtree: true }); document.addEventListener("DOMContentLoaded", () => { for (const r of o.takeRecords()) n += r.addedNodes.length; o.disconnect(); document.querySelector("#out").textContent = n })</script>',
        '<p>1</p><i id="out"></i>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '<script>let n = 0; const o = new MutationObserver(rs => { for (const r of rs) n += r.addedNodes.length }); o.observe(document, { childList: true, subtree: true }); document.addEventListener("DOMContentLoaded", () => { for (const r of o.takeRecords()) n += r.addedNodes.length; o.disconnect(); document.querySelector("#out").textContent = n })</script>',
          '<p>1</p><p>2</p><p>3</p><i id="out"></i>',
        ),
      },
    ],
  },
  'a box measured at a message': tells(
    '<p class="a">x</p>',
    '<p class="a">x<br>y</p>',
    'addEventListener("message", () => tell(document.querySelector(".a").offsetHeight)); postMessage(1)',
  ),
  'a box measured at an error': tells(
    '<p class="a">x</p><img alt="" src="missing.svg" onerror="tell(document.querySelector(\'.a\').offsetHeight)">',
    '<p class="a">x<br>y</p><img alt="" src="missing.svg" onerror="tell(document.querySelector(\'.a\').offsetHeight)">',
    'window.tell = tell',
  ),
  'a box measured at the end of an animation': {
    files: {
      'index.html': html(
        '<style>@keyframes k { to { top: 1px } } b { animation: k .1s }</style>',
        told(
          '<p class="a">x</p><b>y</b>',
          'document.addEventListener("animationend", () => tell(document.querySelector(".a").offsetHeight))',
        ),
      ),
    },
    saves: [
      {
        'index.html': html(
          '<style>@keyframes k { to { top: 1px } } b { animation: k .1s }</style>',
          told(
            '<p class="a">x<br>z</p><b>y</b>',
            'document.addEventListener("animationend", () => tell(document.querySelector(".a").offsetHeight))',
          ),
        ),
      },
    ],
  },
  'a box measured at a resize that a script tells': tells(
    '<p class="a">x</p>',
    '<p class="a">x<br>y</p>',
    'addEventListener("resize", () => tell(document.querySelector(".a").offsetHeight)); dispatchEvent(new Event("resize"))',
  ),
  'a script with a name of its own': tells(
    '<p class="q">old</p>',
    '<p class="q">new</p>',
    'tell(document.querySelector(".q").textContent);\n//# sourceURL=widget.js\n',
  ),
  'a short stack': tells(
    '<p class="q">old</p>',
    '<p class="q">new</p>',
    'Error.stackTraceLimit = 3; tell(document.querySelector(".q").textContent)',
  ),
  eval: tells(
    '<p class="q">old</p>',
    '<p class="q">new</p>',
    '(0, eval)(\'out.textContent = document.querySelector(".q").textContent //# sourceURL=x\')',
  ),
  'pictures counted by a listener of the document': two(
    '<img alt="" src="old.svg">',
    '<img alt="" src="new.svg">',
    'let n = 0; document.addEventListener("load", () => tell(++n), true)',
    { 'old.svg': picture, 'new.svg': picture },
  ),
  'new pictures counted by a listener of the document': two(
    '<p>x</p>',
    '<p>x<img alt="" src="missing.svg"></p>',
    'let n = 0; tell(0); document.addEventListener("error", () => tell(++n), true)',
  ),
  'details counted by a listener of the document': two(
    '<details><p>x</p></details>',
    '<details open><p>x</p></details>',
    'let n = 0; tell(0); document.addEventListener("toggle", () => tell(++n), true)',
  ),
};
