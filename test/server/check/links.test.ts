import assert from 'node:assert/strict';
import { readMarkup } from '../../../src/server/check/html';
import { isLostFragment, targetsOf } from '../../../src/server/check/links';
import { readStyles } from '../../../src/server/check/styles';

/** Paths that the markup names, as a document at this address. */
function namedBy(markup: string, path = '/docs/a.html'): string[] {
  const read = readMarkup(`<!doctype html>${markup}`);
  return read.references.flatMap(reference =>
    targetsOf(reference, path, read).map(
      target => `${target.path}${target.fragment === undefined ? '' : `#${target.fragment}`}`,
    ),
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
    ['<a href="">', []],
    ['<a href=" b.html ">', ['/docs/b.html']],
    [
      '<img src="/a.png" srcset="b.png 1x, /c.png 2x,d.png">',
      ['/a.png', '/docs/b.png', '/c.png', '/docs/d.png'],
    ],
    ['<img srcset="data:image/png;base64,AA== 1x, b.png 2x">', ['/docs/b.png']],
    [
      '<video poster="p.jpg"><source src="v.mp4"></video><object data="o.svg"></object>',
      ['/docs/p.jpg', '/docs/v.mp4', '/docs/o.svg'],
    ],
    ['<form action="send" method="post"></form><form action="find"></form>', ['/docs/find']],
    ['<style>a { background: url( "a.png" ) } /* url(b.png) */</style>', ['/docs/a.png']],
    ['<style>a { background: url(a.png)', []],
    ['<p style="background: url(\'a.png\')">', ['/docs/a.png']],
    ['<p style="background: url(&quot;a.png&quot;)">', []],
    ['<base href="/other/"><a href="b.html">', ['/other/b.html']],
    ['<base href="https://example.org/"><a href="b.html">', []],
    ['<template><img src="a.png"></template>', []],
    ['<svg><use xlink:href="icons.svg#a"/></svg>', ['/docs/icons.svg#a']],
  ];
  for (const [markup, named] of cases) it(markup, () => assert.deepEqual(namedBy(markup), named));
});

describe('the addresses that a style sheet names', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['@import "b.css"; @import url(c.css) screen;', ['b.css', 'c.css']],
    ['@namespace svg url(http://www.w3.org/2000/svg);', []],
    ['a { content: "url(x.png)"; background: url(y.png) }', ['y.png']],
    ["@font-face { src: url('a.woff2') format('woff2'), url(b.woff) }", ['a.woff2', 'b.woff']],
    ['a { background: url(data:image/png;base64,AA==) url() url(a\\)b.png) }', []],
    ['/* url(a.png) */ a { mask: url(#b) }', ['#b']],
  ];
  for (const [css, named] of cases)
    it(css, () => {
      const { references } = readStyles(css);
      assert.deepEqual(
        references.map(({ value }) => value),
        named,
      );
      for (const { value, range } of references)
        assert.ok(css.slice(range.start, range.end).includes(value), css);
    });
});

describe('a fragment', () => {
  const { targets } = readMarkup('<!doctype html><p id="a"><a name="b"></a><p id="ü c">');
  for (const fragment of [undefined, '', 'top', 'TOP', 'a', 'b', 'ü c', '/route', '!old', ':~:text=a'])
    it(`${String(fragment)} leads somewhere`, () => assert.ok(!isLostFragment(fragment, { targets })));
  for (const fragment of ['A', 'c', 'a b'])
    it(`${fragment} leads nowhere`, () => assert.ok(isLostFragment(fragment, { targets })));
});
