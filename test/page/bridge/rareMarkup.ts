import { clobbered } from '../poison';

/** Numbers the start tags of a text that have `data-n` without a value. */
function numberedTags(text: string): string {
  let number = 0;
  return text.replaceAll(/ data-n(?=[\s/>])/g, () => ` data-n=${++number}`);
}

/** As `PAGES`: markup that few pages have. Each ` data-n` gets a number of its own. */
const ROWS: Readonly<Record<string, string>> = {
  'comments and instructions before the doctype':
    '<!-- a --><!--[if IE]><html data-n=99><![endif]-->\n<!doctype html><!-- b --><html data-n><!-- c --><head data-n><!-- d --></head><!-- e --><body data-n>f</body><!-- g --></html><!-- h -->',
  'a declaration of XML before the doctype':
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" data-n><head><title data-n>a</title></head><body data-n><p data-n>b<br data-n /></p></body></html>',
  'conditional comments of all kinds':
    '<!doctype html><!--[if lt IE 7]><html class=ie6 data-n=99><![endif]--><!--[if gt IE 8]><!--><html class=no-ie data-n><!--<![endif]--><head><!--[if !mso]><!--><meta data-n><!--<![endif]--><body data-n><![if !IE]><p data-n>a</p><![endif]><!--[if mso]><table><tr><td><![endif]--><div data-n>b</div><!--[if mso]></td></tr></table><![endif]--><!--[if (gte mso 9)|(IE)]><p data-n=98><![endif]--><i data-n>c',
  'a template of SVG, and templates in SVG and MathML':
    '<!doctype html><body data-n><svg data-n><template data-n><g data-n></g></template><foreignObject data-n><template data-n><p data-n>a</p></template></foreignObject></svg><math data-n><template data-n><mi data-n>x</mi></template><mtext data-n><template data-n><b data-n>b</b></template></mtext></math><template data-n><svg data-n><circle data-n /></svg></template><svg data-n><template shadowrootmode=open data-n><rect data-n /></template></svg>',
  'shadow roots in tables, lists, captions and buttons':
    '<!doctype html><body data-n><table data-n><caption data-n><div data-n><template shadowrootmode=open><p data-n>a<slot data-n></slot></template><b data-n>b</b></div></caption><tr data-n><td data-n><span data-n><template shadowrootmode=open><table data-n><tr data-n><td data-n><span data-n><template shadowrootmode=open><tr data-n=99><td data-n=98><i data-n>c</i></template></span></table></template>d</span></table><button data-n><span data-n><template shadowrootmode=open><button data-n>e</template></span></button><select data-n><option data-n>f</select>',
  'shadow roots whose tags are left open':
    '<!doctype html><body data-n><div data-n><template shadowrootmode=open><p data-n>a<b data-n>b<div data-n>c</template><p data-n>d</div><section data-n><template shadowrootmode=open><table data-n><i data-n>e<tr data-n><td data-n>f</template><u data-n>g</section><article data-n><template shadowrootmode=open><svg data-n><p data-n>h<math data-n><mi data-n>i</template></article><p data-n>j',
  'foster parents with scripts between':
    '<!doctype html><body data-n><table data-n><script data-n>0</script><p data-n>a<script data-n>1</script><tr data-n><b data-n>b<td data-n><script data-n>2</script>c<table data-n><style data-n></style><i data-n>d<tr data-n><script data-n>3</script><td data-n>e</table></td><div data-n>f<script data-n>4</script></div></table>g',
  'a table that a script moves while it is parsed':
    '<!doctype html><body data-n><div data-n id=to></div><table data-n><tr data-n><td data-n>a<script data-n>to.append(document.querySelector("table"))</script></td></tr><p data-n>b<tr data-n><td data-n>c</table><p data-n>d',
  'an element that a script takes out while it is parsed':
    '<!doctype html><body data-n><p data-n>a</p><main data-n><p data-n>b</p><script data-n>document.querySelector("main").remove()</script><p data-n=99>c</p></main><p data-n>d</p><section data-n><script>const kept = document.querySelector("section"); kept.replaceWith(...kept.childNodes)</script><i data-n=98>e</i></section><u data-n>f',
  'a script that moves the element it stands in':
    '<!doctype html><body data-n><header data-n></header><main data-n><p data-n>a</p><script data-n>document.querySelector("header").append(document.querySelector("main"))</script><p data-n>b</p><b data-n>c</b></main><p data-n>d</p><script data-n>document.body.prepend(document.body.lastElementChild.previousElementSibling)</script><p data-n>e',
  'a script that empties what is open':
    '<!doctype html><body data-n><main data-n><p>a</p><section data-n=99><script>document.querySelector("main").textContent = ""</script><p data-n=98>b</p></section><p data-n>c</p></main><p data-n>d</p><script>document.body.insertAdjacentHTML("afterbegin", "<p data-n=97 data-made>e</p>")</script><p data-n>f',
  'written tags in pieces, in nested writes and by scripts of SVG':
    "<!doctype html><body data-n><p data-n>a</p><script>document.write('<p da'); document.write('ta-n=99 data-ma'); document.writeln('de>b</p>')</script><p data-n>c</p><script>document.write('<script>document.write(\"<i data-n=98 data-made>d</i>\")<' + '/script><b data-n=97 data-made>e</b>')</script><i data-n>f</i><svg data-n><script>document.write('\\x3cg data-n=96 data-made>\\x3c/g>')</script><g data-n /></svg><b data-n>g",
  'a script that opens and closes the document in vain':
    '<!doctype html><body data-n><p data-n>a</p><script>document.open(); document.close(); document.write("<p data-n=99 data-made>b</p>")</script><p data-n>c',
  'a select whose button shows what is chosen':
    '<!doctype html><style>select, ::picker(select) { appearance: base-select }</style><body data-n><p data-n>a</p><select data-n><option data-n>c</option><option data-n selected>d</option></select><p data-n>e',
  'attributes twice, hundreds, and very long': `<!doctype html><body data-n><p data-n class=a CLASS=b class=c id=x ID=y title=1 title=2>a</p><p data-n ${Array.from({ length: 400 }, (_, at) => `data-a${at}="${at}"`).join(' ')} ${Array.from({ length: 400 }, (_, at) => `data-a${at}=again`).join(' ')}>b</p><p data-n title="${'&amp;&lt;&#x1F600;<>'.repeat(5_000)}">c</p><p data-n ${'x'.repeat(70_000)}=1>d</p><b data-n>e`,
  'texts of more than 65,536 characters': `<!doctype html><body data-n><p data-n>${'text '.repeat(40_000)}<b data-n>b</b>${'😀'.repeat(80_000)}<i data-n>c</i></p><pre data-n>\n${'line\n'.repeat(30_000)}</pre><!-- ${'c'.repeat(200_000)} --><p data-n>d`,
  'a line of tabs, wide and combined characters before each tag': `<!doctype html><body data-n>${['\t', '😀', 'e\u0301', '\u200B', '👨\u200D👩\u200D👧', '\u202E', 'ﷺ', '\uD800\uDC00', '가', 'ｱ'].map(each => `${each.repeat(50)}<b data-n>${each}</b>`).join('')}`,
  'tags that are never closed, of many kinds':
    '<!doctype html><body data-n><div data-n><span data-n><a data-n href=x>a<ul data-n><li data-n><b data-n><table data-n><tr data-n><td data-n><form data-n><label data-n><input data-n><button data-n><fieldset data-n><legend data-n>b<textarea data-n>c',
  'end tags that close nothing or much':
    '<!doctype html><body data-n><p data-n>a</div></span></p></p><div data-n><section data-n><b data-n>b</div>c</section></b></b><i data-n>d</i></h1><h2 data-n>e</h3></br></p><ul data-n></li><li data-n>f</ul></ul></body></html></body><u data-n>g</table></td></tr></svg><s data-n>h',
  'frames of a page that has frames':
    '<!doctype html><body data-n><iframe data-n srcdoc="<!doctype html><p data-n=99>a</p><iframe srcdoc=\'<p data-n=98>\'></iframe>"></iframe><iframe data-n src="about:blank"></iframe><object data-n type="text/html" data="data:text/html,<p data-n=97>"><p data-n>b</p></object><embed data-n type="text/html" src="data:text/html,c"><p data-n>d',
  'entities in every attribute':
    '<!doctype html><body data-n><a data-n href="?a=1&amp;b=2&copy=3&lt;&#62;&#0;&#x80;&notanentity;&amp" title=\'&quot;&apos;&#39;"\' data-x=&lt;p&gt;&amp;>&lt;p data-n=99&gt;</a><p data-n class="a&#32;b&Tab;c&NewLine;d" data-y="&#xA;&#13;\n">e</p><i data-n title="&lt;!-- --&gt;">f</i><b data-n data-z="&ngE;&bne;">g',
  'elements that scripts name by attributes of the document': `<!doctype html><body data-n><p data-n>a</p>${clobbered().replace('<img name="readyState" alt="">', '')}<p data-n>b<b data-n>c</b></p>`,
  'white space and nothing around the root':
    '\n\n  \t<!doctype html>\r\n\r\n  <html data-n>\n\n <head data-n>\n\n</head>\n\n <body data-n>\n\n <p data-n>a</p>\n\n</body>\n\n</html>\n\n  ',
  'a page of one letter and a tag': 'a<p data-n>',
  'headings and regions of new names':
    '<!doctype html><body data-n><hgroup data-n><p data-n>a<h1 data-n>b</h1></hgroup><search data-n><p data-n>c<search data-n>d</search></search><menu data-n><menuitem data-n>e</menuitem></menu><p data-n>f<geolocation data-n></geolocation><fencedframe data-n></fencedframe><p data-n>g<nav data-n>h</nav></p><slot data-n><p data-n>i</slot><output data-n>j<meter data-n></meter><progress data-n></progress>',
  'ruby with all of its parts':
    '<!doctype html><body data-n><ruby data-n>a<rb data-n>b<rt data-n>c<rp data-n>d<rtc data-n>e<rt data-n>f<rp data-n>g</ruby><ruby data-n><rbc data-n><rb data-n>h</rbc><rtc data-n><rt data-n>i</rtc></ruby><p data-n><ruby data-n>j<p data-n>k<rt data-n>l</ruby>',
  'formatting around and in tables, forms and lists':
    '<!doctype html><body data-n><b data-n><i data-n><table data-n><tr data-n><td data-n>a</b>b</i><u data-n>c</table>d</u></b><a data-n><form data-n><a data-n><ul data-n><li data-n>e</a>f<li data-n>g</a></ul></form><small data-n><p data-n>h</small>i<p data-n>j<big data-n><tt data-n><strike data-n><div data-n>k</tt>l</div></big>m',
  'scripts of all types':
    '<!doctype html><script type=importmap data-n>{}</script><script type=speculationrules data-n>{}</script><script type=text/template data-n><p data-n=99></p></script><script type=module data-n>export {}</script><script nomodule data-n>0</script><script language=vbscript data-n>x</script><body data-n><script async src="data:text/javascript,0" data-n></script><script defer src="data:text/javascript,0" data-n></script><p data-n>a',
};

export const RARE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ROWS).map(([name, text]) => [name, numberedTags(text)]),
);
