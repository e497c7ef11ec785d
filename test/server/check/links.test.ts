import assert from 'node:assert/strict';
import { readMarkup } from '../../../src/server/check/html';
import { isLostFragment, linksOf } from '../../../src/server/check/links';
import { leadingTo, renamed, withFragment } from '../../../src/server/check/renamed';
import { readStyles } from '../../../src/server/check/styles';
import { Slices } from '../../../src/server/routes/slices';

/** Paths that the markup names, as a document at this address. */
async function namedBy(markup: string, path = '/docs/a.html'): Promise<string[]> {
  const read = await readMarkup(`<!doctype html>${markup}`, new Slices());
  return (await linksOf(read, path, new Slices())).map(
    ({ target }) => `${target.path}${target.fragment === undefined ? '' : `#${target.fragment}`}`,
  );
}

describe('the addresses that a document names', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['<a href="b.html">', ['/docs/b.html']],
    ['<a href="../b%20c.html?d=e#f">', ['/b%20c.html?d=e#f']],
    ['<a href="#top">', ['/docs/a.html#top']],
    ['<a href="https://example.org/a">', []],
    ['<a href="//example.org/a">', []],
    ['<a href="mailto:a@example.org"><a href="javascript:void 0"><a href="data:,a">', []],
    ['<a href="{{ url }}"><a href="<%= url %>"><img src="${a}">', []],
    ['<link href="%PUBLIC_URL%/a.css"><a href="%BASE_URL%a"><img src="%sveltekit.assets%/a.png">', []],
    ['<a href="{url}"><a href="#{a}"><a href="@{/a}"><a href="%url%">', []],
    ['<a href="%C3%A4%C3%A4"><a href="50%">', ['/docs/%C3%A4%C3%A4', '/docs/50%']],
    [
      '<a href="b.html#a%b c"><a href="#%C3%A4\n"><a href="#é">',
      ['/docs/b.html#a%b c', '/docs/a.html#ä', '/docs/a.html#é'],
    ],
    ['<a href="">', []],
    ['<a href=" b.html ">', ['/docs/b.html']],
    [
      '<img src="/a.png" srcset="b.png 1x, /c.png 2x,d.png">',
      ['/a.png', '/docs/b.png', '/c.png', '/docs/d.png'],
    ],
    ['<img srcset="data:image/png;base64,AA== 1x, b.png 2x">', ['/docs/b.png']],
    [
      '<img srcset="a.png, b.png 2x,\n ,c,d.png,, e.png (1,2)x , f.png">',
      ['/docs/a.png', '/docs/b.png', '/docs/c,d.png', '/docs/e.png', '/docs/f.png'],
    ],
    ['<img srcset=",, "><img srcset="a.png (1x, b.png">', ['/docs/a.png']],
    [
      '<form method="post"><button formaction="send"></button><input formaction="get" formmethod="get"></form><button formaction="find">',
      ['/docs/get', '/docs/find'],
    ],
    ['<button form="a" formaction="send"></button><form method="dialog" action="x"></form>', []],
    ['<svg><image href="a.png"/></svg><math><mi href="b.html">', ['/docs/a.png', '/docs/b.html']],
    [
      '<track src="t.vtt"><embed src="e.pdf"><iframe src="f.html"></iframe><input src="i.png">',
      ['/docs/t.vtt', '/docs/e.pdf', '/docs/f.html', '/docs/i.png'],
    ],
    ['<a href="a&amp;b.html?c&copy=1">', ['/docs/a&b.html?c&copy=1']],
    ['<a href="?d=1"><a href="./"><a href="..">', ['/docs/a.html?d=1', '/docs/', '/']],
    ['<a href="http://porthole.invalid:99999/"><a href="http://[">', []],
    ['<base href="http://["><a href="b.html">', ['/docs/b.html']],
    ['<base target="_top"><base href="/x/"><base href="/y/"><a href="b.html">', ['/x/b.html']],
    [
      '<video poster="p.jpg"><source src="v.mp4"></video><object data="o.svg"></object>',
      ['/docs/p.jpg', '/docs/v.mp4', '/docs/o.svg'],
    ],
    ['<form action="send" method="post"></form><form action="find"></form>', ['/docs/find']],
    ['<style>a { background: url( "a.png" ) } /* url(b.png) */</style>', ['/docs/a.png']],
    ['<style>a { background: url(a.png)', []],
    ['<p style="background: url(\'a.png\')">', ['/docs/a.png']],
    ['<p style="background: url(&quot;a.png&quot;), url(b.png)">', ['/docs/a.png', '/docs/b.png']],
    ['<link rel="preload" as="image" imagesrcset="a.png 1x, b.png 2x">', ['/docs/a.png', '/docs/b.png']],
    [
      '<body background="a.png"><table background="b.png"><td background="c.png">',
      ['/docs/a.png', '/docs/b.png', '/docs/c.png'],
    ],
    ['<img longdesc="a.html#b">', ['/docs/a.html#b']],
    ['<meta http-equiv="Refresh" content="5; URL=b.html">', ['/docs/b.html']],
    ['<meta http-equiv="refresh" content="0,url = \'b.html\' c">', ['/docs/b.html']],
    ['<meta http-equiv="refresh" content="0 b.html">', ['/docs/b.html']],
    [
      '<meta http-equiv="refresh" content="5"><meta http-equiv="refresh" content="5; url="><meta name="a" content="0; b">',
      [],
    ],
    ['<p background="a" src="b" data="c" action="d" poster="e" srcset="f">', []],
    ['<a-b href="c" src="d" data="e"></a-b>', []],
    ['<base href="/other/"><a href="b.html">', ['/other/b.html']],
    ['<base href="https://example.org/"><a href="b.html">', []],
    ['<template><img src="a.png"></template>', []],
    [
      '<p><template shadowrootmode="open"><img src="a.png"><template><img src="b.png"></template><i></i></template><img src="c.png">',
      ['/docs/a.png', '/docs/c.png'],
    ],
    ['<template><p><template shadowrootmode="open"><img src="a.png"></template></template>', []],
    ['<svg><use xlink:href="icons.svg#a"/></svg>', ['/docs/icons.svg#a']],
  ];
  for (const [markup, named] of cases) it(markup, async () => assert.deepEqual(await namedBy(markup), named));
});

describe('the addresses that a style sheet names', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['@import "b.css"; @import url(c.css) screen;', ['b.css', 'c.css']],
    ['@import"b.css"; @IMPORT \'c.css\';', ['b.css', 'c.css']],
    ['i { background: image-set("b.png" 1x, url(c.png) type("image/png") 2x) }', ['b.png', 'c.png']],
    ["i { background: -webkit-image-set(url('b.png') 1x); content: 'c.png' }", ['b.png']],
    ['@namespace svg url(http://www.w3.org/2000/svg);', []],
    ['a { content: "url(x.png)"; background: url(y.png) }', ['y.png']],
    ["@font-face { src: url('a.woff2') format('woff2'), url(b.woff) }", ['a.woff2', 'b.woff']],
    ['a { background: url(data:image/png;base64,AA==) url() url(a\\)b.png) }', []],
    ['/* url(a.png) */ a { mask: url(#b) }', ['#b']],
  ];
  for (const [css, named] of cases)
    it(css, async () => {
      const { references } = await readStyles(css, new Slices());
      assert.deepEqual(
        references.map(({ value }) => value),
        named,
      );
      for (const { value, range } of references)
        assert.ok(css.slice(range.start, range.end).includes(value), css);
    });
});

describe('a fragment', () => {
  const targets = new Set(['a', 'b', 'ü c', 'd%20e']);
  for (const fragment of [undefined, '', 'top', 'TOP', 'a', 'b', 'ü c', 'd e', '/route', '!old', ':~:text=a'])
    it(`${String(fragment)} leads somewhere`, () => assert.ok(!isLostFragment(fragment, { targets })));
  for (const fragment of ['A', 'c', 'a b'])
    it(`${fragment} leads nowhere`, () => {
      assert.ok(isLostFragment(fragment, { targets }));
      // Of a document that was not read to its end, nothing is known.
      assert.ok(!isLostFragment(fragment, { targets: undefined }));
    });
  it('leads to an id, and to the name of a link', async () => {
    const text = '<!doctype html><p id="a"><a name="b"></a><p id="ü c"><p id="d%20e">';
    assert.deepEqual((await readMarkup(text, new Slices())).targets, targets);
  });
});

describe('an address with another name', () => {
  const cases: readonly (readonly [
    text: string,
    written: string,
    end: string,
    changed: string | undefined,
  ])[] = [
    ['src="../Img/Logo.png?a"', '../Img/Logo.png?a', 'img/logo.png', 'src="../img/logo.png?a"'],
    ['src="/Img/a/b.png"', '/Img/a/b.png', 'img/a/b.png', 'src="/img/a/b.png"'],
    ['href="a/b/"', 'a/b/', 'c/d', 'href="c/d"'],
    ['src="../b.png"', '../b.png', 'a/b.png', undefined],
    ['src="b.png"', 'b.png', 'a/b.png', undefined],
    ['href="ref"', 'ref', 'file.html', 'href="file.html"'],
    ['data="a"', 'a', 'b', 'data="b"'],
    ['src=s', 's', 't.png', 'src=t.png'],
    ["href = 'h?q=1&amp;r=2#h'", 'h?q=1&r=2#h', "it's.html", "href = 'it%27s.html?q=1&amp;r=2#h'"],
    ['srcset="a-b.png 1x, b.png 2x"', 'b.png', 'c.png', 'srcset="a-b.png 1x, c.png 2x"'],
    ['srcset="x/b.png,b.png"', 'b.png', 'c.png', 'srcset="x/b.png,c.png"'],
    ['srcset="b.png 1x,\n  b.png.png 2x"', 'b.png.png', 'c', 'srcset="b.png 1x,\n  c 2x"'],
    ['href="../Docs/a b.html"', '../Docs/a b.html', 'c d.html', 'href="../Docs/c%20d.html"'],
    ['href="docs/"', 'docs/', 'doc', 'href="doc"'],
    ['url(u)', 'u', 'v', 'url(v)'],
    ['url( "r.png" )', 'r.png', 'a(1).png', 'url( "a%281%29.png" )'],
    ['@import "import"', 'import', 'b.css', '@import "b.css"'],
    ['href="a&amp;b.html"', 'a&b.html', 'c.html', undefined],
    ['href="?x"', '?x', 'c.html', undefined],
    ['href="$&"', '$&', '$1', 'href="%241"'],
  ];
  for (const [text, written, end, changed] of cases)
    it(`${text}, ${end}: ${changed ?? 'no change'}`, () =>
      assert.equal(renamed(text, written, end.split('/')), changed));

  it('is named from where the link stands', () => {
    for (const [written, end, leading] of [
      ['about/indx.html#a', 'index.html', 'about/index.html'],
      ['../Img/a b.png', 'img/a b.png', '../img/a b.png'],
      ['/a.htm', 'a.html', '/a.html'],
      ['../a.png', 'img/a.png', 'img/a.png'],
    ] as const)
      assert.equal(leadingTo(written, end.split('/')), leading);
  });
});

describe('an address with another fragment', () => {
  const cases: readonly (readonly [
    text: string,
    written: string,
    id: string,
    changed: string | undefined,
  ])[] = [
    ['href="#tpo"', '#tpo', 'top', 'href="#top"'],
    ["href='b.html?c=1#d '", 'b.html?c=1#d', 'é', "href='b.html?c=1#%C3%A9 '"],
    ['href=#a', '#a', "it's", 'href=#it%27s'],
    ['href="#a#a"', '#a#a', 'b', 'href="#b"'],
    ['href="#a&amp;b"', '#a&b', 'c', undefined],
  ];
  for (const [text, written, id, changed] of cases)
    it(`${text}, ${id}: ${changed ?? 'no change'}`, () =>
      assert.equal(withFragment(text, written, id), changed));
});
