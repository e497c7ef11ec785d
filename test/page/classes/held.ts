import { type Class, file, html, type Member, picture, red, t, tells } from './site';

const big =
  '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="11" height="99"/></svg>';
const shown = '<img src="a.svg" alt="">';
const width = 'i.onload = () => { document.querySelector("#out").textContent = i.naturalWidth }';
const pictured = (body: string, last: string, more: Partial<Member> = {}): Member => ({
  ...file('a.svg', picture, '', body),
  finally: last,
  ...more,
});
const drawing = 'document.querySelector("canvas").getContext("2d").drawImage(held, 0, 0)';

/** Pictures that a script asks for, or holds, beside those that show. */
export const HELD: Class = {
  'an image of the old address, made later': pictured(
    `${shown}<i id="out"></i>`,
    `(i => { ${width}; i.src = "a.svg" })(new Image())`,
  ),
  'an image of the old address, put into the page': pictured(
    shown,
    'document.body.append(Object.assign(new Image(), { src: "a.svg" }))',
  ),
  'an image of the old address, by markup': pictured(
    shown,
    'document.body.insertAdjacentHTML("beforeend", \'<img src="a.svg" alt="">\')',
  ),
  'an image that is held and drawn later': pictured(
    `${shown}<canvas width="99" height="99"></canvas><script>const held = new Image(); held.src = "a.svg"</script>`,
    drawing,
    {
      files: file(
        'a.svg',
        big,
        '',
        `${shown}<canvas width="99" height="99"></canvas><script>const held = new Image(); held.src = "a.svg"</script>`,
      ).files,
      saves: [{ 'a.svg': big.replace('11', '77') }],
      drawn: true,
    },
  ),
  'an image that is held and shown later': pictured(
    `${shown}<script>const held = new Image(); held.src = "a.svg"</script>`,
    'document.body.append(held)',
  ),
  'an image that is held and measured later': pictured(
    `${shown}<i id="out"></i><script>const held = new Image(); held.src = "a.svg"</script>`,
    'out.textContent = held.naturalWidth',
  ),
  'an image that is held by a closure, beside none that shows': pictured(
    `<i id="out"></i><script>{ const held = new Image(); held.src = "a.svg"; window.measure = () => { out.textContent = held.naturalWidth } }</script>`,
    'measure()',
  ),
  'pictures that a script fetches as blobs': {
    ...file(
      'a.svg',
      picture,
      '',
      `${shown}<script>fetch("a.svg").then(r => r.blob()).then(b => { document.body.append(Object.assign(new Image(), { src: URL.createObjectURL(b) })) })</script>`,
    ),
  },
  'a picture that is preloaded and shown by a class': {
    ...file(
      'a.svg',
      big,
      '<link rel="preload" as="image" href="a.svg"><style>.on { height: 99px; background: url(a.svg) }</style>',
      t,
    ),
    finally: 't.className = "on"',
    drawn: true,
  },
  'a cursor and a list mark': {
    ...file(
      'a.svg',
      big,
      '<style>li { list-style-image: url(a.svg); margin-left: 120px }</style>',
      '<ul><li>x</ul>',
      {},
      true,
    ),
    drawn: true,
  },
  'a border of a file': {
    ...file(
      'a.svg',
      big,
      '<style>#t { border: 20px solid; border-image: url(a.svg) 20 }</style>',
      t,
      {},
      true,
    ),
    drawn: true,
  },
  'a picture of content': {
    ...file('a.svg', big, '<style>#t::before { content: url(a.svg) }</style>', t, {}, true),
    drawn: true,
  },
  'a filter of a file': {
    ...file(
      'f.svg',
      '<svg xmlns="http://www.w3.org/2000/svg"><filter id="f"><feFlood flood-color="rgb(11,0,0)"/></filter></svg>',
      '<style>#t { filter: url(f.svg#f) }</style>',
      t,
    ),
    drawn: true,
  },
};

/** Questions of a script in places that are easily missed. */
export const MISSED: Class = {
  'loads of sheets, counted in the document': {
    ...file(
      'a.css',
      red,
      '<script>window.n = 0; document.addEventListener("load", e => { if (e.target.localName === "link") n++ }, true)</script><link rel="stylesheet" href="a.css">',
      `${t}<i id="out"></i>`,
    ),
    finally: 'out.textContent = n',
  },
  'the place of a selection': tells(
    '<p class="a">one two</p>',
    '<p class="a">one more two</p>',
    'getSelection().setBaseAndExtent(document.querySelector(".a").firstChild, 4, document.querySelector(".a").firstChild, 7); tell(getSelection().focusOffset); getSelection().removeAllRanges()',
  ),
  'an address of code': {
    files: {
      'index.html': html(
        '',
        '<p class="a">old</p><a class="l" href="javascript:void(document.querySelector(\'#out\').textContent = document.querySelector(\'.a\').textContent)">x</a><i id="out"></i>',
      ),
    },
    saves: [
      {
        'index.html': html(
          '',
          '<p class="a">new</p><a class="l" href="javascript:void(document.querySelector(\'#out\').textContent = document.querySelector(\'.a\').textContent)">x</a><i id="out"></i>',
        ),
      },
    ],
    // A reload undoes the visitor's click.
    before: 'document.querySelector(".l").click()',
  },
  'a name by Reflect': tells('<p>1</p>', '<p id="aa">1</p>', 'tell(!!Reflect.get(window, "aa"))'),
  'a name by a proxy': tells('<p>1</p>', '<p id="aa">1</p>', 'tell(!!new Proxy(window, {}).aa)'),
  'a name by an alias': tells('<p>1</p>', '<p id="aa">1</p>', 'const w = window; tell(!!w.aa)'),
  'a name by an alias and a variable': tells(
    '<p>1</p>',
    '<p id="aa">1</p>',
    'const w = window, k = "aa"; tell(!!w[k])',
  ),
  'a name by destructuring': tells('<p>1</p>', '<p id="aa">1</p>', 'const { aa: z } = window; tell(!!z)'),
  'a name by with': tells('<p>1</p>', '<p id="aa">1</p>', 'with (window) tell(typeof aa)'),
  'a name by hasOwnProperty': tells(
    '<form name="ff"></form>',
    '<form name="gg"></form>',
    'tell(Object.getOwnPropertyNames(document).join() + ("ff" in document))',
  ),
  'a name by an entry': tells(
    '<p>1</p>',
    '<p id="aa">1</p>',
    'tell(["aa", "bb"].filter(n => window[n]).join())',
  ),
  'a name by parts': tells('<p>1</p>', '<p id="aabb">1</p>', 'tell(typeof window["aa" + "bb"])'),
};
