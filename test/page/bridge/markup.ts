/**
 * Every element of the source has a `data-n` of its own. Elements that a script makes have `data-made`, and
 * may have the `data-n` of an element that they copy.
 */
export const PAGES: Readonly<Record<string, string>> = {
  'formatting that the adoption agency repeats':
    '<!doctype html><body data-n=0><b data-n=1>a<p data-n=2>b</b>c</p><i data-n=3>d<u data-n=4>e</i>f</u><a data-n=5>g<div data-n=6>h<a data-n=7>i</a></div>',
  'tables that lose what does not belong':
    '<!doctype html><body data-n=0><table data-n=1><div data-n=2>a</div><tr data-n=3><p data-n=4>b<td data-n=5>c<table data-n=6><td data-n=7>d</table><caption data-n=8>e</caption><b data-n=9>f</table>g',
  'SVG and MathML with HTML in them':
    '<!doctype html><body data-n=0><svg data-n=1 viewBox="0 0 9 9"><g data-n=2><circle data-n=3 r=3 /><foreignObject data-n=4 width=9 height=9><p data-n=5>a<svg data-n=6><desc data-n=7><i data-n=8>b</i></desc></svg></p></foreignObject></g></svg><math data-n=9><mi data-n=10>x</mi><annotation-xml encoding="text/html" data-n=11><b data-n=12>c</b></annotation-xml><mtext data-n=13><s data-n=14>d</s></mtext></math>',
  'tags that are left out':
    '<p data-n=1>a<ul data-n=2><li data-n=3>b<li data-n=4>c</ul><dl data-n=5><dt data-n=6>d<dd data-n=7>e</dl><p data-n=8>f',
  'a late body, and content behind it':
    '<p data-n=1>a</p><body data-n=0 class=late><p data-n=2>b</p></body><p data-n=3>c</p></html><!-- d --><p data-n=4>e</p>',
  'attributes twice, in any case and without quotes':
    '<!doctype html><BODY DATA-N=0><P data-n=1 data-n=9 DATA-N="8" class=a class=b>a</P><p data-n=2 title=a>b/c data-x=\'>\'>b<p\n\tdata-n=3\n>c',
  'comments that are not closed, conditional, or odd':
    '<!doctype html><body data-n=0><!--[if IE]><p>a</p><![endif]--><![if !IE]><p data-n=1>b</p><![endif]><!-- a --!><p data-n=2>c</p><!><p data-n=3>d</p></ x><p data-n=4>e</p><!-- <p data-n=5>',
  'names of old':
    '<body data-n=0><image data-n=1><isindex data-n=2>a<keygen data-n=3><center data-n=4><font data-n=5>b</font></center><marquee data-n=6>c</marquee><xmp data-n=7><p>d</p></xmp><listing data-n=8>\ne</listing><plaintext data-n=9><p data-n=10>',
  'what scripts switch off':
    '<!doctype html><body data-n=0><noscript data-n=1><p>a</p></noscript><p data-n=2>b</p><textarea data-n=3><p>c</p></textarea><iframe><p>d</p></iframe><p data-n=5>e',
  'templates in templates, and shadow roots':
    '<!doctype html><body data-n=0><template data-n=1><p>a<template><p>b</template></template><div data-n=2><template shadowrootmode="open"><p data-n=3>c</p><slot data-n=4></slot></template><p data-n=5>d</p></div><div data-n=6><template shadowrootmode="closed"><p>e</p></template></div><p data-n=7>f',
  'astral characters, tabs and entities in the line':
    '<!doctype html><body data-n=0>😀<p data-n=1>𝒳&nbsp;&#x1f600;<b data-n=2>😀</b>\t\t<i title="😀\t😀" data-n=3>x</i></p>\u2028<p data-n=4>y\u0085<b data-n=5>z',
  'a script that writes into the document':
    '<!doctype html><body data-n=0><p data-n=1>a</p><script>document.write("<p data-n=1 data-made>a</p><p data-n=2 data-made>b</p>")</script><p data-n=2>b</p><p data-n=3>c</p>',
  'a script that clones and moves':
    '<!doctype html><body data-n=0><main data-n=1><p data-n=2>a</p><p data-n=3>b</p></main><div data-n=4></div><script>const made = (one) => { const copy = one.cloneNode(true); for (const each of [copy, ...copy.querySelectorAll("*")]) each.dataset.made = ""; return copy }; const all = [...document.querySelectorAll("p")]; const [a, b] = all; document.querySelector("div").append(b); document.body.prepend(made(document.querySelector("main"))); document.body.append(made(a)); a.before(made(b))</script><p data-n=5>c</p>',
  'an address that is based elsewhere':
    '<!doctype html><base href="https://elsewhere.example/a/"><body data-n=0><p data-n=1>a</p><a data-n=2 href="x">b</a>',
  'a line of 300 kB': `<!doctype html><body data-n=0><p data-n=1>${'lorem 😀 ipsum <wbr>'.repeat(15_000)}</p><p data-n=2>b</p>`,
  'elements in a list of options':
    '<!doctype html><body data-n=0><select data-n=1 size=3><optgroup data-n=2 label=a><option data-n=3>b<option data-n=4>c</optgroup><hr data-n=5><option data-n=6>d</select><p data-n=7>e',
  'tables in tables, and forms in them':
    '<!doctype html><body data-n=0><table data-n=1><tr data-n=2><td data-n=3><table data-n=4><b data-n=5>a<tr data-n=6><form data-n=7><td data-n=8><input data-n=9><input type=hidden data-n=10></form></td></table><tr data-n=11><select data-n=12><option data-n=13>b</select><th data-n=14>c</table><form data-n=15><div data-n=16></form><p data-n=17></div><table data-n=18><colgroup data-n=19><col data-n=20><tfoot data-n=21><tr data-n=22><td data-n=23>d<tbody data-n=24><tr data-n=25><td data-n=26><center data-n=27>e</table>',
  'paragraphs, headings, links and buttons that end early':
    '<!doctype html><body data-n=0><p data-n=1>a<h2 data-n=2>b<div data-n=3>c</h2><p data-n=4><table data-n=5><tr data-n=6><td data-n=7><p data-n=8>d</table>e<address data-n=9>f<p data-n=10>g</address></p></br><button data-n=11>h<button data-n=12>i</button><nobr data-n=13>j<nobr data-n=14>k</nobr></nobr><li data-n=15>l<section data-n=16><li data-n=17>m</section><ruby data-n=18>n<rt data-n=19>o<rp data-n=20>p</ruby>',
  'a form in a form, and one that ends elsewhere':
    '<!doctype html><body data-n=0><form data-n=1><p data-n=2>a<div data-n=4><input data-n=5></form><input data-n=6></div><form data-n=7><fieldset data-n=8><legend data-n=9>b</legend><input data-n=10></form></fieldset><b data-n=11>c',
  'values without quotes, with entities, slashes and signs':
    '<!doctype html><body data-n=0><a data-n=1 href=a/b/>a</a><p data-n=2 title=&lt;b&gt;>b</p><p data-n=3 title="a > b < c" data-x=\'"\'>c</p><i data-n=4 lang=x/>d</i><p/data-n=5/class=x>e</p><p data-n=6 =a b==c "d" <e>f</p><p data-n=7 title=&amp;&copy&notit;&#0;&#x80;>g</p><p title=`a b` data-n=8>h</p><p data-n=9 title = "i"class=j>i</p>',
  'SVG and MathML that HTML breaks out of':
    '<!doctype html><body data-n=0><svg data-n=1><title data-n=2><b data-n=3>a</b></title><a data-n=4><text data-n=5>b</text></a><p data-n=6>c</p></svg><svg data-n=7><font data-n=8><font color=red data-n=9>d</svg><math data-n=10><mtext data-n=11><mglyph data-n=12></mglyph><table data-n=13><tr data-n=14><td data-n=15>e</table></mtext><annotation-xml data-n=16><svg data-n=17><foreignObject data-n=18><math data-n=19><mi data-n=20>f</math></foreignObject></svg></annotation-xml></math><svg data-n=21><script data-n=22>//</script><style data-n=23>b { top: 1px }</style><![CDATA[<b data-n=99>]]><g data-n=24 /><linearGradient data-n=25 /></svg>',
  'shadow roots in shadow roots, with slots':
    '<!doctype html><body data-n=0><div data-n=1><template shadowrootmode=open shadowrootdelegatesfocus><style data-n=2>p { top: 1px }</style><section data-n=3><template shadowrootmode=open><slot name=a data-n=4><i data-n=5>a</i></slot><b data-n=6>b</b></template><p slot=a data-n=7>c</p></section><slot data-n=8></slot></template><p data-n=9>d<p data-n=10>e</div><p data-n=11><template shadowrootmode=open><b data-n=12>f</b></template>g</p><a data-n=13><template shadowrootmode=open>h</template></a><span data-n=14><template shadowrootmode=open><b data-n=15>i</b></template><template shadowrootmode=open data-n=16><b data-n=17>j</b></template></span><my-one data-n=18><template shadowrootmode=closed><b>k</b></template><b data-n=19>l</b></my-one>',
  'templates in tables, in heads and in templates':
    '<!doctype html><html><head><template data-n=1><style data-n=2>b { top: 1px }</style><tr data-n=3><td data-n=4>a</template><title data-n=5>b</title></head><body data-n=6><table data-n=7><template data-n=8><tr data-n=9><td data-n=10>c</template><tr data-n=11><template data-n=12><td data-n=13>d<template data-n=14><col data-n=15></template></template><td data-n=16>e</table><select data-n=17><template data-n=18><option data-n=19>f</template><option data-n=20>g</select><p data-n=21>h',
  'a head with everything, and things that belong there':
    '<!doctype html><html><head><meta data-n=1><base target=_self data-n=2><link rel=icon href=data:, data-n=3><noscript data-n=4><link rel=icon href=x></noscript><script data-n=5>//<!-- <script> <p> </script> </script><style data-n=6></style><title data-n=7><b></title><p data-n=8>a<link rel=icon href=data:, data-n=9><title data-n=10>b</title><meta data-n=11>',
  'a set of frames':
    '<!doctype html><html><head><title data-n=1>a</title></head><frameset cols="1*,2*" data-n=2><frame data-n=3 src=about:blank><frameset rows=* data-n=4><frame data-n=5 src=about:blank></frameset><noframes data-n=6><p>b</noframes></frameset>',
  'frames in the page, and what they hold when they cannot be':
    '<!doctype html><body data-n=0><iframe data-n=1 srcdoc="<p data-n=9>a"></iframe><object data-n=2 data="data:text/html,b"><p data-n=3>c</p></object><video data-n=4><source data-n=5><track data-n=6><p data-n=7>d</p></video><picture data-n=8><source data-n=9><img data-n=10></picture><canvas data-n=11><p data-n=12>e</p></canvas><embed data-n=13><audio data-n=14></audio><map data-n=15><area data-n=16></map>',
  'a list of details, a dialog and a menu':
    '<!doctype html><body data-n=0><details data-n=1><summary data-n=2>a</summary><p data-n=3>b<details data-n=4><p data-n=5>c</details></details><dialog data-n=6><form method=dialog data-n=7><button data-n=8>d</form></dialog><menu data-n=9><li data-n=10>e</menu><search data-n=11>f</search><p popover data-n=12>g<p hidden data-n=13>h<p inert data-n=14>i<p style="display: contents" data-n=15>j<b style="display: none" data-n=16>k</b>',
  'a text without any tag around it':
    'a<b data-n=1>b</b></p><i data-n=2>c</i></div></b></br></span><u data-n=3>d',
  'a second <html> and <body>, and what stands between them':
    '<html data-n=1><head data-n=2></head>  <link data-n=3 rel=icon href=data:,><body data-n=0><p data-n=4>a<html class=x data-n=9><body class=y data-n=8><head><b data-n=5>b</b></body></html>  <i data-n=6>c</i></html><!-- d -->',
  'odd characters in tags: NUL, form feeds, and ends of lines of all kinds':
    '<!doctype html><body data-n=0><p\f data-n=1\r\ntitle="\r\n\r\0">a\0b<b\r data-n=2 \0x=1>c</b\r></p><i data-n=3 \0y=1>d</i><u/ / data-n=4 / >e</u ><s data-n=5 "x\'=y>f</s>',
  'a tag that the end of the file cuts':
    '<!doctype html><body data-n=0><p data-n=1>a<b data-n=2>b</b><i data-n=3',
  'scripts and styles that look like markup':
    '<!doctype html><body data-n=0><script data-n=1>/*<!--<script></script>--></script>*/</script><p data-n=2>a<style data-n=3><!-- </style><p data-n=4>b<title data-n=5></p><!--</title><p data-n=6>c<noembed><p></noembed><textarea data-n=7>\n\n</p></textarea><p data-n=8>d',
  'newlines that the parser drops':
    '<!doctype html><body data-n=0><pre data-n=1>\n\n<b data-n=2>a</b></pre><pre data-n=3>\r\n<b data-n=4>b</b></pre><listing data-n=5>\n<i data-n=6>c</i></listing><textarea data-n=7>\r\r\nd</textarea><p data-n=8>e',
  'elements of old scopes':
    '<!doctype html><body data-n=0><p data-n=1><object data-n=2><p data-n=3>a</object>b<p data-n=4><marquee data-n=5></p><p data-n=6>c</marquee><applet data-n=7><b data-n=8>d</applet><dl data-n=9><dd data-n=10><dl data-n=11><dd data-n=12>e</dl><dt data-n=13></dl><ruby data-n=14>f<rb data-n=15>g<rtc data-n=16><rt data-n=17>h</ruby><details data-n=18><p data-n=19><summary data-n=20>i</details>',
  'links and formatting that tables put out':
    '<!doctype html><body data-n=0><a data-n=1>a<table data-n=2><a data-n=3>b<tr data-n=4><td data-n=5>c</td><b data-n=6>d<td data-n=7>e</table>f</a><table data-n=8>g<i data-n=9>h<caption data-n=10><table data-n=11><tr data-n=12><td data-n=13>j</table></caption><col data-n=14><input data-n=15><script data-n=16></script><style data-n=17></style><p data-n=18></table>',
  'foreign content that an end tag leaves':
    '<!doctype html><body data-n=0><p data-n=1><svg data-n=2><g data-n=3></p><rect data-n=4 /></svg>a<math data-n=5><mi data-n=6><malignmark data-n=7></malignmark><b data-n=8>b</b></mi></br><mo data-n=9>+</math><svg data-n=10><desc data-n=11><table data-n=12><tr data-n=13><td data-n=14><svg data-n=15><circle data-n=16></table></desc></svg><svg data-n=17><noscript data-n=18><p data-n=19>c',
  'MathML with SVG with HTML in turn':
    '<!doctype html><body data-n=0><math data-n=1><annotation-xml data-n=2 encoding="APPLICATION/xhtml+xml"><p data-n=3><svg data-n=4><foreignobject data-n=5><math data-n=6><ms data-n=7><i data-n=8>a</i></ms></math><div data-n=9><b data-n=10>b</div></foreignobject></svg></annotation-xml><semantics data-n=11><annotation-xml data-n=12><mrow data-n=13></annotation-xml></semantics></math><svg data-n=14><MATH data-n=15></MATH><svg data-n=16><title data-n=17><svg data-n=18></svg>c</title></svg></svg>',
  'a head that ends with the wrong thing':
    '<!doctype html><head><title data-n=1>a</title><style data-n=2></style></head><!-- b --><script data-n=3></script>\n<style data-n=4></style><template data-n=5><p data-n=6>c</template><div data-n=7>d',
  'lists and buttons across scopes':
    '<!doctype html><body data-n=0><ul data-n=1><li data-n=2><div data-n=3><li data-n=4>a</div><li data-n=5><ul data-n=6><li data-n=7>b</ul><li data-n=8></ul><button data-n=9><p data-n=10>c<div data-n=11><button data-n=12>d</button></div><h1 data-n=13><h2 data-n=14><span data-n=15><h3 data-n=16>e</h1><a data-n=17 href=#><p data-n=18><a data-n=19 href=#>f</p>',
  'slots and templates with names of all kinds':
    '<!doctype html><body data-n=0><div data-n=1><template shadowrootmode=open shadowrootclonable shadowrootserializable><slot name=a data-n=2></slot><template data-n=3><p data-n=4>a<template shadowrootmode=open data-n=5><b data-n=6>b</template></template><div data-n=7><template shadowrootmode=open><slot data-n=8><slot data-n=9></slot></slot></template><slot data-n=10></slot></div></template>text<b slot=a data-n=11>c</b><template data-n=12><i data-n=13></template></div><img data-n=14><template shadowrootmode=x data-n=15><p data-n=16></template>',
  'a script that writes its content anew':
    '<!doctype html><body data-n=0><main data-n=1><p data-n=2>a<b data-n=3>b</b></p></main><div data-n=4><i data-n=5>c</i></div><section data-n=6><u data-n=7>d</u></section><script>const mark = (root) => { for (const each of [root, ...root.querySelectorAll("*")]) each.dataset.made = "" }; const main = document.querySelector("main"); main.innerHTML = main.innerHTML; for (const each of main.children) mark(each); const div = document.querySelector("div"); div.outerHTML = div.outerHTML; mark(document.querySelector("div")); const section = document.querySelector("section"); const copy = section.cloneNode(true); section.replaceWith(copy); mark(copy)</script><p data-n=8>e</p>',
  'a script that writes the start of a comment':
    '<!doctype html><body data-n=0><p data-n=1>a</p><script>document.write("<i data-n=9 data-made></i><!--")</script><p data-n=2>b</p>--><p data-n=3>c</p>',
  'a script that sorts, removes and wraps':
    '<!doctype html><body data-n=0><ul data-n=1><li data-n=2>a<li data-n=3>b<li data-n=4>c<li data-n=5>d</ul><p data-n=6>e<b data-n=7>f</b></p><table data-n=8><tr data-n=9><td data-n=10>1<tr data-n=11><td data-n=12>2</table><script>const list = document.querySelector("ul"); list.append(...[...list.children].reverse()); list.firstElementChild.remove(); const p = document.querySelector("p"); const wrap = Object.assign(document.createElement("div")); wrap.dataset.made = ""; wrap.dataset.n = "99"; p.replaceWith(wrap); wrap.append(p); const rows = document.querySelector("tbody"); rows.append(rows.firstElementChild)</script><p data-n=13>g',
  'an element of its own that makes its content':
    '<!doctype html><body data-n=0><script>customElements.define("my-one", class extends HTMLElement { connectedCallback() { this.insertAdjacentHTML("afterbegin", "<b data-n=9 data-made>x</b>"); this.attachShadow({ mode: "open" }).innerHTML = "<slot data-n=8 data-made></slot>" } })</script><my-one data-n=1><p data-n=2>a</p></my-one><my-one data-n=3></my-one><template data-n=4><p data-n=5>b<i data-n=6>c</i></template><script>const { content } = document.querySelector("template"); const copy = document.importNode(content, true); for (const each of copy.querySelectorAll("*")) each.dataset.made = ""; document.body.append(copy)</script><p data-n=7>d',
  'a script that writes tags around the source':
    "<!doctype html><body data-n=0><p data-n=1>a</p><script>document.write('<div data-n=99 data-made><section data-n=98 data-made>')</script><p data-n=2>b<b data-n=3>c</b></p><ul data-n=4><li data-n=5>d<li data-n=6>e</ul><script>document.write('</section></div>')</script><p data-n=7>f</p><table data-n=8><tbody data-n=12><script>document.write('<tr data-n=97 data-made><td data-n=96 data-made></tr>')</script><tr data-n=10><td data-n=11>h</table>",
  'a script that writes a tag that stays open':
    "<!doctype html><body data-n=0><main data-n=1><p data-n=2>a<script>document.write('<b data-n=99 data-made>')</script><i data-n=3>b</i><p data-n=4>c<i data-n=5>d</i></main><u data-n=6>e</u><script>document.write('<div data-n=98 data-made><p data-n=97 data-made>')</script>f<p data-n=7>g<s data-n=8>h</s>",
  'a script that writes equal elements around and between equal ones':
    "<!doctype html><body data-n=0><p>a</p><script>document.write('<div data-n=99 data-made><p data-n=1 data-made>x</p>')</script><p data-n=1>x</p><p data-n=2>x</p><script>document.write('<p data-n=2 data-made>x</p></div>')</script><p data-n=2 class=a>x</p>",
  'the adoption agency, with more than eight elements and more than three alike':
    '<!doctype html><body data-n=0><b data-n=1><b data-n=2><b data-n=3><b data-n=4><b data-n=5><p data-n=6>a<i data-n=7><i data-n=8><i data-n=9><i data-n=10><div data-n=11>b</b></div><em data-n=12><em data-n=13><em data-n=14>c</em><p data-n=15>d</i></p></b><a data-n=16><s data-n=17><div data-n=18><a data-n=19>e</s></div><b data-n=20><div data-n=21><div data-n=22><div data-n=23><div data-n=24><div data-n=25><div data-n=26><div data-n=27><div data-n=28><div data-n=29><div data-n=30>f</b>',
  'formatting in tables that is put out and closed inside':
    '<!doctype html><body data-n=0><table data-n=1><b data-n=2><tr data-n=3><td data-n=4>a</b><i data-n=5>b</td></i>c<tr data-n=6><td data-n=7><table data-n=8><tr data-n=9><u data-n=10>d<td data-n=11></u>e</table></b>f</table><font data-n=12><table data-n=13><font data-n=14><font data-n=15></font><tr data-n=16></font>g</table>h</font>',
  'texts and comments in tables, with NUL and with spaces':
    '<!doctype html><body data-n=0><table data-n=1>\0 a\0 <!-- b --><tr data-n=2> c <td data-n=3>\0d\0</td>\n<!-- e -->\n</tr>\t<caption data-n=4>\0</caption><colgroup data-n=5> <col data-n=6> f <template data-n=7><tr data-n=8>\0</template></table><select data-n=9>\0<option data-n=10>\0g</select><svg data-n=11>\0<g data-n=12 a=\0 \0=b>\0</g></svg><p data-n=13>\0h',
  'forms that tables and templates break':
    '<!doctype html><body data-n=0><form data-n=1><table data-n=2><form data-n=3><tr data-n=4><td data-n=5><input data-n=6></form><td data-n=7><form data-n=8><input data-n=9></table><input data-n=10><template data-n=11><form data-n=12><form data-n=13><input data-n=14></form></template></form><table data-n=15><tr data-n=16><form data-n=17><td data-n=18><button data-n=19>a</button></form></table><div data-n=20></form><form data-n=21></div><p data-n=22></form>b',
  'tags that belong elsewhere and are left out':
    '<!doctype html><body data-n=0><p data-n=1><tr data-n=90><td data-n=91>a<caption data-n=92><tbody data-n=93>b<i data-n=2>c</i></p><col data-n=94><frame data-n=95><head data-n=96><b data-n=3>d</b><option data-n=4>e<optgroup data-n=5><option data-n=6>f</optgroup></option><frameset data-n=97><u data-n=7>g</u></tr></td></head><rb data-n=8>h<rp data-n=9>i',
  'declared shadow roots with all attributes, in any case':
    '<!doctype html><body data-n=0><div data-n=1><TEMPLATE SHADOWROOTMODE=OPEN shadowrootdelegatesfocus shadowrootclonable shadowrootserializable shadowrootcustomelementregistry><input data-n=2><slot data-n=3><p data-n=4>a</slot></TEMPLATE><template shadowrootmode=open data-n=5><b data-n=6>b</b></template>c</div><section data-n=7><h1 data-n=8>d<template shadowrootmode=" open" data-n=9><i data-n=10>e</i></template><template shadowrootmode=open><u data-n=11>f</u></template></h1></section><table data-n=12><tr data-n=13><td data-n=14><template shadowrootmode=open data-n=15><s data-n=16>g</s></template><div data-n=17><template shadowrootmode=open><table data-n=18><tr data-n=19><td data-n=20>h</table></template></div></table>',
  'declared shadow roots in each other, four deep, with slots that pass on':
    '<!doctype html><body data-n=0><x-a data-n=1><template shadowrootmode=open><x-b data-n=2><template shadowrootmode=open shadowrootdelegatesfocus><x-c data-n=3><template shadowrootmode=open shadowrootclonable><x-d data-n=4><template shadowrootmode=open><p data-n=5>a</p><slot data-n=6></slot></template><slot data-n=7></slot></x-d></template><slot data-n=8></slot></x-c></template><slot data-n=9></slot></x-b></template><b data-n=10>b</b></x-a><article data-n=11><template shadowrootmode=open><style data-n=12></style><article data-n=13><template shadowrootmode=open></template><i data-n=14>c</i></article></template></article>',
  'an element of its own that takes over its declared shadow root':
    "<!doctype html><body data-n=0><script>customElements.define('my-two', class extends HTMLElement { connectedCallback() { const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' }); const made = document.createElement('u'); made.dataset.n = '99'; made.dataset.made = ''; root.append(made) } })</script><my-two data-n=1><template shadowrootmode=open><p data-n=2>a</p></template><b data-n=3>b</b></my-two><my-two data-n=4 /><i data-n=5>c</i></my-two><my-three data-n=6 /><p data-n=7>d",
  'self-closing tags of HTML, SVG and MathML':
    '<!doctype html><body data-n=0><p data-n=1 /><i data-n=2 />a<b/data-n=3 />b</b></i><br data-n=4 /><svg data-n=5><g data-n=6 /><a data-n=7 /><title data-n=8 /><desc data-n=9 /><foreignObject data-n=10 /><style data-n=11 /><script data-n=12 /></svg><math data-n=13><mi data-n=14 /><mspace data-n=15 /></math><my-x data-n=16 /><u data-n=17>c</my-x><div/data-n=18>d',
  'HTML in foreignObject, desc and annotation-xml, by turns':
    "<!doctype html><body data-n=0><svg data-n=1><foreignObject data-n=2><table data-n=3><svg data-n=4><p data-n=5>a</svg><tr data-n=6><td data-n=7><svg data-n=8><desc data-n=9><ul data-n=10><li data-n=11>b</desc><title data-n=12><i data-n=13></title></svg></table><math data-n=14><annotation-xml data-n=15 encoding=TEXT/HTML><p data-n=16>c<svg data-n=17 /></annotation-xml><annotation-xml data-n=18 encoding='image/svg+xml'><svg data-n=19><g data-n=20 /></svg></annotation-xml></math></foreignObject></svg><svg data-n=21><b data-n=22>d</b><g data-n=23>e</svg>",
  'CDATA and processing instructions in and out of foreign content':
    "<!doctype html><body data-n=0><![CDATA[<p data-n=91>a]]><p data-n=1>b</p><?php echo '<p data-n=92>' ?><p data-n=2>c</p><svg data-n=3><![CDATA[<g data-n=93>]]]]><g data-n=4 /><?x ?><text data-n=5><![CDATA[]]>d</text></svg><math data-n=6><![CDATA[x]]><mi data-n=7><![CDATA[<b>]]></mi></math><%= x %><p data-n=8>e</%><!doctype x><p data-n=9>f",
  'comments that end early, late and oddly':
    '<!doctype html><body data-n=0><!--><p data-n=1>a</p><!---><p data-n=2>b</p><!----><p data-n=3>c</p><!--a--!><p data-n=4>d</p><!-- <!-- --><p data-n=5>e</p><!--- --- ---><p data-n=6>f</p><!--a-- ><p data-n=91>--><p data-n=7>g</p></!><!x><p data-n=8>h</p></><p data-n=9>i</p></-x><p data-n=10>j<!--\0\r\n--><p data-n=11>k',
  'attributes that are not closed, and names of odd characters':
    '<!doctype html><body data-n=0><p data-n=1 title=\'>a</p><p>b\' class=x>c</p><i data-n=2 a="b"c=\'d\'e=f g>d</i><b data-n=3 \'x="y" =z ==>e</b><u data-n=4 @click="a" :b=c #d v-on:e.f="g > h" [i]=j (k)=l *m=n>f</u><s data-n=5 é=ü 日本="語" 😀>g</s><q DATA-N=6 data-N=96 Data-n=97>h</q><em data-n=7\ntitle=\n\'a\'\n>i</em><p data-n=8 title="j>k',
  'entities without semicolons, and of two characters':
    '<!doctype html><body data-n=0><p data-n=1 title="&ampa&lt=b&copy;&notin;&notit;&not">&amp&lt;&copy2&notit;&acE;&#x1F600&#128512;&#0;&#xD800;&#x110000;<b data-n=2>&NotEqualTilde;&bogus;</b></p><p data-n=3 class=&lt;a&gt b=&#62>a&<b data-n=4>b</b>&#<i data-n=5>c</i>&#x<u data-n=6>d</u>&zwj;</p><a data-n=7 href="?a=1&copy=2&lt=3&region">e</a>',
  'headings, lists and definitions that end each other':
    '<!doctype html><body data-n=0><h1 data-n=1>a<h2 data-n=2>b</h1><dl data-n=3><dt data-n=4>c<dd data-n=5>d<div data-n=6><dd data-n=7>e</div><dt data-n=8><p data-n=9>f<dd data-n=10></dl><ol data-n=11><li data-n=12><p data-n=13>g<li data-n=14><address data-n=15><li data-n=16>h</address><li data-n=17></ol><ul data-n=18><ul data-n=19><li data-n=20>i</ul><p data-n=21><ul data-n=22></p><p data-n=23><hr data-n=24><p data-n=25><pre data-n=26>\nj</pre>',
  'paragraphs that every block ends': `<!doctype html><body data-n=0>${'article aside blockquote details dialog dir div fieldset figcaption figure footer header hgroup main menu nav search section summary form center listing'
    .split(' ')
    .map((name, at) => `<p data-n=${2 * at + 1}>a<${name} data-n=${2 * at + 2}>b</${name}>`)
    .join('')}`,
  'a page that ends in plain text, in a table':
    '<!doctype html><body data-n=0><table data-n=1><tr data-n=2><td data-n=3>a<plaintext data-n=4></table><p data-n=99>',
  'paragraphs that a set of frames puts out':
    '<!doctype html><p data-n=1>a<b data-n=2></b></p><frameset data-n=3><frame data-n=4><noframes data-n=5><p></noframes></frameset><p data-n=6>',
  'a set of frames that comes too late':
    '<!doctype html><body data-n=0><p data-n=1>a<frameset data-n=90><frame data-n=91></frameset><p data-n=2>b',
  'lists of options with buttons, groups and pictures':
    '<!doctype html><body data-n=0><select data-n=1><option data-n=5>b<optgroup data-n=6><option data-n=7>c<hr data-n=8></select><p data-n=10>d</p><datalist data-n=11><option data-n=12>e<option data-n=13></datalist><optgroup data-n=14><option data-n=15>f<optgroup data-n=16></optgroup>',
  'dialogs, popovers and details, open and closed':
    '<!doctype html><body data-n=0><dialog data-n=1 open><p data-n=2>a<form method=dialog data-n=3><button data-n=4 value=x>b</button></form></dialog><details data-n=5 open name=x><summary data-n=6>c<details data-n=7 name=x><summary data-n=8>d</summary></details></details><details data-n=9 open name=x><summary data-n=10>e</summary></details><div data-n=11 popover=auto><p data-n=12>f<div popover data-n=13><i data-n=14>g</div></div><button data-n=15 popovertarget=x>h</button>',
  'media, pictures and objects with what they fall back to':
    '<!doctype html><body data-n=0><object data-n=1><object data-n=2><p data-n=3>a<param data-n=4></object></object><picture data-n=5><source data-n=6 srcset=data:,><source data-n=7><img data-n=8 alt=b></picture><audio data-n=9><p data-n=10>c</audio><img data-n=11 usemap=#m><map name=m data-n=12><area data-n=13><p data-n=14></map><canvas data-n=15><button data-n=16>d</canvas><iframe data-n=17><p></iframe><embed data-n=18><ruby data-n=19>e<rp data-n=20>(<rt data-n=21>f</ruby><wbr data-n=22><bgsound data-n=23><basefont data-n=24>',
  'tags in capitals, in every content':
    '<!DOCTYPE HTML><HTML LANG=en><HEAD><TITLE DATA-N=1>A</TITLE><STYLE DATA-N=2>P { TOP: 1px }</STYLE></HEAD><BODY DATA-N=0><P DATA-N=3>B<SVG DATA-N=4><LINEARGRADIENT DATA-N=5 /><FOREIGNOBJECT DATA-N=6><P DATA-N=7>C</FOREIGNOBJECT></SVG><MATH DATA-N=8><MI DEFINITIONURL=x DATA-N=9>X</MI></MATH><TEMPLATE DATA-N=10><P DATA-N=11></TEMPLATE><MY-ONE DATA-N=12></MY-ONE><TEXTAREA DATA-N=13></TextArea><SCRIPT DATA-N=14></sCRIPT>',
  'a page of 480 elements in each other': `<!doctype html><body data-n=0>${Array.from({ length: 480 }, (_, at) => `<div${at % 50 === 0 ? ` data-n=${at + 1}` : ''}>`).join('')}a`,
  'astral characters and tabs before every tag':
    "<!doctype html><body data-n=0>\t😀\t<p data-n=1>𝒳\t<b\tdata-n=2\ttitle='😀\t'>😀</b>\t𠮷<i data-n=3>\u200D</i></p>👩\u200D👩\u200D👧\t<u data-n=4>e\u0301</u>\uFEFF<s data-n=5>\u2028\u2029</s><q data-n=6>\uD7FF\uE000</q>",
  'a head that a script has written into, and one that the parser makes':
    "<title data-n=1>a</title><script>document.write('<meta data-n=99 data-made><style data-n=98 data-made></style>')</script><meta data-n=2><link rel=icon href=data:, data-n=3>b<script>document.write('<p data-n=97 data-made>x')</script><p data-n=4>c<meta data-n=5>",
  'a script that changes attributes, names and texts while the page is read':
    "<!doctype html><body data-n=0><p data-n=1 class=a>x</p><script>for (const each of document.querySelectorAll('p')) { each.className = 'b'; each.title = 'c'; each.firstChild.data = 'y' }</script><p data-n=2 class=a>x</p><script>document.querySelector('p').remove()</script><p data-n=3 class=a>x</p>",
};

/** A page in various encodings and line ends. */
export const ENCODED: Readonly<Record<string, readonly [text: string, bytes: Buffer]>> = {
  'UTF-8 with a byte order mark': encoded('', text => Buffer.from(`\uFEFF${text}`)),
  'UTF-16LE': encoded('', text => Buffer.from(`\uFEFF${text}`, 'utf16le')),
  'UTF-16BE': encoded('', text => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()),
  'windows-1252': encoded('<meta charset=iso-8859-1>', text => Buffer.from(text, 'latin1')),
  'windows-1252 by another name, with letters that ISO-8859-1 lacks': encoded(
    '<meta charset=iso-8859-1>',
    text => Buffer.from(text.replaceAll('é', '\u0093'), 'latin1'),
    '“',
  ),
  Shift_JIS: encoded(
    '<meta http-equiv=content-type content="text/html; charset=shift_jis">',
    text =>
      Buffer.concat(
        text
          .split('é')
          .flatMap((part, at) => [...(at > 0 ? [Buffer.of(0x82, 0xa0)] : []), Buffer.from(part)]),
      ),
    'あ',
  ),
  'UTF-8 with a byte order mark, whatever else it says': encoded('<meta charset=windows-1251>', text =>
    Buffer.from(`\uFEFF${text}`),
  ),
  // Every letter is one byte here, whichever encoding of one byte for each the browser takes it for.
  'an encoding that nothing declares': encoded(
    '',
    text => Buffer.from(text.replaceAll('é', '\u00EF'), 'latin1'),
    'п',
  ),
  'CR LF': encoded('', text => Buffer.from(text.replaceAll('\n', '\r\n')), 'é', '\r\n'),
  'CR LF where the network cuts': cutAnywhere(),
  CR: encoded('', text => Buffer.from(text.replaceAll('\n', '\r')), 'é', '\r'),
  'all ends of lines, and other white space': encoded(
    '',
    text => Buffer.from(text),
    'é',
    '\r\n\r\r\n\n\f\u2028\u0085\v',
  ),
};

function cutAnywhere(): readonly [string, Buffer] {
  const paragraphs = Array.from({ length: 9 }, (_, at) => `<p data-n=${at + 1}>${'\r\n'.repeat(9_000 + at)}`);
  const text = `<!doctype html>\r\n<body data-n=0>a${paragraphs.join('b')}`;
  return [text, Buffer.from(text)];
}

function encoded(
  meta: string,
  bytes: (text: string) => Buffer,
  letter = 'é',
  end = '\n',
): readonly [string, Buffer] {
  const plain = `<!doctype html>\n<html>\n<head>${meta}\n<title data-n=1>é</title>\n</head>\n<body data-n=2>é\n<p data-n=3\n title="é\né"\n>é<b data-n=4>é</b>\n\n<pre data-n=5>\n\n<i data-n=6>é</i></pre>\n<textarea data-n=7>\né</textarea><svg data-n=8>é<g data-n=9 /></svg>\n`;
  return [
    plain.replaceAll('é', letter).replaceAll('\n', end),
    bytes(end.length > 2 ? plain.replaceAll('\n', end) : plain),
  ];
}
