import assert from 'node:assert/strict';
import { Ignored } from '../../../src/server/live/watch/ignored';

describe('the globs of what is ignored', () => {
  it('hold although one of them cannot be compiled', () => {
    const patterns = ['x'.repeat(70_000), '[', '', '**/build/**'];
    const ignored = new Ignored(
      file => file,
      () => patterns,
    );
    assert.equal(ignored.has('/build/a.css'), true);
    assert.equal(ignored.has('/src/a.css'), false);
    assert.equal(ignored.by('/build/a.css'), '**/build/**');
  });
});
