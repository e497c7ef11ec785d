import assert from 'node:assert/strict';
import { treeOf } from './sources';

const keyOf = (root: string, body: string): string =>
  treeOf(`<!doctype html><html ${root}><body>${body}</body></html>`).startup.key;

describe('the start of a source', () => {
  const script = '<script>1</script>';

  it('stays the same when the root element has another class or style', () => {
    assert.equal(keyOf('class="a" style="color: red"', script), keyOf('class="b"', script));
  });

  it('changes with other attributes of the root element, which scripts read, if there is a script', () => {
    assert.notEqual(keyOf('lang="en"', script), keyOf('lang="de"', script));
    assert.equal(keyOf('lang="en"', ''), keyOf('lang="de"', ''));
  });
});
