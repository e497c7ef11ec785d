import assert from 'node:assert/strict';
import { endAll, serve } from '../support/serve';

describe('a route to another server or a handler that is wrong', () => {
  afterEach(endAll);

  for (const [route, at, text] of [
    ['{ "path": "/x", "proxy": "localhost:8080" }', '2:26', 'address of a server'],
    ['{ "path": "/x", "proxy": "http://a:b@localhost" }', '2:26', 'address of a server'],
    ['{ "path": "/x", "proxy": "http://a", "rewrite": "/:id" }', '2:49', 'nothing named “id”'],
    ['{ "path": "/x", "proxy": "http://a", "timeout": 0 }', '2:49', 'milliseconds'],
    ['{ "path": "/x", "handler": "a.mjs", "timeout": 3600001 }', '2:48', 'milliseconds'],
    ['{ "path": "/x", "json": 1, "timeout": 1 }', '2:39', 'nothing that this route knows'],
    ['{ "path": "/x", "proxy": "http://a", "insecure": 1 }', '2:50', 'verified'],
    ['{ "path": "/x", "proxy": "http://a", "headers": { "a b": "" } }', '2:58', 'not a header name'],
    ['{ "path": "/x", "proxy": "http://a", "json": 1 }', '2:46', 'cannot both answer'],
  ] as const)
    it(`says so at ${at}: ${text}`, async () => {
      const served = await serve({ 'porthole.routes.json': `{ "routes": [\n${route}\n]}` });
      const line = served.log.find(
        entry => entry.kind === 'event' && entry.text.includes('porthole.routes.json'),
      );
      assert.ok(
        line?.kind === 'event' && line.text.includes(`:${at}`) && line.text.includes(text),
        JSON.stringify(line),
      );
    });
});
