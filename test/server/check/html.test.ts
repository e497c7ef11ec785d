import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readMarkup } from '../../../src/server/check/html';
import { readXhtml } from '../../../src/server/check/xhtml';
import { Slices } from '../../../src/server/routes/slices';
import { positionAt } from '../../../src/protocol/offsets';

const DATA = path.resolve('test/server/check/validDocuments.json');
const { documents } = JSON.parse(readFileSync(DATA, 'utf8')) as { documents: readonly string[] };

/** `rule name: text` of each finding. */
const foundIn = async (text: string): Promise<string[]> =>
  (await readMarkup(text, new Slices())).findings.map(
    ({ rule, name, range }) => `${rule} ${name}: ${text.slice(range.start, range.end)}`,
  );
const inBody = (markup: string): Promise<string[]> => foundIn(`<!doctype html><body>${markup}`);

/** Microseconds of CPU time for so many parts. */
async function timeOf(count: number): Promise<number> {
  const text = `<!doctype html>${'<div class="a"><p>b <b>c</b></p><a href="d">e</a>'.repeat(count)}`;
  const since = process.cpuUsage();
  await readMarkup(text, new Slices());
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

describe('the markup of an XHTML document', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['<p>a</p><br/><div/><img src="a.png" alt=""/>', []],
    ['<p>a<br></p>', ['unclosed-element br: <br>']],
    ['<p>a</i></p>', ['stray-end-tag i: </i>']],
    ['<!-- </p> --><![CDATA[ <p> ]]><?php <b> ?>', []],
    ['<p id="a"/><p id="a"/>', ['duplicate-id a: id="a"']],
    ['<a title="1 > 0" href="b.html">a</a>', []],
  ];
  for (const [markup, found] of cases)
    it(`${markup}: ${found.join(', ') || 'right'}`, async () => {
      const text = `<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><body>${markup}</body></html>`;
      const told = (await readXhtml(text, new Slices())).findings.map(
        ({ rule, name, range }) => `${rule} ${name}: ${text.slice(range.start, range.end)}`,
      );
      assert.deepEqual(told, found);
    });

  it('names addresses and ids as HTML does', async () => {
    const {
      references,
      targets = [],
      base,
    } = await readXhtml(
      '<html><base href="/x/"/><a id="a" href="b.html?c=1&amp;d=2" style="background: url(e.png)">f</a></html>',
      new Slices(),
    );
    assert.deepEqual(
      references.map(({ value }) => value),
      ['b.html?c=1&d=2', 'e.png'],
    );
    assert.deepEqual([...targets, base], ['a', '/x/']);
  });

  it('decodes each entity once', async () => {
    const { references } = await readXhtml(
      '<a href="&amp;lt;&lt;&amp;amp;&quot;&apos;&gt;&other;">a</a>',
      new Slices(),
    );
    assert.deepEqual(
      references.map(({ value }) => value),
      ['&lt;<&amp;"\'>&other;'],
    );
  });
});

describe('the markup of a document', () => {
  it(`is right in each of ${documents.length} documents without a parse error, of html5lib-tests`, async () => {
    assert.ok(documents.length > 100);
    for (const text of documents) assert.deepEqual(await foundIn(text), [], text);
  });

  const cases: readonly [string, readonly string[]][] = [
    ['<p>a<p>b<ul><li>c<li>d</ul><table><tr><td>e</table>', []],
    ['<ruby><rb>a<rb>b<rtc>c<rt>d<rp>e</ruby>', []],
    ['<br><img alt=""><input><svg><path/><g></g></svg>', []],
    ['<div></div></section>', ['stray-end-tag section: </section>']],
    ['<p>a</p></p>', ['stray-end-tag p: </p>']],
    ['<p>a<div>b</div></p>', ['stray-end-tag p: </p>']],
    ['a</br>', ['stray-end-tag br: </br>']],
    ['<div><span>a</div>', ['unclosed-element span: <span>']],
    ['<main class="a">', ['unclosed-element main: <main class="a">']],
    ['<b><i>a</b></i>', ['unclosed-element i: <i>', 'stray-end-tag i: </i>']],
    ['<p><b>a</p><p>b</p>', ['unclosed-element b: <b>']],
    ['<svg><foreignObject><p>a</p></foreignObject></svg>', []],
    ['<svg><linearGradient></svg>', ['unclosed-element linearGradient: <linearGradient>']],
    ['<p id="a"></p><p id="a"></p>', ['duplicate-id a: id="a"']],
    ['<p id></p><p id=""></p>', []],
    ['<template><p id="a"></p></template><p id="a"></p>', []],
    [
      '<p id="a"><template shadowrootmode="closed"><b id="a"></b><b id="b"></b><b id="b"></b></template></p><p id="b"></p>',
      ['duplicate-id b: id="b"'],
    ],
    ['<template><i id="a"></i><i id="a"></i></template><i id="a"></i>', []],
    ['<p class=a class=b>', ['duplicate-attribute : <p class=a class=b>']],
    ['<p title="a"b>', ['missing-whitespace-between-attributes : <p title="a"b>']],
    ['<textarea></p></textarea><script>"</p>"</script><!-- </p> -->', []],
    ['<select><button><b>a</b></button><option>b</select>', []],
  ];
  for (const [markup, found] of cases)
    it(`${markup}: ${found.map(text => text.split(':')[0]).join(', ') || 'right'}`, async () => {
      const told = await inBody(markup);
      for (const each of found) assert.ok(told.includes(each), `${each} of ${told.join(' | ')}`);
      assert.equal(told.length, found.length, told.join(' | '));
    });

  it('of a duplicate id names the first place', async () => {
    const text = '<!doctype html>\n<p id=a>\n<p id=a>\n<p id=a>';
    const { findings } = await readMarkup(text, new Slices());
    const lines = findings.map(({ range, other }) => [
      positionAt(text, range.start).line,
      other && positionAt(text, other.start).line,
    ]);
    assert.deepEqual(lines, [
      [2, 1],
      [3, 1],
    ]);
  });

  it('has its places in a text that is read in many pieces, wherever they are cut', async () => {
    for (let before = 1000; before < 1050; before += 1) {
      const text = `<!doctype html><body>${'x'.repeat(before)}&amp;<p title="a"b>\r\n<!-- c --></i>&notin;<main class="d">`;
      assert.deepEqual(await foundIn(text), [
        'missing-whitespace-between-attributes : <p title="a"b>',
        'stray-end-tag i: </i>',
        'unclosed-element main: <main class="d">',
      ]);
    }
  });

  it('takes time in proportion to its length', async () => {
    await timeOf(500);
    const small = Math.min(await timeOf(500), await timeOf(500), await timeOf(500));
    const large = Math.min(await timeOf(4000), await timeOf(4000));
    assert.ok(large < small * 8 * 6, `${small} µs, ${large} µs for eight times as much`);
  });
});
