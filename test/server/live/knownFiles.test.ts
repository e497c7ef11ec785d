import assert from 'node:assert/strict';
import { KnownFiles } from '../../../src/server/live/watch/knownFiles';

describe('the known files of watched folders', () => {
  it('are known by the change of each that observers have heard of', () => {
    const known = new KnownFiles();
    assert.equal(known.add('/site/a.css'), false, 'nothing is told of a file that was there');
    assert.equal(known.add('/site/a.css', 5), false);
    assert.equal(known.add('/site/a.css', 5), true, 'the event is a late one');
    assert.equal(known.add('/site/a.css', 6), false);
    assert.equal(known.add('/site/b.css', 6), false, 'another file of the same time');
    assert.equal(known.remove('/site/a.css'), true);
    assert.equal(known.add('/site/a.css', 6), false, 'it has come back');
  });

  it('have no time where the disk tells none, as a text in an editor has', () => {
    const known = new KnownFiles();
    assert.deepEqual([known.add('/site/a.css', 0), known.add('/site/a.css', 0)], [false, false]);
  });
});
