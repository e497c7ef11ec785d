import { change, type Class, html, red, t } from './site';

const link = '<link rel="stylesheet" href="a.css">';

export const PARSED: Class = {
  'a group of options with elements': change(
    '<select><optgroup label="a"><div><option>1 <span class="x">old</span></option></div></optgroup></select>',
    '<select><optgroup label="a"><div><option>1 <span class="y">new</span></option></div></optgroup></select>',
  ),
  'a button in a select': change(
    '<select><button><selectedcontent></selectedcontent></button><option>one<option>two</select>',
    '<select><button><selectedcontent></selectedcontent></button><option>one!<option>two</select>',
  ),
  'a rule in a select': change(
    '<select><option>1<option>2</select>',
    '<select><option>1<hr><option>2</select>',
  ),
  'a picture in an option': change(
    '<select><option><img alt="old">1</option></select>',
    '<select><option><img alt="new">1</option></select>',
  ),
  'ruby without end tags': change(
    '<ruby>漢<rt>kan<rp>(<rt>old</ruby>',
    '<ruby>漢<rt>kan<rp>(<rt>new<rp>)</ruby>',
    true,
  ),
  'columns and bodies without tags': change(
    '<table><colgroup><col><tr><td>old<tbody><tr><td>b</table>',
    '<table><colgroup><col><col><tr><td>new<td>c<tbody><tr><td>b</table>',
    true,
  ),
  'options without end tags': change(
    '<select><option>a<option>b</select>',
    '<select><option>a<option>c<option>b</select>',
    true,
  ),
  'no head and no body': {
    files: { 'index.html': '<!doctype html><title>t</title><p>old<p>more' },
    saves: [{ 'index.html': '<!doctype html><title>u</title><p class=x>new<li>item<p>more' }],
    stays: true,
  },
  'attributes of a late body tag': {
    files: { 'index.html': '<!doctype html><p>a<body class="old"><p>b' },
    saves: [{ 'index.html': '<!doctype html><p>a<body class="new" title="x"><p>b' }],
  },
  'a frameset-like afterthought': {
    files: { 'index.html': '<!doctype html><p>a</p></body></html><p>old</p>' },
    saves: [{ 'index.html': '<!doctype html><p>a</p></body></html><p>new</p><!-- c -->' }],
  },
  'misnested formatting': change('<p><b>1<i>2</b>3</i><p>old', '<p><b>1<i>2</b>3</i><p>new<b>4', undefined),
  'text in a table': change('<table>old<tr><td>1</table>', '<table>new<tr><td>1</table>', undefined),
  'a button in a button': change('<button>a<button>old</button>', '<button>a<button>new</button></button>'),
  'an image by its old name': change('<image alt="old">', '<image alt="new">'),
  'a nested form': change(
    '<form><form><input title="old"></form></form>',
    '<form><form><input title="new"></form><b>x</b></form>',
  ),
  'a heading in a heading': change('<h1>a<h2>old</h2></h1>', '<h1>a<h2>new</h2></h1>'),
  'a plaintext': change('<p>old</p><plaintext>a<b>', '<p>new</p><plaintext>a<b>'),
  'text in pre, with a first line break': change(
    '<pre>\n\nold</pre><textarea>\n\nold</textarea>',
    '<pre>\n\n\nnew</pre><textarea>\n\nnew</textarea>',
    true,
  ),
};

const pretty =
  '<ul>\n  <li id=a title=x>caf&eacute; &amp; t<li>b\n</ul>\n<p>para\n<input disabled value="1">';

export const BEAUTIFIED: Class = {
  'quotes, case, entities and void tags': change(
    pretty,
    '<UL>\n<LI ID="a" TITLE=\'x\'>café &amp; t</LI><LI>b</LI></UL><P>para</P>\n<INPUT DISABLED="" VALUE=1 />',
  ),
  'the order of attributes': change(
    '<p id="a" class="b" title="c">x</p>',
    '<p title="c" class="b" id="a">x</p>',
    true,
  ),
  comments: change('<p>a</p><!-- one --><p>b</p>', '<!-- zero --><p>a</p><p><!-- in -->b</p>', true),
  'white space around everything': change(
    '<div><span>a</span><span>b</span></div>',
    '<div>\n  <span>a</span>\n  <span>b</span>\n</div>',
    true,
  ),
  'ends of lines': change('<p>a\nb</p>\n<pre>x\ny</pre>', '<p>a\r\nb</p>\r\n<pre>x\r\ny</pre>', true),
  'a script that is indented': change(
    '<script>window.x = 1</script><p>a</p>',
    '  <script>\n    window.x = 1\n  </script>\n  <p>a</p>',
  ),
};

const ns = (inner: string): string => `<div id="box">${inner}</div>`;

/** Elements of HTML, and elements of SVG that have their names and nothing else of theirs. */
const LOOKALIKES = ['', '<svg>']
  .map(
    around =>
      `${around}<select><option selected>a</option><option>b</option></select><input type="radio" name="a" checked><input type="radio" name="b"><textarea>t</textarea><details open><summary>s</summary></details><video src="none.mp4"></video><link rel="stylesheet" href="a.css"><style>p {}</style>${around.replace('<', '</')}`,
  )
  .join('');

/** Markup of other namespaces that is new or changes. */
export const FOREIGN: Class = {
  'elements that have the names of others': {
    files: { 'index.html': html(link, LOOKALIKES + t), 'a.css': red },
    saves: [
      {
        'index.html': html(
          link,
          LOOKALIKES.replaceAll('<option>', '<option selected>').replaceAll('name="b"', 'name="b" checked') +
            t,
        ),
      },
      { 'a.css': red.replace('11', '22') },
    ],
    stays: true,
  },
  'a title and a style in SVG': change(
    ns(''),
    ns('<svg><title>a <b>t</b></title><style>#box { color: rgb(1,2,3) }</style><desc><p>x</p></desc></svg>'),
    true,
  ),
  'a text path': change(
    ns(''),
    ns(
      '<svg viewBox="0 0 9 9"><path id="p" d="M0 0L9 9"/><text><textPath startOffset="5" xlink:href="#p">abc</textPath></text></svg>',
    ),
    true,
  ),
  'HTML in a formula': change(
    ns(''),
    ns(
      '<math><semantics><mi>x</mi><annotation-xml encoding="text/html"><p viewbox="a">y</p></annotation-xml><annotation-xml><Foo Bar="1"/></annotation-xml></semantics></math>',
    ),
    true,
  ),
  CDATA: change(ns(''), ns('<svg><text><![CDATA[a <b> c]]></text></svg>')),
  'an SVG that changes': change(
    ns('<svg viewBox="0 0 9 9"><linearGradient id="g" gradientTransform="rotate(1)"/></svg>'),
    ns(
      '<svg viewBox="0 0 5 5" preserveAspectRatio="none"><linearGradient id="g" gradientTransform="rotate(2)" xml:lang="de"/></svg>',
    ),
    true,
  ),
  'a filter': change(
    ns(''),
    ns(
      '<svg><filter id="f"><feGaussianBlur stdDeviation="2"/><feComponentTransfer><feFuncR tableValues="0 1"/></feComponentTransfer></filter></svg>',
    ),
    true,
  ),
  'HTML that ends an SVG': change(ns('<svg><rect/></svg>'), ns('<svg><rect/><p>out</p></svg>')),
  'an animation': change(
    ns(''),
    ns(
      '<svg width="40" height="40"><rect width="9" height="9"><animate attributeName="width" to="9" dur="1s" repeatCount="1"/></rect></svg>',
    ),
    true,
  ),
};

const declared = (inner: string): string =>
  `<div id="h"><template shadowrootmode="open">${inner}</template>light</div>`;

export const SHADOWS: Class = {
  'text in a nested root': change(declared(declared('<p>old</p>')), declared(declared('<p>new</p>')), true),
  'an element in a root': change(
    declared('<p>a</p><slot></slot>'),
    declared('<p>a</p><b>b</b><slot></slot>'),
    true,
  ),
  'a slot’s name': change(
    `<div><template shadowrootmode="open"><slot name="a"></slot></template><b slot="a">x</b></div>`,
    `<div><template shadowrootmode="open"><slot name="b"></slot></template><b slot="b">x</b></div>`,
    true,
  ),
  'a closed root': change(
    '<div><template shadowrootmode="closed"><p>old</p></template></div>',
    '<div><template shadowrootmode="closed"><p>new</p></template></div>',
  ),
  'the mode of a root': change(
    declared('<p>a</p>'),
    declared('<p>a</p>').replace('open"', 'open" shadrowrootdelegatesfocus'),
  ),
  'a root that is gone': change(declared('<p>a</p>'), '<div id="h">light</div>'),
  'a template inside a root': change(
    declared('<template><i>old</i></template>'),
    declared('<template><i>new</i></template>'),
    true,
  ),
};
