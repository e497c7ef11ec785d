import assert from 'node:assert/strict';
import { mockRoute } from '../../../src/editor/traffic/mockRoute';
import { newRoutesFile } from '../../../src/editor/base/routesText';
import { kept } from '../../editor/units/kept';
import { ask } from '../../server/support/raw';
import { endAll, serve } from '../../server/support/serve';

const type = (name: string) => ['Content-Type', name];
const ANSWERED = [
  kept({ response: type('text/html; charset=utf-8'), got: '<h1>é</h1>', entry: { target: '/page.html' } }),
  kept({ response: type('application/json'), got: '[{"id":1}]', entry: { target: '/api?page=2&q=a%20b' } }),
  kept({ response: type('application/problem+json'), got: '{"a":1}', entry: { status: 409, target: '/p' } }),
  kept({ response: type('text/csv'), got: 'a;b', entry: { target: '/caf%C3%A9/x+y(1)*[z]%7B%20.csv?' } }),
  kept({ response: type('text/plain'), got: 'made', entry: { method: 'PUT', status: 201, target: '/a/b/' } }),
  kept({ entry: { method: 'DELETE', status: 204, target: '/a' } }),
];

describe('a mock route in a server', () => {
  afterEach(() => endAll());

  for (const answered of ANSWERED) {
    const { method, target, status, details } = answered.entry;
    it(`answers ${method} ${target} as it was answered`, async () => {
      const { port } = await serve({ 'porthole.routes.json': newRoutesFile(mockRoute(answered)) });
      const again = await ask(port, target, { method });
      assert.equal(again.status, status);
      assert.equal(again.body.toString(), Buffer.from(details?.responseBody?.bytes ?? []).toString());
      const sent = details?.responseHeaders[1]?.split(';', 1)[0];
      if (sent !== undefined) assert.equal(again.headers['content-type']?.split(';', 1)[0], sent);
      assert.equal((await ask(port, '/another', { method: 'GET' })).status, 404);
    });
  }
});
