import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { findInjection } from '../../../src/server/html/injection';

const TAG = '<script src="/__porthole/page.js" data-document="id"></script>';

function inject(html: string, type = 'text/html'): string {
  const bytes = Buffer.from(html);
  const found = findInjection(bytes, true, type, 'id', '/');
  if (found === 'more' || found === 'none') return found;
  return Buffer.concat([bytes.subarray(0, found.offset), found.tag, bytes.subarray(found.offset)]).toString();
}

type Node = DefaultTreeAdapterTypes.ChildNode;

/** The tree as a browser would build it: without places, without the page script, attributes in order. */
function shape(html: string): unknown {
  const visit = (node: Node): unknown => {
    const kids = 'childNodes' in node ? node.childNodes.map(visit).filter(Boolean) : [];
    if ('value' in node) return node.value;
    if ('data' in node) return `<!--${node.data}-->`;
    if (!('tagName' in node)) return node.nodeName;
    const isOurs = node.tagName === 'script' && node.attrs.some(a => a.value === '/__porthole/page.js');
    return isOurs ? undefined : [node.tagName, node.attrs.map(a => `${a.name}=${a.value}`), kids];
  };
  const document = parse(html);
  return { mode: document.mode, tree: document.childNodes.map(visit) };
}

describe('where the page script goes', () => {
  const cases: readonly (readonly [what: string, html: string, expected: string])[] = [
    ['right after <head>', '<html><head><title>x</title>', `<html><head>${TAG}<title>x</title>`],
    ['after a lower-case doctype without tags', '<!doctype html>\nhello', `<!doctype html>\n${TAG}hello`],
    ['before a body when there is no head', '<html><body>x', `<html>${TAG}<body>x`],
    [
      'not into a comment that mentions <head>',
      '<!-- <head> --><head><title>x',
      `<!-- <head> --><head>${TAG}<title>x`,
    ],
    ['not after <header>', '<header>x</header>', `${TAG}<header>x</header>`],
    ['after <head> with attributes and odd case', '<HEAD lang="a>b">x', `<HEAD lang="a>b">${TAG}x`],
    ['before a frameset', '<html><frameset><frame></frameset>', `<html>${TAG}<frameset><frame></frameset>`],
    [
      'before a template that holds a head',
      '<template><head></template>',
      `${TAG}<template><head></template>`,
    ],
    [
      'before a script whose text has tags',
      '<script>var s="<head><body>"</script>',
      `${TAG}<script>var s="<head><body>"</script>`,
    ],
    ['at the end of nothing', '', TAG],
    ['after a stray end tag that the parser drops', '</p><p>x', `</p>${TAG}<p>x`],
    ['on the line of an existing tag', '<html>\n<head>\n<title>x', `<html>\n<head>${TAG}\n<title>x`],
  ];
  for (const [what, html, expected] of cases) it(what, () => assert.equal(inject(html), expected));

  it('leaves a byte order mark first, and speaks UTF-16 where the document does', () => {
    const utf8 = Buffer.from('\ufeff<head>x');
    assert.deepEqual((findInjection(utf8, true, 'text/html', 'id', '/') as { offset: number }).offset, 3 + 6);
    const little = Buffer.from('\ufeff<head>x', 'utf16le');
    const found = findInjection(little, true, 'text/html', 'id', '/');
    assert.ok(typeof found === 'object');
    assert.equal(found.offset, 2 + 12);
    assert.equal(found.tag.toString('utf16le'), TAG);
    const big = Buffer.from(little).swap16();
    const wide = findInjection(big, true, 'text/html', 'id', '/');
    assert.ok(typeof wide === 'object');
    assert.equal(Buffer.from(wide.tag).swap16().toString('utf16le'), TAG);
  });

  it('keeps XHTML well-formed, with the prefix that the document uses, or stays out', () => {
    const type = 'application/xhtml+xml';
    const xml = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>';
    assert.equal(inject(`${xml}<title/></head></html>`, type), `${xml}${TAG}<title/></head></html>`);
    const prefixed = '<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head>';
    assert.match(
      inject(`${prefixed}<h:title/></h:head></h:html>`, type),
      /<h:head><h:script [^>]*><\/h:script>/,
    );
    assert.equal(inject('<!DOCTYPE html [<!ENTITY a "<head>">]><html/>', type), 'none');
    assert.equal(inject('<svg xmlns="http://www.w3.org/2000/svg"/>', type), 'none');
  });

  it('waits for more when the place lies beyond what was read', () => {
    assert.equal(findInjection(Buffer.from('<!-- a long comment'), false, 'text/html', 'id', '/'), 'more');
  });

  it('changes nothing else that a browser builds, for any document', () => {
    const piece = fc.constantFrom(
      '<!doctype html>',
      '<html lang="de">',
      '<head>',
      '</head>',
      '<body class="x">',
      '</body>',
      '</html>',
      '<header>',
      '<p>',
      '</p>',
      'text',
      ' ',
      '\n',
      '<!-- <head> -->',
      '<script>"<body>"</script>',
      '<title>t</title>',
      '<meta charset=utf-8>',
      '<template><b>',
      '</template>',
      '<frameset>',
      '<table><tr><td>',
      '</br>',
      '<svg><title>x</title></svg>',
      '<link rel=x href=y>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const html = pieces.join('');
        assert.deepEqual(shape(inject(html)), shape(html));
        assert.equal(inject(html).replace(TAG, ''), html);
      }),
      { numRuns: 2000 },
    );
  });
});
