import { change, type Class, html, type Member } from './site';

const frame = '<iframe id="f" src="b.html"></iframe><i id="out"></i>';
const page = (script: string, body = frame): string => html('', `${body}<script>${script}</script>`);

/** A page with a frame, whose file is saved. */
const framed = (
  script: string,
  from: string,
  to: string,
  more: Partial<Member> = {},
  body = frame,
): Member => ({
  files: { 'index.html': page(script, body), 'b.html': html('', from) },
  saves: [{ 'b.html': html('', to) }],
  ...more,
});

const old = '<p>old</p>';
const fresh = '<p>new and longer</p>';
const later = (how: string): string => `onload = () => { ${how} }`;

/** A page with a frame, each of which acts on the other. */
export const AROUND: Class = {
  'a text of the frame': framed(
    later('out.textContent = f.contentDocument.querySelector("p").textContent'),
    old,
    fresh,
  ),
  'a text of the frame, by its window': framed(
    later('out.textContent = f.contentWindow.document.querySelector("p").firstChild.data'),
    old,
    fresh,
  ),
  'a text of the frame, by its number': framed(
    later('out.textContent = frames[0].document.body.innerText'),
    old,
    fresh,
  ),
  'an attribute of the frame': framed(
    later('out.textContent = f.contentDocument.querySelector("p").title'),
    '<p title="old">x</p>',
    '<p title="new">x</p>',
  ),
  'the height of the frame': framed(
    later('f.height = f.contentDocument.body.scrollHeight'),
    old,
    `<p>new${'<br>'.repeat(30)}</p>`,
  ),
  'the height of the frame’s root': framed(
    later('f.style.height = f.contentDocument.documentElement.offsetHeight + "px"'),
    old,
    `<p>new${'<br>'.repeat(30)}</p>`,
  ),
  'a text that the page adds to the frame': framed(
    later('f.contentDocument.querySelector("p").append(" added")'),
    '<p>x</p><script>window.a = 1</script>',
    '<p>x</p><script>window.a = 2</script>',
  ),
  'a text that the page adds to the frame, which is patched': framed(
    later('f.contentDocument.querySelector("div").append(" added")'),
    '<div><p>x</p></div>',
    '<div><p>x</p><p>y</p></div>',
  ),
  'how often a frame was loaded': framed(
    'let n = 0; f.onload = () => { out.textContent = ++n }',
    '<script>window.a = 1</script>',
    '<script>window.a = 2</script>',
  ),
  'a text that the frame adds to the page': framed(
    '',
    `${old}<script>parent.document.body.append(document.querySelector("p").textContent)</script>`,
    `${fresh}<script>parent.document.body.append(document.querySelector("p").textContent)</script>`,
  ),
  'a text that the frame adds to the page, by its element': framed(
    '',
    `${old}<script>frameElement.parentNode.append(document.querySelector("p").textContent)</script>`,
    `${fresh}<script>frameElement.parentNode.append(document.querySelector("p").textContent)</script>`,
  ),
  'a text that the frame adds to the page, by the top': framed(
    '',
    `${old}<script>top.document.body.append(document.querySelector("p").textContent)</script>`,
    `${fresh}<script>top.document.body.append(document.querySelector("p").textContent)</script>`,
  ),
  'a text that a file of the frame adds to the page, by the top': framed(
    '',
    `${old}<script src="b.js"></script>`,
    `${fresh}<script src="b.js"></script>`,
    {
      files: {
        'index.html': page(''),
        'b.html': html('', `${old}<script src="b.js"></script>`),
        'b.js': 'top.document.body.append(document.querySelector("p").textContent)',
      },
    },
  ),
  'a text of the frame, by the number of its window': framed(
    later('out.textContent = window[0].document.body.innerText'),
    old,
    fresh,
  ),
  'a text of the frame, by the name of its window': framed(
    later('out.textContent = inner.document.body.innerText'),
    old,
    fresh,
    {},
    '<iframe name="inner" src="b.html"></iframe><i id="out"></i>',
  ),
  'a message of the frame': framed(
    'onmessage = event => { out.append(event.data) }',
    `${old}<script>parent.postMessage(document.querySelector("p").textContent)</script>`,
    `${fresh}<script>parent.postMessage(document.querySelector("p").textContent)</script>`,
  ),
  'a text of the page that the frame reads': {
    files: {
      'index.html': html('', `<h1>old</h1>${frame}`),
      'b.html': html(
        '',
        '<b id="b"></b><script>b.textContent = parent.document.querySelector("h1").textContent</script>',
      ),
    },
    saves: [{ 'index.html': html('', `<h1>new</h1>${frame}`) }],
  },
  'a text of a frame in the frame': {
    files: {
      'index.html': page(
        later('out.textContent = f.contentDocument.querySelector("iframe").contentDocument.body.textContent'),
      ),
      'b.html': html('', '<iframe src="c.html"></iframe>'),
      'c.html': html('', old),
    },
    saves: [{ 'c.html': html('', fresh) }],
  },
  'a text of a page in an object': framed(
    later('out.textContent = f.contentDocument.querySelector("p").textContent'),
    old,
    fresh,
    {},
    '<object id="f" data="b.html"></object><i id="out"></i>',
  ),
  'a frame that no script has looked into': framed(later('out.title = 1'), old, fresh, { stays: true }),
};

const out = '<i id="out"></i>';

/** The view of a script when it ran: only the nodes before it. */
export const BEFORE: Class = {
  'a paragraph that comes before the script': change(
    `${out}<section>s</section><script>out.textContent = document.querySelectorAll("p").length</script><p>1</p>`,
    `${out}<section>s</section><p>1</p><script>out.textContent = document.querySelectorAll("p").length</script>`,
  ),
  'a long paragraph that comes before the script': change(
    `${out}<h2>s</h2><h3>t</h3><script>out.textContent = document.querySelectorAll("p").length</script><p>1 <b>2</b></p>`,
    `${out}<h2>s</h2><p>1 <b>2</b></p><h3>t</h3><script>out.textContent = document.querySelectorAll("p").length</script>`,
  ),
  'a script that moves': change(
    `${out}<script>out.textContent = document.querySelectorAll("p").length</script><p>1</p><p>2</p><p>3</p>`,
    `${out}<p>1</p><p>2</p><script>out.textContent = document.querySelectorAll("p").length</script><p>3</p>`,
  ),
  'the element before the script': change(
    `${out}<b id="one">1</b><script>out.textContent = document.currentScript.previousElementSibling.id</script>`,
    `${out}<b id="one">1</b><b id="two">2</b><script>out.textContent = document.currentScript.previousElementSibling.id</script>`,
  ),
  'the text before the script': change(
    `${out}<b>old</b><script>out.textContent = document.currentScript.previousElementSibling.textContent</script>`,
    `${out}<b>new</b><script>out.textContent = document.currentScript.previousElementSibling.textContent</script>`,
  ),
  'the parent of the script, wrapped': change(
    '<section><p>1 <b>2</b></p><script>document.currentScript.parentNode.title = "parent"</script></section>',
    '<section><div><p>1 <b>2</b></p><script>document.currentScript.parentNode.title = "parent"</script></div></section>',
  ),
  'what the script puts behind itself': change(
    '<p>1</p><script>document.currentScript.after("made")</script><p>3</p>',
    '<p>1</p><script>document.currentScript.after("made")</script><p>2</p><p>3</p>',
  ),
  'what the script writes, and a text': change(
    '<p>old</p><script>document.write("<b>w</b>")</script><p>old</p>',
    '<p>new</p><script>document.write("<b>w</b>")</script><p>new</p>',
    true,
  ),
  'what the script writes, and an element behind it': change(
    '<p>1</p><script>document.write("<b>w</b>")</script><p>3</p>',
    '<p>1</p><script>document.write("<b>w</b>")</script><p>2</p><p>3</p>',
  ),
  'what the script writes, and an element before it': change(
    '<p>1</p><script>document.write("<b>w</b>")</script><p>3</p>',
    '<p>1</p><p>2</p><script>document.write("<b>w</b>")</script><p>3</p>',
  ),
  'what the script writes, in an element': change(
    '<div><script>document.write("<b>w</b>")</script><p>3</p></div>',
    '<div><script>document.write("<b>w</b>")</script><i>2</i><p>3</p></div>',
  ),
  'what the script writes of a text': change(
    '<p id="a">old</p><script>document.write(a.textContent)</script>',
    '<p id="a">new</p><script>document.write(a.textContent)</script>',
  ),
  'a start tag that the script writes': change(
    '<script>document.write("<div title=w>")</script><p>old</p>',
    '<script>document.write("<div title=w>")</script><p>new</p><p>more</p>',
  ),
  'a start tag that the script writes, and an element before what is in it': change(
    '<script>document.write("<div title=w>")</script><p>old</p>',
    '<script>document.write("<div title=w>")</script><p>more</p><p>old</p>',
  ),
};
