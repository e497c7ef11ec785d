import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { createServer } from '../../../src/server';
import { ask, navigation } from '../support/raw';
import { until } from '../support/routes';
import { endAll, serve } from '../support/serve';

const site = {
  'index.html': '<!doctype html>\n<html><head><title>home</title></head><body><p>hi</p></body></html>\n',
  'part.html': '<p>part</p>',
  'style.css': 'body { color: red }',
  'docs/index.html': '<!doctype html><title>docs</title>',
  'empty folder/a b#c?d%e+f.txt': 'odd',
  'plain/ä.txt': 'umlaut',
  'code.ts': 'export {};',
  'photo.avif': 'x',
  'module.mjs': 'export {};',
  'data.unknownending': 'x',
};

/** The texts by which a small document, a large one and a stylesheet are recognised. */
const tags = async ({ port }: { port: number }, headers = {}) =>
  Promise.all(
    ['/a.html', '/large.html', '/a.css'].map(async target => {
      const got = await ask(port, target, { headers: { ...navigation, ...headers } });
      return { status: got.status, etag: got.headers['etag'] ?? '' };
    }),
  );

describe('serving files', () => {
  afterEach(endAll);

  it('puts the page script into a document that is navigated to, and nothing else', async () => {
    const { port } = await serve(site);
    const shown = await ask(port, '/', { headers: navigation });
    const tag = /<script src="\.\/__porthole\/page\.js" data-document="[\w-]+"><\/script>/;
    assert.equal(shown.body.toString().replace(tag, ''), site['index.html']);
    assert.match(shown.body.toString(), tag);
    const fetched = await ask(port, '/part.html', {
      headers: { 'Sec-Fetch-Dest': 'empty', Accept: 'text/html' },
    });
    assert.equal(fetched.body.toString(), site['part.html']);
  });

  it('gives types and charsets that browsers act on', async () => {
    const { port } = await serve(site);
    const type = async (name: string): Promise<string | undefined> =>
      (await ask(port, name)).headers['content-type'];
    assert.equal(await type('/style.css'), 'text/css; charset=utf-8');
    assert.equal(await type('/code.ts'), 'text/plain; charset=utf-8');
    assert.equal(await type('/photo.avif'), 'image/avif');
    assert.equal(await type('/module.mjs'), 'text/javascript; charset=utf-8');
    assert.equal(await type('/data.unknownending'), 'application/octet-stream');
  });

  it('labels no text as UTF-8 that is not, however large it is', async () => {
    const russian = Buffer.from([0xcf, 0xf0, 0xe8]);
    const large = Buffer.alloc(3 * 1024 * 1024, 'text ');
    const { port } = await serve({
      'say.js': russian,
      'large.txt': large,
      'large.js': Buffer.concat([large, russian]),
      'cut.txt': Buffer.concat([large.subarray(0, 1024 * 1024 - 1), Buffer.from('é'), large]),
    });
    const type = async (name: string): Promise<string | undefined> =>
      (await ask(port, name, { method: 'HEAD' })).headers['content-type'];
    assert.equal(await type('/say.js'), 'text/javascript');
    assert.equal(await type('/large.txt'), 'text/plain; charset=utf-8');
    assert.equal(await type('/large.js'), 'text/javascript');
    assert.equal(await type('/large.js'), 'text/javascript');
    assert.equal(await type('/cut.txt'), 'text/plain; charset=utf-8');
  });

  it('redirects a folder without its slash, keeping the query', async () => {
    const { port } = await serve(site);
    const { status, headers } = await ask(port, '/docs?x=1');
    assert.deepEqual([status, headers['location']], [301, './docs/?x=1']);
    assert.match((await ask(port, '/docs/')).body.toString(), /docs/);
  });

  it('reaches names with spaces, hashes, question marks, percent signs and umlauts', async () => {
    const { port } = await serve(site);
    const odd = await ask(port, '/empty%20folder/a%20b%23c%3Fd%25e+f.txt');
    assert.equal(odd.body.toString(), 'odd');
    assert.equal((await ask(port, '/plain/%C3%A4.txt')).body.toString(), 'umlaut');
  });

  it('lists a folder with links that lead to its files, sorted as the query asks', async () => {
    const { port, write } = await serve(site);
    await write({
      'many/small.txt': 'a',
      'many/large.txt': 'a'.repeat(5000),
      'many/<img src=x onerror=alert(1)>.html': 'x',
    });
    const page = (await ask(port, '/many/?sort=size&order=desc')).body.toString();
    assert.ok(page.indexOf('large.txt') < page.indexOf('small.txt'));
    assert.ok(!page.includes('<img'), page);
    assert.match(page, /aria-sort="descending"/);
    const [, href = ''] = /href="\.(\/[^"]*onerror[^"]*)"/.exec(page) ?? [];
    assert.equal((await ask(port, `/many${href}`)).status, 200);
  });

  it('answers 404 with near names for a person, and the site’s own 404.html when it has one', async () => {
    const { port, write } = await serve(site);
    const missing = await ask(port, '/stile.css', { headers: navigation });
    assert.equal(missing.status, 404);
    assert.match(missing.body.toString(), /href="\.\/style\.css"/);
    await write({ '404.html': '<title>ours</title>' });
    const own = await ask(port, '/nothing', { headers: navigation });
    assert.equal(own.status, 404);
    assert.match(own.body.toString(), /<title>ours<\/title>/);
  });

  it('answers other methods with 405 and Allow, OPTIONS with Allow', async () => {
    const { port } = await serve(site, { forms: 'strict' });
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers } = await ask(port, '/', { method });
      assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD, OPTIONS']);
    }
    assert.equal((await ask(port, '/', { method: 'OPTIONS' })).headers['allow'], 'GET, HEAD, OPTIONS');
  });

  it('answers HEAD as GET without a body', async () => {
    const { port } = await serve(site);
    const get = await ask(port, '/style.css');
    const head = await ask(port, '/style.css', { method: 'HEAD' });
    const { date: _one, ...getHeaders } = get.headers;
    const { date: _two, ...headHeaders } = head.headers;
    assert.deepEqual(headHeaders, getHeaders);
    assert.equal(head.body.length, 0);
  });

  it('shows a change at once, also one of the same size within the same clock tick', async () => {
    const { port, root } = await serve({ 'a.txt': '0000' });
    for (let i = 1; i < 200; i++) {
      const text = String(i).padStart(4, '0');
      await fs.writeFile(path.join(root, 'a.txt'), text);
      const { body, headers } = await ask(port, '/a.txt', { headers: { 'If-None-Match': '"none"' } });
      assert.equal(body.toString(), text, headers['etag'] ?? '');
    }
  });

  it('counts the page script to a document with it, small or large: another build of it is another tag', async () => {
    const large = `<!doctype html><p>${'x'.repeat(3 << 20)}`;
    const build = { 'build.js': 'const token = "__PORTHOLE_TOKEN__"; new Build();' };
    const one = await serve({ 'a.html': '<p>a', 'a.css': 'a{}', 'large.html': large, ...build });
    let before = await tags(one);
    await until('the disk has been at rest for a moment', async () => {
      const earlier = before;
      before = await tags(one);
      return isDeepStrictEqual(before, earlier);
    });
    const other = createServer({ root: one.root, port: 0, pageScript: path.join(one.root, 'build.js') });
    const { port } = await other.listen();
    const after = await tags({ port }, { 'If-None-Match': before.map(({ etag }) => etag).join(', ') });
    await other.close();
    assert.deepEqual(
      after.map(({ status }) => status),
      [200, 200, 304],
    );
    assert.deepEqual(
      after.map(({ etag }, at) => etag === before[at]?.etag),
      [false, false, true],
    );
    assert.ok(before.every(({ etag }) => etag !== ''));
  });

  it('costs an unchanged file a 304', async () => {
    const { port } = await serve(site);
    const { headers } = await ask(port, '/style.css');
    const again = await ask(port, '/style.css', { headers: { 'If-None-Match': headers['etag'] ?? '' } });
    assert.equal(again.status, 304);
    assert.equal(again.headers['etag'], headers['etag']);
    assert.equal(again.body.length, 0);
  });

  it('answers FIFOs, and links that leave the root, with 404 at once', async () => {
    const { port, root } = await serve(site);
    execFileSync('mkfifo', [path.join(root, 'pipe')]);
    await fs.symlink('/etc/hostname', path.join(root, 'out.txt'));
    await fs.symlink('style.css', path.join(root, 'in.css'));
    assert.equal((await ask(port, '/pipe')).status, 404);
    assert.equal((await ask(port, '/out.txt')).status, 404);
    assert.equal((await ask(port, '/in.css')).body.toString(), site['style.css']);
  });

  it('cuts the connection when a large file shrinks while it is sent', async () => {
    const { port, root } = await serve({ 'big.bin': Buffer.alloc(64 << 20, 1) });
    const response = fetch(`http://127.0.0.1:${port}/big.bin`);
    const { body } = await response;
    const reader = body!.getReader();
    await reader.read();
    await fs.truncate(path.join(root, 'big.bin'), 1 << 20);
    await assert.rejects(async () => {
      while (!(await reader.read()).done);
    });
  });

  it('serves the editor’s unsaved text and, after it, the disk’s', async () => {
    const { server, port, root } = await serve(site);
    const file = path.join(root, 'style.css');
    server.overlay({ path: file, text: 'body { color: blue }', version: 1 });
    assert.equal((await ask(port, '/style.css')).body.toString(), 'body { color: blue }');
    server.overlay({ path: file, text: undefined, version: 2 });
    assert.equal((await ask(port, '/style.css')).body.toString(), site['style.css']);
  });

  it('serves the editor’s text of a file that is too large for the memory, and then the file', async () => {
    const { server, port, root } = await serve({ 'large.txt': 'x'.repeat(3 * 1024 * 1024) });
    const length = async (): Promise<number> => (await ask(port, '/large.txt')).body.length;
    assert.equal(await length(), 3 * 1024 * 1024);
    server.overlay({ path: path.join(root, 'large.txt'), text: 'typed', version: 1 });
    assert.equal(await length(), 5);
    server.overlay({ path: path.join(root, 'large.txt'), text: undefined, version: 2 });
    assert.equal(await length(), 3 * 1024 * 1024);
  });

  it('serves again when its root is deleted and made anew', async () => {
    const { port, root, write } = await serve(site);
    await fs.rm(root, { recursive: true });
    assert.equal((await ask(port, '/style.css')).status, 404);
    await write(site);
    assert.equal((await ask(port, '/style.css')).status, 200);
  });

  it('answers routes with the fallback and assets with 404, clean URLs by setting', async () => {
    const { port, server } = await serve(site);
    server.configure({ fallback: 'index.html', cleanUrls: true });
    assert.match((await ask(port, '/user/7', { headers: navigation })).body.toString(), /home/);
    assert.equal((await ask(port, '/img/7.png', { headers: { 'Sec-Fetch-Dest': 'image' } })).status, 404);
    assert.equal((await ask(port, '/part')).body.toString(), site['part.html']);
  });

  it('finds a clean URL also where a folder without a page has its name', async () => {
    const { port } = await serve(
      { 'docs.html': 'DOCS', 'docs/more.html': 'MORE', 'b.html': 'B', 'b/index.html': 'OWN', 'c/x': '' },
      { cleanUrls: true },
    );
    const asked = async (target: string): Promise<unknown[]> => {
      const { status, body, headers } = await ask(port, target);
      return [status, headers['location'] ?? body.toString()];
    };
    assert.deepEqual(await asked('/docs'), [200, 'DOCS']);
    assert.deepEqual(await asked('/docs?a=1'), [200, 'DOCS']);
    assert.deepEqual(await asked('/docs/more'), [200, 'MORE']);
    assert.deepEqual(await asked('/b'), [301, './b/']);
    assert.deepEqual(await asked('/c'), [301, './c/']);
  });

  it('takes the fallback for the name of a file, whatever characters it has', async () => {
    const names = ['a%b.html', 'a%20b.html', 'a?b#c.html', 'start ü.html', 'd d/e.html'];
    const { port, server } = await serve(Object.fromEntries(names.map(name => [name, `<p>${name}`])));
    const fallback = async (name: string): Promise<unknown[]> => {
      server.configure({ fallback: name });
      const { status, body } = await ask(port, '/user/7', { headers: navigation });
      return [status, body.toString().replace(/<script.*<\/script>/, '')];
    };
    for (const name of names) {
      assert.deepEqual(await fallback(name), [200, `<p>${name}`]);
      assert.deepEqual(await fallback(`./${name}`), [200, `<p>${name}`]);
    }
    for (const name of ['../outside.html', 'd d/../../x', 'missing.html'])
      assert.equal((await fallback(name))[0], 404, name);
  });

  it('leaves out a glob that cannot be compiled, and says so once', async () => {
    const { port, log } = await serve(
      { 'a.css': '', 'b.js': '' },
      { headers: { ['x'.repeat(70_000)]: { 'X-A': '1' }, '[': { 'X-A': '2' }, '*.css': { 'X-B': '3' } } },
    );
    const got = [await ask(port, '/a.css'), await ask(port, '/b.js'), await ask(port, '/a.css')];
    assert.deepEqual(
      got.map(({ status, headers }) => [status, headers['x-b']]),
      [
        [200, '3'],
        [200, undefined],
        [200, '3'],
      ],
    );
    assert.equal(log.filter(entry => JSON.stringify(entry).includes('is left out')).length, 1);
  });
});
