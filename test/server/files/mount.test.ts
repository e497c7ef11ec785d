import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { readMounts } from '../../../src/protocol/mount';
import { elementsOf, Tab, until } from '../live/tab';
import { ask, exchange, navigation } from '../support/raw';
import { endAll, type Served, serve, type Tree, writeTree } from '../support/serve';

const SITE: Tree = {
  'site/index.html': '<!doctype html><link rel="stylesheet" href="/lib/a.css"><p>home',
  'site/lib/hidden.txt': 'the mount hides this',
  'site/secret.txt': 'in the root',
  'modules/a.css': 'a { color: red }',
  'modules/deep/page.html': '<!doctype html><p>mounted',
  'modules/.env': 'SECRET',
  'modules/.git/config': 'SECRET',
  'modules/porthole.routes.json': 'SECRET',
  'modules/näme.txt': 'n',
  'modules-secret/s.txt': 'SECRET',
  'other/x.txt': 'other',
  'outside.txt': 'SECRET',
};

/** A workspace whose folder `site` is served, with others beside it. */
async function workspace(mount: Readonly<Record<string, string>>, more = {}): Promise<Served> {
  const { root } = await serve({});
  await writeTree(root, SITE);
  const site = await serve({}, { root: path.join(root, 'site'), mount, ...more });
  return { ...site, root };
}

const events = ({ log }: Served): string[] =>
  log.flatMap(entry => (entry.kind === 'event' && entry.level === 'warn' ? entry.text : []));

describe('folders mounted below a path', () => {
  afterEach(endAll);

  it('are served as the root is: files, types, conditions, folders, listings and documents with the script', async () => {
    const served = await workspace({ '/lib': '../modules' });
    const style = await ask(served.port, '/lib/a.css');
    assert.deepEqual([style.status, style.body.toString()], [200, 'a { color: red }']);
    assert.match(style.headers['content-type'] ?? '', /^text\/css/);
    const same = await ask(served.port, '/lib/a.css', {
      headers: { 'If-None-Match': style.headers['etag'] ?? '' },
    });
    assert.equal(same.status, 304);
    assert.equal((await ask(served.port, '/lib/n%C3%A4me.txt')).status, 200);
    const page = await ask(served.port, '/lib/deep/page.html', { headers: navigation });
    assert.match(page.body.toString(), /src="\.\.\/\.\.\/__porthole\/page\.js"/);
    const folder = await ask(served.port, '/lib');
    assert.deepEqual([folder.status, folder.headers['location']], [301, './lib/']);
    const listing = (await ask(served.port, '/lib/', { headers: navigation })).body.toString();
    assert.match(listing, /deep/);
    assert.doesNotMatch(listing, /\.env|\.git|routes\.json/);
  });

  it('hide what the root has at their path; the longest path wins', async () => {
    const served = await workspace({ '/lib': '../modules', '/lib/deep/down': '../other' });
    assert.equal((await ask(served.port, '/lib/hidden.txt')).status, 404);
    assert.equal((await ask(served.port, '/lib/deep/down/x.txt')).body.toString(), 'other');
    assert.equal((await ask(served.port, '/lib/deep/page.html')).status, 200);
    assert.equal((await ask(served.port, '/libx/a.css')).status, 404);
    assert.equal((await ask(served.port, '/LIB/a.css')).status, 404);
  });

  it('stand in the listing of the folder above, and among the near names of a missing file', async () => {
    const served = await workspace({ '/vendor': '../modules', '/lib/other': '../other' });
    await fs.rm(path.join(served.root, 'site/index.html'));
    const top = (await ask(served.port, '/', { headers: navigation })).body.toString();
    assert.match(top, /href="vendor\/"|href="\.\/vendor\/"|vendor\//);
    assert.match((await ask(served.port, '/lib/', { headers: navigation })).body.toString(), /other/);
    assert.match((await ask(served.port, '/vendr/a.css', { headers: navigation })).body.toString(), /vendor/);
    assert.match(
      (await ask(served.port, '/vendor/b.css', { headers: navigation })).body.toString(),
      /a\.css/,
    );
  });

  it('take header globs by their address, and the case of their own names', async () => {
    const served = await workspace(
      { '/lib': '../modules' },
      { headers: { 'lib/**': { 'X-Lib': 'yes' } }, caseExact: true },
    );
    assert.equal((await ask(served.port, '/lib/a.css')).headers['x-lib'], 'yes');
    assert.equal((await ask(served.port, '/lib/A.css')).status, 404);
  });

  const ATTACKS = [
    '/lib/../outside.txt',
    '/lib/%2e%2e/outside.txt',
    '/lib/..%2foutside.txt',
    '/lib/..%5coutside.txt',
    '/lib/%2e%2e%2foutside.txt',
    '/lib/deep/../../outside.txt',
    '/lib/..;/outside.txt',
    '/lib/%252e%252e/outside.txt',
    '/lib-secret/s.txt',
    '/lib/../modules-secret/s.txt',
    '/lib/.env',
    '/lib/.ENV',
    '/lib/.env/',
    '/lib/%2eenv',
    '/lib/.env%2f.',
    '/lib/.git/config',
    '/lib/.env::$DATA',
    '/lib/porthole.routes.json',
    '/lib/PORTHOLE.ROUTES.JSON',
    '/lib/file-out',
    '/lib/folder-out/s.txt',
    '/lib/folder-out/',
    '/lib/to-root',
    '/lib/to-env',
    '/to-modules/a.css',
    '/lib/%00a.css',
    '/lib/fifo',
    '//lib/.env',
    '/__porthole/../lib/.env',
  ];

  it('let no address out of their folder, and none to a dotfile', async () => {
    const served = await workspace({ '/lib': '../modules', '/__porthole/x': '../modules' });
    const at = (name: string): string => path.join(served.root, name);
    await fs.symlink(at('outside.txt'), at('modules/file-out'));
    await fs.symlink(at('modules-secret'), at('modules/folder-out'));
    await fs.symlink(at('site/secret.txt'), at('modules/to-root'));
    await fs.symlink(at('modules/.env'), at('modules/to-env'));
    // A link in the root to the mounted folder is still refused: only the mount was allowed.
    await fs.symlink(at('modules'), at('site/to-modules'));
    for (const target of ATTACKS) {
      const bytes = await exchange(
        served.port,
        `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nConnection: close\r\n\r\n`,
      );
      assert.match(bytes.toString('latin1').split('\r\n')[0] ?? '', /^HTTP\/1\.1 (?:400|404) /, target);
      assert.doesNotMatch(bytes.toString('latin1'), /SECRET|in the root/, target);
    }
    assert.equal((await ask(served.port, '/lib/a.css')).status, 200);
  });

  it('may be a link themselves, and follow it to another folder', async () => {
    const served = await workspace({ '/now': '../current' });
    const at = (name: string): string => path.join(served.root, name);
    assert.equal((await ask(served.port, '/now/x.txt')).status, 404);
    assert.match(events(served).join('\n'), /porthole\.mount\["\/now"\]: there is no folder .*current yet\./);
    await fs.symlink(at('other'), at('current'));
    assert.equal((await ask(served.port, '/now/x.txt')).body.toString(), 'other');
    await fs.unlink(at('current'));
    await fs.symlink(at('modules'), at('current'));
    assert.equal((await ask(served.port, '/now/x.txt')).status, 404);
    assert.equal((await ask(served.port, '/now/a.css')).status, 200);
  });

  it('are none in an untrusted workspace', async () => {
    const served = await workspace({ '/lib': '../modules' }, { trusted: false });
    assert.equal((await ask(served.port, '/lib/a.css')).status, 404);
    served.server.configure({ trusted: true });
    assert.equal((await ask(served.port, '/lib/a.css')).status, 200);
    served.server.configure({ trusted: false });
    assert.equal((await ask(served.port, '/lib/a.css')).status, 404);
  });

  it('take no file of a route: those are of the root alone', async () => {
    const served = await workspace({ '/data': '../other' });
    await writeTree(served.root, {
      'site/data/users.json': '[{ "id": 1 }]',
      'site/porthole.routes.json': '{ "routes": [{ "path": "/users", "collection": "data/users.json" }] }',
    });
    served.server.changed([{ path: path.join(served.root, 'site/porthole.routes.json'), how: 'saved' }]);
    for (let tries = 0; (await ask(served.port, '/users')).status !== 200 && tries < 100; tries++)
      await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal((await ask(served.port, '/users')).status, 200);
  });

  const WRONG: Readonly<Record<string, readonly [mount: unknown, problem: RegExp]>> = {
    'no object': [['/lib'], /must be an object/],
    'no slash': [{ lib: '../modules' }, /must begin with/],
    'the root': [{ '/': '../modules' }, /is the root itself/],
    'a way up': [{ '/a/../lib': '../modules' }, /“\.\.”/],
    'an empty segment': [{ '//lib': '../modules' }, /empty segment/],
    'an encoded one': [{ '/li%62': '../modules' }, /decoded/],
    'a query': [{ '/lib?x': '../modules' }, /must not have/],
    'a backslash': [{ '/lib\\x': '../modules' }, /must not have/],
    'reserved space': [{ '/__porthole': '../modules' }, /is reserved/],
    'the routes file': [{ '/porthole.routes.json': '../modules' }, /never served/],
    'no text': [{ '/lib': 7 }, /must be a path/],
    'an empty text': [{ '/lib': ' ' }, /must be a path/],
    twice: [{ '/lib': '../modules', '/lib/': '../other' }, /given twice/],
    'a file': [{ '/lib': '../outside.txt' }, /is not a folder/],
    'a dot name': [{ '/.lib': '../modules' }, /porthole\.dotfiles denies/],
  };
  for (const [name, [mount, problem]] of Object.entries(WRONG))
    it(`with ${name} is named in the log, and the others answer`, async () => {
      const given = Array.isArray(mount) ? mount : { ...(mount as object), '/good': '../other' };
      const served = await workspace(given as Readonly<Record<string, string>>);
      assert.match(events(served).join('\n'), problem);
      assert.equal((await ask(served.port, '/good/x.txt')).status, Array.isArray(mount) ? 404 : 200);
    });

  it('are read without a look at prototypes', () => {
    const { mounts } = readMounts(JSON.parse('{ "/__proto__": "../x", "/constructor": "../y" }'));
    assert.deepEqual(
      mounts.map(({ segments }) => segments.join('/')),
      ['__proto__', 'constructor'],
    );
  });
});

describe('pages that use a mounted file', () => {
  afterEach(endAll);

  it('hear of a save on the disk and of the editor, at its address', async () => {
    const served = await workspace({ '/lib': '../modules' });
    const tab = await Tab.open(served);
    tab.send({ type: 'uses', uses: [['/lib/a.css', 'style']] });
    const file = path.join(served.root, 'modules/a.css');
    await new Promise(resolve => setTimeout(resolve, 100));
    await fs.writeFile(file, 'a { color: blue }');
    assert.equal((await tab.hears('style')).path, '/lib/a.css');
    served.server.overlay({ path: file, text: 'a { color: green }', version: 1 });
    await tab.hears('style', ({ check }) => check !== undefined);
    assert.equal((await ask(served.port, '/lib/a.css')).body.toString(), 'a { color: green }');
    tab.close();
  });

  it('follow a document of a mounted folder as it is typed, and picks in it name its address', async () => {
    const served = await workspace({ '/lib': '../modules' });
    const tab = await Tab.open(served, '/lib/deep/page.html');
    const file = path.join(served.root, 'modules/deep/page.html');
    served.server.overlay({ path: file, text: '<!doctype html><p>typed', version: 1 });
    assert.equal((await tab.hears('patch')).path, '/lib/deep/page.html');
    const place = elementsOf(await tab.tree()).find(({ name }) => name === 'p');
    const picked = await tab.picks(place?.number ?? 0);
    assert.equal(picked.type === 'picked' && picked.place.path, '/lib/deep/page.html');
    tab.close();
  });

  it('reload when their folder is mounted, moved and taken away', async () => {
    const served = await workspace({});
    const tab = await Tab.open(served);
    tab.send({ type: 'uses', uses: [['/lib/a.css', 'script']] });
    await ask(served.port, '/lib/a.css');
    await new Promise(resolve => setTimeout(resolve, 100));
    for (const mount of [{ '/lib': '../modules' }, { '/lib': '../other' }, {}]) {
      tab.heard.length = 0;
      served.server.configure({ mount });
      assert.equal((await tab.hears('reload')).path.startsWith('/lib/'), true);
      tab.send({ type: 'uses', uses: [['/lib/a.css', 'script']] });
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    assert.equal((await ask(served.port, '/lib/a.css')).status, 404);
    tab.close();
  });

  it('are told to observers by their address; what a mount hides is not', async () => {
    const served = await workspace({ '/lib': '../modules' });
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(served.server.liveUrl ?? '');
    const paths: string[] = [];
    socket.on('message', data => {
      const message = JSON.parse((data as Buffer).toString()) as { path?: string };
      if (message.path !== undefined) paths.push(message.path);
    });
    await new Promise(resolve => socket.once('open', resolve));
    await new Promise(resolve => setTimeout(resolve, 150));
    await fs.writeFile(path.join(served.root, 'site/lib/hidden.txt'), 'changed');
    await fs.writeFile(path.join(served.root, 'modules/.env'), 'CHANGED');
    await fs.writeFile(path.join(served.root, 'modules/deep/page.html'), 'changed');
    await until(() => (paths.length > 0 ? paths : undefined), 'a change');
    await new Promise(resolve => setTimeout(resolve, 150));
    assert.deepEqual(paths, ['/lib/deep/page.html']);
    socket.terminate();
  });
});
