import { change, type Class, type Member, word } from './site';

/** Text that a script copies, held by something other than a template. */
export const STAMPED: Class = {
  'a script of another type': word(
    '',
    '<script type="text/template" id="a"><b>old</b></script><i id="out"></i><script>out.innerHTML = a.text</script>',
  ),
  'a noscript that is read': word(
    '',
    '<noscript id="a"><b>old</b></noscript><i id="out"></i><script>out.innerHTML = a.textContent</script>',
  ),
  'a comment': word(
    '',
    '<div id="a"><!-- <b>old</b> --></div><i id="out"></i><script>out.innerHTML = [...a.childNodes].find(n => n.nodeType === 8).data</script>',
  ),
  'a text area': word(
    '',
    '<textarea id="a" hidden><b>old</b></textarea><i id="out"></i><script>out.innerHTML = a.value</script>',
  ),
  'a fragment of a string': word(
    '',
    '<template id="a"><b>old</b></template><i id="out"></i><script>out.append(document.createRange().createContextualFragment(a.innerHTML))</script>',
  ),
  'a parser of the whole page': word(
    '',
    '<b>old</b><i id="out"></i><script>out.textContent = new DOMParser().parseFromString(document.documentElement.outerHTML, "text/html").querySelector("b").textContent</script>',
  ),
  'a node of JSON': word(
    '<script type="application/json" id="a">{ "word": "old" }</script>',
    '<i id="out"></i><script>out.textContent = JSON.parse(a.textContent).word</script>',
  ),
};

const counted = (how: string): Member =>
  change(
    `<form id="f"><div id="a"><p class="slide">1</p><input></div></form><i id="out"></i><script>${how}</script>`,
    `<form id="f"><div id="a"><p class="slide">1</p><input><p class="slide">2</p><input></div></form><i id="out"></i><script>${how}</script>`,
  );

/** Things that a script counts, in several ways. */
export const COUNTED: Class = {
  'a live collection': counted('out.textContent = document.getElementsByClassName("slide").length'),
  'fields of a form': counted('out.textContent = f.elements.length'),
  'fields by the form’s length': counted('out.textContent = f.length'),
  'data of a form': counted(
    'document.querySelectorAll("input").forEach((x, n) => x.name = "n" + n); out.textContent = [...new FormData(f)].length',
  ),
  'an XPath': counted(
    'out.textContent = document.evaluate("count(//p)", document, null, 1, null).numberValue',
  ),
  'the last element': counted('a.lastElementChild.title = "last"'),
  'a selector of position': counted('document.querySelector(".slide:last-of-type").title = "last"'),
  'a relational selector': counted(
    'out.textContent = document.querySelectorAll("#a:has(.slide + input + .slide)").length',
  ),
  'an iterator': counted(
    'const w = document.createNodeIterator(a, 1); let n = 0; while (w.nextNode()) n++; out.textContent = n',
  ),
  'all elements': counted('out.textContent = document.all.length'),
  'elements by namespace': counted('out.textContent = document.getElementsByTagNameNS("*", "p").length'),
  'compared positions': counted(
    'out.textContent = a.contains(document.querySelector("p")) + document.querySelectorAll("#a > *").length',
  ),
  'elements seen on the screen': counted(
    'new IntersectionObserver(es => es.forEach(e => e.target.title = e.isIntersecting)).observe(document.querySelector("p")); document.querySelectorAll("p").forEach(p => p.lang = "de")',
  ),
};

/** Scripts that answer changes of the page. */
export const ANSWERED: Class = {
  'elements that an observer marks': change(
    '<ul id="a"><li>1</li></ul><script>new MutationObserver(rs => rs.forEach(r => r.addedNodes.forEach(n => { if (n.nodeType === 1) n.title = "seen" }))).observe(a, { childList: true })</script>',
    '<ul id="a"><li>1</li><li>2</li></ul><script>new MutationObserver(rs => rs.forEach(r => r.addedNodes.forEach(n => { if (n.nodeType === 1) n.title = "seen" }))).observe(a, { childList: true })</script>',
  ),
  'a count that an observer keeps': change(
    '<ul id="a"><li>1</li></ul><i id="out"></i><script>let n = 0; new MutationObserver(() => out.textContent = ++n).observe(a, { childList: true })</script>',
    '<ul id="a"><li>1</li><li>2</li></ul><i id="out"></i><script>let n = 0; new MutationObserver(() => out.textContent = ++n).observe(a, { childList: true })</script>',
  ),
  'an attribute that an observer answers': word(
    '',
    '<p id="a" title="old">x</p><i id="out"></i><script>let n = 0; new MutationObserver(() => out.textContent = ++n).observe(a, { attributes: true })</script>',
  ),
  'a text that an observer answers': word(
    '',
    '<p id="a">old</p><i id="out"></i><script>let n = 0; new MutationObserver(() => out.textContent = ++n).observe(a, { characterData: true, subtree: true })</script>',
  ),
  'an old mutation event': change(
    '<ul id="a"><li>1</li></ul><script>a.addEventListener("DOMNodeInserted", e => e.target.title = "seen")</script>',
    '<ul id="a"><li>1</li><li>2</li></ul><script>a.addEventListener("DOMNodeInserted", e => e.target.title = "seen")</script>',
  ),
  'a page with an observer that does nothing': change(
    '<ul id="a"><li>1</li></ul><script>new MutationObserver(() => 1).observe(a, { childList: true, subtree: true })</script>',
    '<ul id="a"><li>1</li><li>2</li></ul><script>new MutationObserver(() => 1).observe(a, { childList: true, subtree: true })</script>',
    true,
  ),
};
