import assert from 'node:assert/strict';
import { pageOf, Visitor } from './visitor';
import { Author } from './author';

const words = (text: string): string => `<p id="text" style="height:20px">${text}</p>`;
/** Whether the page shows this text; runs in the page. */
const says = (text: string): boolean => document.getElementById('text')?.textContent === text;

/** Pairs of sources that start differently, and the page's sign that it did. */
const starts: readonly (readonly [
  what: string,
  one: (text: string) => string,
  two: (text: string) => string,
  told: () => unknown,
])[] = [
  [
    'the base of its addresses',
    text => pageOf('<base href="/one/">', words(text)),
    text => pageOf('<base href="/two/">', words(text)),
    () => new URL(document.baseURI).pathname === '/two/',
  ],
  [
    'a meta element that stands for a header',
    text => pageOf('<meta http-equiv="content-language" content="en">', words(text)),
    text => pageOf(`<meta http-equiv="Content-Security-Policy" content="img-src 'none'">`, words(text)),
    () => document.querySelector('meta')?.httpEquiv === 'Content-Security-Policy',
  ],
  [
    'the doctype',
    text => pageOf('', words(text)),
    text => pageOf('', words(text)).replace('html>', 'html SYSTEM "about:legacy-compat">'),
    () => document.doctype?.systemId === 'about:legacy-compat',
  ],
  [
    'an attribute of the root that scripts read',
    text => pageOf('', words(text)).replace('<html>', '<html data-theme="light">'),
    text => pageOf('', words(text)).replace('<html>', '<html data-theme="dark">'),
    () => document.documentElement.dataset['theme'] === 'dark',
  ],
];

describe('what a page reads once, at its start', () => {
  const visitor = Visitor.here();

  for (const [what, one, two, told] of starts)
    it(`makes it load again when it is saved, and not while it is typed: ${what}`, async () => {
      await visitor.opens({ 'index.html': one('before') });
      const author = new Author(visitor.served);
      author.type(two('typed'));
      await visitor.sees(says, 'typed');
      await visitor.finds();
      await author.save(two('saved'));
      await visitor.isNew();
      await visitor.sees(says, 'saved');
      await visitor.sees(told);
      await visitor.findsTraces();
    });

  it('never runs while it is typed: a loop without an end waits, the rest is followed', async () => {
    const source = (text: string, code: string): string =>
      pageOf('', words(text), `<script>window.ran = true; ${code}</script>`);
    await visitor.opens({ 'index.html': source('before', '') });
    const author = new Author(visitor.served);
    const typed = 'while(true);';
    for (let end = 1; end <= typed.length; end++) {
      author.type(source(`typed ${end}`, typed.slice(0, end)));
      await visitor.sees(says, `typed ${end}`);
    }
    author.type(pageOf('', words('another'), `<script>${typed}</script><script>${typed}</script>`));
    await visitor.sees(says, 'another');
    await visitor.finds();
    await author.save(source('saved', 'for(;;) break;'));
    await visitor.isNew();
    await visitor.sees(says, 'saved');
    await visitor.findsTraces();
  });
});

describe('a page that fails while it is patched', () => {
  const visitor = Visitor.here();

  it('is loaded again once, half of nothing is left, and one line of the log says so', async () => {
    // An element that removes the text of another one, in the middle of the patch that adds it.
    const thief = `<script>customElements.define('x-thief', class extends HTMLElement {
        connectedCallback() { document.getElementById('guarded').firstChild.data = ''; }
      });</script>`;
    const source = (text: string): string =>
      pageOf(
        '',
        `${text === 'before' ? '' : '<x-thief></x-thief>'}${words(text)}<p id="guarded" style="height:20px">all of ${text}</p>`,
        thief,
      );
    await visitor.opens({ 'index.html': source('before') });
    const author = new Author(visitor.served);
    let loads = 0;
    visitor.page.on('load', () => loads++);
    author.type(source('after'));
    await visitor.isNew();
    await visitor.sees(says, 'after');
    await visitor.findsTraces();
    await visitor.page.waitForTimeout(400);
    assert.equal(loads, 1);
    const lines = visitor.served.log.filter(
      entry => entry.kind === 'event' && entry.text.includes('could not take'),
    );
    assert.equal(lines.length, 1);
  });
});
