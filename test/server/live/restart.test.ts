import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { sourceOf } from '../../../src/server/live/sources';
import { defaults } from '../../../src/server/options';
import { describeOnEveryRoot } from '../support/roots';
import { type FakePage, LiveServer } from './liveServer';

const text = (words: string): string => `<!doctype html><p>${words}</p><script>1</script>`;
const tree = {
  'index.html': text('index'),
  'about.html': text('about'),
  'app/index.html': text('app'),
  '404.html': text('not found'),
};

/** The address of a page, the file that it was made of, and the options of the server. */
const pages: readonly (readonly [address: string, file: string, options?: object])[] = [
  ['/', 'index.html'],
  ['/about', 'about.html', { cleanUrls: true }],
  ['/app/orders/42', 'app/index.html', { fallback: 'app/index.html' }],
  ['/no/such/page', '404.html'],
  ['/no/such/image', '404.html', { fallback: 'app/index.html' }],
];

describeOnEveryRoot('a page of a server that was started anew', () => {
  let server: LiveServer;
  /** A page that connects again to a server that knows neither its sources nor its file. */
  const back = async (address: string, words: string, options = {}): Promise<FakePage> => {
    server = await LiveServer.start(tree);
    server.options = { ...defaults, ...options };
    const { id } = sourceOf(text(words));
    return server.connect({ path: address, document: 'of another start', shown: id, age: '0', again: '' });
  };
  afterEach(() => server.close());

  /** In one step: otherwise a page that catches up may get a half-written file. */
  const replace = async (name: string, words: string): Promise<void> => {
    await fs.writeFile(server.file(`${name}.new`), text(words));
    await fs.rename(server.file(`${name}.new`), server.file(name));
  };

  for (const [address, file, options] of pages)
    it(`at ${address} follows ${file}, patched as before`, async () => {
      const words = /<p>(.*?)<\/p>/.exec(tree[file as keyof typeof tree])?.[1] ?? '';
      const page = await back(address, words, options);
      await server.knows(file);
      await replace(file, `${words} and more`);
      await page.hears(1);
      const [{ type } = assert.fail()] = page.heard;
      assert.equal(type, 'patch');
      await replace(file, `${words} and more still`);
      await page.hears(2);
      assert.deepEqual(
        page.heard.map(message => message.type),
        ['patch', 'patch'],
      );
    });

  it('is loaded again when its file changed meanwhile', async () => {
    const page = await back('/', 'before the restart');
    await page.hears(1);
    assert.deepEqual(
      page.heard.map(({ type }) => type),
      ['reload'],
    );
  });

  it('at an address without a file says once that it follows none', async () => {
    server = await LiveServer.start(tree);
    await fs.rm(server.file('404.html'));
    const query = { path: '/no/such/page', document: 'x', shown: sourceOf('x').id, again: '' };
    await server.connect(query);
    await server.logs(/no file is found that \/no\/such\/page was made of/);
  });
});
