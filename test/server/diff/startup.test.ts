import assert from 'node:assert/strict';
import { treeOf } from './sources';

const keyOf = (root: string, body: string): string =>
  treeOf(`<!doctype html><html ${root}><body>${body}</body></html>`).startup.key;

const preload = (more: string): string => `<link rel="modulepreload" href="a.js"${more}>`;

describe('the start of a source', () => {
  const script = '<script>1</script>';

  it('stays the same when the root element has another class or style', () => {
    assert.equal(keyOf('class="a" style="color: red"', script), keyOf('class="b"', script));
  });

  it('changes with other attributes of the root element, which scripts read, if there is a script', () => {
    assert.notEqual(keyOf('lang="en"', script), keyOf('lang="de"', script));
    assert.equal(keyOf('lang="en"', ''), keyOf('lang="de"', ''));
  });

  it('changes with a preload that has a hash', () => {
    assert.notEqual(keyOf('', preload(' integrity="a"')), keyOf('', preload(' integrity="b"')));
    assert.equal(keyOf('', preload('')), keyOf('', preload(' title-x="b"')));
  });
});
