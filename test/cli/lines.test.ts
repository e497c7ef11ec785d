import assert from 'node:assert/strict';
import { Lines } from '../../src/cli/lines';
import { entry } from '../editor/units/kept';

/** The lines for requests with these statuses. */
function written(colours: boolean, statuses: readonly number[]): string[] {
  let text = '';
  const lines = new Lines(() => ({ stream: { write: part => (text += part) }, colours }));
  for (const status of statuses) lines.add(entry({ entry: { status, target: '/a' } }));
  lines.flush();
  return text.trimEnd().split('\n');
}

describe('the lines of a terminal', () => {
  it('colour the status by its class, and nothing else', () => {
    const colours = written(true, [200, 304, 404, 500, 101]).map(line => line.replaceAll('\x1b', '^'));
    assert.deepEqual(colours, [
      'GET /a ^[32m200^[39m 0 B 4.0 ms',
      'GET /a ^[36m304^[39m 0 B 4.0 ms',
      'GET /a ^[33m404^[39m 0 B 4.0 ms',
      'GET /a ^[31m500^[39m 0 B 4.0 ms',
      'GET /a 101 0 B 4.0 ms',
    ]);
  });

  it('have no codes where nobody sees colours', () => {
    assert.deepEqual(written(false, [404]), ['GET /a 404 0 B 4.0 ms']);
  });
});
