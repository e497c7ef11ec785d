import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from '../../../src/protocol/place';
import { randomOf, RandomPage } from '../../page/randomPage';
import { describeOnEveryRoot } from '../support/roots';
import { endAll, type Served, serve, type Tree } from '../support/serve';
import { elementsOf, Tab } from './tab';

const seed = Number(process.env['PORTHOLE_SEED'] ?? Math.floor(Math.random() * 1e9));

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title></head>
<body>
  <h1 class="big">Über
  two lines</h1>
  <img src="gone.png" alt="a lamp">
  <table><tr><td>1</td></tr></table>
  <template><p>inside</p></template>
</body>
</html>
`;

/** Lines as VS Code splits them. */
const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

/** The text from the caret to the end of its line, in a text as an editor has it. */
const atCaret = (text: string, { start: { line, column } }: Place): string =>
  linesOf(text)[line]?.slice(column) ?? '';

describeOnEveryRoot('the bridge from a page to its source', () => {
  let served: Served;
  let tab: Tab;
  const start = async (tree: Tree, target = '/'): Promise<void> => {
    served = await serve(tree);
    tab = await Tab.open(served, target);
  };
  afterEach(async () => {
    tab.close();
    await endAll();
  });

  async function placeOf(node: number, attribute?: string, from = tab): Promise<Place> {
    const message = await from.picks(node, attribute === undefined ? {} : { attribute });
    assert.equal(message.type, 'picked');
    return message.place;
  }

  const numberOf = async (name: string): Promise<number> => {
    const found = elementsOf(await tab.tree()).find(element => element.name === name);
    assert.ok(found, name);
    return found.number;
  };

  it('leads to the start tag, the attribute and the text', async () => {
    await start({ 'index.html': html });
    const h1 = await numberOf('h1');
    const tag = await placeOf(h1);
    assert.equal(tag.path, '/index.html');
    assert.deepEqual(
      [tag.start, tag.end],
      [
        { line: 4, column: 2 },
        { line: 4, column: 18 },
      ],
    );
    assert.equal(atCaret(html, await placeOf(h1 + 1)), 'Über');
    assert.equal(atCaret(html, await placeOf(await numberOf('img'), 'alt')), 'alt="a lamp">');
    assert.equal(atCaret(html, await placeOf(await numberOf('p'))), '<p>inside</p></template>');
    // This element has no tag: the parser made it for the table.
    assert.equal(atCaret(html, await placeOf(await numberOf('tbody'))), '<table><tr><td>1</td></tr></table>');
  });

  const encoded: Readonly<Record<string, readonly [text: string, bytes: Uint8Array]>> = {
    'a byte order mark': [html, Buffer.from(`\uFEFF${html}`)],
    CRLF: [html.replaceAll('\n', '\r\n'), Buffer.from(html.replaceAll('\n', '\r\n'))],
    'CR alone': [html.replaceAll('\n', '\r'), Buffer.from(html.replaceAll('\n', '\r'))],
    'UTF-16, little endian': [html, Buffer.from(`\uFEFF${html}`, 'utf16le')],
    'UTF-16, big endian': [html, Buffer.from(`\uFEFF${html}`, 'utf16le').swap16()],
    'windows-1252': [
      html.replace('utf-8', 'windows-1252'),
      Buffer.from(html.replace('utf-8', 'windows-1252'), 'latin1'),
    ],
    NUL: [html, Buffer.from(`${html}<!-- \0 -->\0`)],
  };
  for (const [name, [text, bytes]] of Object.entries(encoded)) {
    it(`is exact in a file with ${name}`, async () => {
      await start({ 'index.html': bytes });
      assert.equal(atCaret(text, await placeOf((await numberOf('h1')) + 1)), 'Über');
      assert.match(atCaret(text, await placeOf(await numberOf('img'))), /^<img/);
      assert.match(atCaret(text, await placeOf(await numberOf('table'))), /^<table/);
    });
  }

  it('finds a place again in an editor that reads the file in another encoding', async () => {
    const text = '<meta charset="shift_jis"><p>日本<b>語</b><b>2</b>';
    const bytes = Buffer.concat([
      Buffer.from('<meta charset="shift_jis"><p>'),
      Buffer.from([0x93, 0xfa, 0x96, 0x7b]),
      Buffer.from('<b>'),
      Buffer.from([0x8c, 0xea]),
      Buffer.from('</b><b>2</b>'),
    ]);
    await start({ 'index.html': bytes });
    const elements = elementsOf(await tab.tree()).filter(({ name }) => name === 'b');
    const [first, second] = [await placeOf(elements[0]!.number), await placeOf(elements[1]!.number)];
    assert.deepEqual([first.text, first.nth, second.text, second.nth], ['<b>', 0, '<b>', 1]);
    assert.equal(atCaret(text, second), '<b>2</b>');
  });

  it('leads to the text that an editor has and has not saved', async () => {
    await start({ 'index.html': html });
    const h1 = await numberOf('h1');
    const file = path.join(served.root, 'index.html');
    const typed = html.replace('<body>', '<body>\n\n  <p>typed</p>');
    served.server.overlay({ path: file, text: typed, version: 2 });
    await tab.hears('patch');
    await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(atCaret(typed, await placeOf(h1 + 3)), '<h1 class="big">Über');
    // A half-typed tag: the page still shows the previous text.
    const half = typed.replace('<h1', '<di<h1');
    served.server.overlay({ path: file, text: half, version: 3 });
    await new Promise(resolve => setTimeout(resolve, 100));
    assert.match(atCaret(half, await placeOf(await numberOf('table'))), /^<table>/);
  });

  it('says where a node stands, and that a script made what is in it', async () => {
    await start({ 'index.html': html });
    const node = await numberOf('h1');
    tab.send({ type: 'where', node, exact: true });
    assert.equal((await tab.hears('where')).text, 'index.html:5');
    tab.heard.length = 0;
    tab.send({ type: 'where', node, exact: false });
    assert.match((await tab.hears('where')).text, /^index\.html:5.+script/);
    const message = await tab.picks(node, { exact: false });
    assert.ok(message.type === 'picked' && !message.exact);
  });

  it(`is exact for every element after random edits (seed ${seed})`, async function () {
    this.timeout(60_000);
    const author = new RandomPage(randomOf(seed));
    await start({ 'index.html': author.source(0) });
    await tab.tree();
    const file = path.join(served.root, 'index.html');
    let source = '';
    for (let mark = 1; mark <= 100; mark++) {
      author.edit();
      source = author.source(mark);
      served.server.overlay({ path: file, text: source, version: mark });
    }
    // The first page may have to wait for its turn; both lead to the current text.
    const fresh = await Tab.open(served);
    const elements = elementsOf(await fresh.tree());
    for (const { number, name } of elements.filter(
      (_, index) => index % Math.ceil(elements.length / 20) === 0,
    )) {
      await new Promise(resolve => setTimeout(resolve, 110));
      const place = await placeOf(number, undefined, fresh);
      const tag = atCaret(source, place);
      const isAtTag = tag.toLowerCase().startsWith(`<${name.toLowerCase()}`);
      // The parser makes these without a tag, too.
      assert.ok(isAtTag || /^(?:html|head|body|tbody|tr|colgroup|p|br)$/.test(name), `${name} is at ${tag}`);
    }
    fresh.close();
  });

  it('serves the picker to its own pages, and the page script does not have it', async () => {
    served = await serve({ 'index.html': html }, { pageScript: path.resolve('dist/page.js') });
    tab = await Tab.open(served);
    const answer = await fetch(new URL('/__porthole/picker.js', served.url));
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), readFileSync('dist/picker.js', 'utf8'));
    assert.doesNotMatch(readFileSync('dist/page.js', 'utf8'), /crosshair/);
  });
});
