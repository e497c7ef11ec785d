import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { isForObservers } from '../../../src/server/live/kinds';
import { endAll, type Served, serve } from '../support/serve';
import { Tab, until } from './tab';

/** Security rule 18. */
describe('the names that an observer hears', () => {
  for (const path of ['/a.html', '/a/b c.css', '/.well-known/security.txt', '/a.b/c', '/ü/a..b'])
    it(`are ${path}`, () => assert.ok(isForObservers(path)));
  for (const path of [
    '/.env',
    '/.git/config',
    '/a/.hidden/b.css',
    '/../outside/a.txt',
    '/..',
    '/a/\u200b.env',
  ])
    it(`are not ${path}`, () => assert.ok(!isForObservers(path)));
});

/** A page may report any file as used (security rule 18). */
describe('the names that a page hears because it says that it uses them', () => {
  const dotted = ['.env', '.git/HEAD', 'deep/.x/y.css', 'deep/..y'];
  let served: Served;
  let tab: Tab;
  const start = async (dotfiles: 'deny' | 'allow'): Promise<void> => {
    const files = Object.fromEntries([...dotted, 'a.css', 'deep/b.css'].map(name => [name, '1']));
    served = await serve({ 'index.html': '<!doctype html><p>1', ...files }, { dotfiles });
    await symlink(path.join(served.root, '.env'), path.join(served.root, 'innocent.css'));
    tab = await Tab.open(served);
    const paths = [...dotted.map(name => `/${name}`), '/%2eenv', '/innocent.css', '/a.css'];
    tab.send({ type: 'uses', uses: paths.map(each => [each, 'style']) });
    tab.send({ type: 'ping' });
    await tab.hears('pong');
  };
  const told = (): string[] => tab.heard.flatMap(message => ('path' in message ? message.path : []));
  /** Saves all files; the one of which a page may hear comes last. */
  const save = async (): Promise<void> => {
    for (const name of [...dotted, 'a.css']) await served.write({ [name]: 'p { top: 2px }' });
    const paths = [...dotted, 'a.css'].map(name => path.join(served.root, name));
    served.server.changed(paths.map(each => ({ path: each, how: 'saved' })));
    await until(() => told().find(each => each === '/a.css'), 'the style sheet');
  };
  afterEach(async () => {
    tab.close();
    await endAll();
  });

  it('are none that begin with a dot, nor any that leads to such a file', async () => {
    await start('deny');
    await save();
    assert.deepEqual(new Set(told()), new Set(['/a.css']));
  });

  it('are those, too, where they are served', async () => {
    await start('allow');
    await save();
    await until(() => told().find(each => each === '/.env'), 'a file that begins with a dot');
  });
});
