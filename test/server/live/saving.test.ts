import assert from 'node:assert/strict';
import type { ToPage } from '../../../src/protocol/page';
import { defaults } from '../../../src/server/options';
import { describeOnEveryRoot } from '../support/roots';
import { type FakePage, LiveServer } from './liveServer';

const page = (text: string): string => `<!doctype html><p>${text}</p><script>1</script>`;
const tree = { 'index.html': page('one'), 'a.css': 'a { color: red }', 'a.png': 'x' };

const kinds = ({ heard }: FakePage): string[] => heard.map(({ type }) => type);
const lastPatch = ({ heard }: FakePage): Extract<ToPage, { type: 'patch' }> => {
  const last = heard.at(-1);
  return last?.type === 'patch' ? last : assert.fail(`no patch, but ${last?.type ?? 'nothing'}`);
};

describeOnEveryRoot('a save', () => {
  let server: LiveServer;
  const start = async (onSave: 'auto' | 'patch' | 'reload'): Promise<FakePage> => {
    server = await LiveServer.start(tree);
    server.options = { ...defaults, onSave };
    return server.open('index.html');
  };
  afterEach(() => server.close());

  it('of what was typed asks the page once whether a fresh load would show the same', async () => {
    const opened = await start('auto');
    server.type('index.html', page('two'));
    await opened.hears(1);
    assert.equal(lastPatch(opened).saved, undefined);
    await server.saveTyped('index.html', page('two'));
    await opened.hears(2);
    const { saved, operations } = lastPatch(opened);
    assert.deepEqual([saved, operations], [true, []]);
    await server.saveTyped('index.html', page('three'));
    await opened.hears(3);
    assert.deepEqual(kinds(opened), ['patch', 'patch', 'patch']);
    assert.equal(lastPatch(opened).operations.length, 1);
  });

  it('sends no more to a page that reloads by itself, and says why it does', async () => {
    const opened = await start('auto');
    opened.outcome = message => (message.type === 'patch' && message.saved ? 'reloaded' : 'applied');
    await server.saveTyped('index.html', page('two'));
    await opened.hears(1);
    await server.logs(/\/index\.html reloaded for \/index\.html/);
    const other = await server.open('index.html');
    await server.saveTyped('index.html', page('three'));
    await other.hears(1);
    assert.deepEqual(kinds(opened), ['patch']);
  });

  it('says in the log what was patched, and why a changed script reloads', async () => {
    const opened = await start('auto');
    await server.saveTyped('index.html', page('two'));
    await opened.hears(1);
    await server.logs(/\/index\.html changed, patched in 1 page/);
    opened.outcome = () => 'reloaded';
    await server.saveTyped('index.html', `${page('two')}<script>1</script>`);
    await opened.hears(2);
    await server.logs(/reloaded for \/index\.html: what changed acts only when a page loads/);
  });

  it('with onSave "patch" never asks', async () => {
    const opened = await start('patch');
    server.type('index.html', page('two'));
    await opened.hears(1);
    await server.saveTyped('index.html', page('two'));
    await server.saveTyped('index.html', page('three'));
    await opened.hears(2);
    assert.deepEqual(kinds(opened), ['patch', 'patch']);
    assert.equal(lastPatch(opened).saved, undefined);
  });

  for (const name of ['index.html', 'a.css', 'a.png'])
    it(`with onSave "reload" reloads the page that uses ${name}, also when it was typed before`, async () => {
      const opened = await start('reload');
      await opened.uses(['/a.css', 'style'], ['/a.png', 'resource']);
      if (name !== 'a.png') {
        server.type(name, name === 'a.css' ? 'a { color: blue }' : page('two'));
        await opened.hears(1);
      }
      await server.saveTyped(name, name === 'a.css' ? 'a { color: blue }' : page('two'));
      await opened.hears(name === 'a.png' ? 1 : 2);
      assert.deepEqual(
        kinds(opened),
        { 'index.html': ['patch', 'reload'], 'a.css': ['style', 'reload'], 'a.png': ['reload'] }[name],
      );
    });
});
