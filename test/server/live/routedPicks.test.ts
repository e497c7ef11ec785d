import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endAll, type Served, serve, type Tree } from '../support/serve';
import { Tab, until } from './tab';

const HTML = '<!doctype html><title>A page</title><p>of a route</p>';

const written = (port: number): string => `{
  "routes": [
    { "path": "/api/users", "json": [] },
    { "path": "/fixed", "headers": { "content-type": "text/html" }, "body": ${JSON.stringify(HTML)} },
    // A comment.
    { "path": "/made/:name", "handler": "made.mjs" },
      { "method": "GET", "path": "/far", "proxy": "http://127.0.0.1:${port}" }
  ]
}
`;

describe('a pick in a page that a route sent', () => {
  const upstream = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(HTML));
  let served: Served;
  let tab: Tab;
  let routes: string;

  before(async () => {
    await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve));
  });
  after(() => upstream.close());
  beforeEach(async () => {
    routes = written((upstream.address() as AddressInfo).port);
    const tree: Tree = {
      'porthole.routes.json': routes,
      'made.mjs': `export default () => new Response(${JSON.stringify(HTML)}, { headers: { 'content-type': 'text/html' } });`,
      'index.html': '<!doctype html><p>a file</p>',
    };
    served = await serve(tree, { trusted: true });
  });
  afterEach(async () => {
    tab.close();
    await endAll();
  });

  /** The text of the routes file from where a pick in a page leads. */
  async function picksIn(path: string): Promise<string> {
    tab = await Tab.open(served, path);
    const message = await tab.picks(0, { exact: false });
    if (message.type !== 'routed') return message.type;
    assert.equal(message.place.path, '/porthole.routes.json');
    const { line, column } = message.place.start;
    return routes.split('\n')[line]?.slice(column, column + 24) ?? '';
  }

  it('leads to a fixed route', async () => {
    assert.equal(await picksIn('/fixed?x=1'), '{ "path": "/fixed", "hea');
  });

  it('leads to the route of a handler', async () => {
    assert.equal(await picksIn('/made/a%20b'), '{ "path": "/made/:name",');
  });

  it('leads to the route of a proxy', async () => {
    assert.equal(await picksIn('/far'), '{ "method": "GET", "path');
  });

  it('leads to the file where a file was sent', async () => {
    assert.equal(await picksIn('/'), 'picked');
  });

  it('leads to where the route stands by now, and nowhere once it is gone', async () => {
    tab = await Tab.open(served, '/fixed');
    const save = async (text: string): Promise<void> => {
      await served.write({ 'porthole.routes.json': text });
      served.server.changed([{ path: `${served.root}/porthole.routes.json`, how: 'saved' }]);
    };
    await save(routes.replace('"routes"', '\n\n"routes"'));
    await until(async () => {
      const message = await tab.picks(0, { exact: false });
      return message.type === 'routed' && message.place.start.line === 5 ? true : undefined;
    }, 'the new line');
    await save('{ "routes": [] }');
    await until(async () => {
      await new Promise(resolve => setTimeout(resolve, 110));
      return (await tab.picks(0, { exact: false })).type === 'sourceless' || undefined;
    }, 'no route');
  });
});
