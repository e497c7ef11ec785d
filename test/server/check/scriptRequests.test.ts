import path from 'node:path';
import type { Fault, FaultReport } from '../../../src/protocol/faults';
import { createServer, type DevServer } from '../../../src/server';
import { Tab } from '../live/tab';
import { ask } from '../support/raw';
import { until } from '../support/routes';
import { makeTree, pageScript, type Served, type Tree } from '../support/serve';

const page = (body: string): string => `<!doctype html><title>a</title>\n${body}\n`;

const code = (...lines: readonly string[]): string => ['// "/gone.json"', ...lines, ''].join('\n');

describe('a request of a script that failed', () => {
  const asked = (address: string, by: string, dest = ''): Promise<unknown> => {
    const site = dest === '' ? {} : { 'Sec-Fetch-Dest': dest, 'Sec-Fetch-Site': 'same-origin' };
    return ask(port, address, { headers: { Referer: `http://127.0.0.1:${port}${by}`, ...site } });
  };
  let server: DevServer;
  let root: string;
  let port: number;
  let tab: Tab;
  const reports = new Map<string, readonly Fault[]>();
  const faults = ({ source, faults: told }: FaultReport): unknown => reports.set(source, told);
  afterEach(() => server.close());

  async function start(tree: Tree, document: string, scripts: readonly string[]): Promise<void> {
    reports.clear();
    root = await makeTree(tree);
    const script = await pageScript(await makeTree({}));
    server = createServer({ root, pageScript: script, port: 0 }, { faults }, 'off');
    ({ port } = await server.listen());
    tab = await Tab.open({ server, port, root } as unknown as Served, document);
    tab.send({ type: 'uses', uses: scripts.map(each => [each, 'script'] as const) });
    server.opened([]);
  }

  const told = (name: string, expected: readonly string[]): Promise<void> =>
    until(`${name}: ${expected.join(' | ')}`, () => {
      const found = (reports.get(`check:${path.join(root, name)}`) ?? []).map(
        ({ file, line, column, message }) =>
          `${path.relative(root, file).replaceAll('\\', '/')}:${line}:${column} ${message}`,
      );
      return Promise.resolve(found.join('\n') === expected.join('\n'));
    });

  it('is told at the string that names it, also in modules, until the page is gone', async () => {
    await start(
      {
        'd/a.html': page(
          '<script>\nfetch("gone.json?a=1");\n</script><script type="module" src="/js/a.js"></script>',
        ),
        'js/a.js': code("import './b.js';", 'fetch(`/gone.txt`); /* "/gone.txt" */'),
        'js/b.js': code('import "../gone/c.js";'),
        'porthole.routes.json': JSON.stringify({ routes: [{ path: '/api', json: 1, status: 409 }] }),
      },
      '/d/a.html',
      ['/js/a.js', '/js/b.js'],
    );
    await asked('/d/gone.json?a=1', '/d/a.html');
    await asked('/gone.txt', '/d/a.html');
    await asked('/api', '/d/a.html');
    await asked('/gone/c.js', '/js/b.js');
    await told('js/b.js', ['js/b.js:2:8 /gone/c.js failed with status 404.']);
    await told('d/a.html', [
      'd/a.html:3:7 /d/gone.json?a=1 failed with status 404.',
      'js/a.js:3:7 /gone.txt failed with status 404.',
    ]);
    tab.close();
    await told('d/a.html', []);
    await told('js/b.js', []);
  });

  it('is told at a string with a part of an address that a script computes, else at the page', async () => {
    const computing = code(
      'const all = [1, 2].map(id => `/items/${id}/more.json`);',
      "fetch('../list-' + all.length + '.json');",
      "fetch(base + '/end.json'); log('all' + all); log('/' + all + '.');",
      'new Worker(names[0]);',
    );
    await start({ 'd/a.html': page('<p>a</p>'), 'js/a.js': computing }, '/d/a.html', ['/js/a.js']);
    const addresses = [
      '/items/7/more.json',
      '/list-3.json',
      '/from/there/end.json',
      '/all/of/it',
      '/a.js.map',
    ];
    for (const address of addresses) await asked(address, '/d/a.html', 'empty');
    await asked('/favicon.ico', '/d/a.html', 'image');
    await asked('/work.js', '/d/a.html', 'worker');
    await told('d/a.html', [
      'js/a.js:2:30 /items/7/more.json failed with status 404.',
      'js/a.js:3:7 /list-3.json failed with status 404.',
      'js/a.js:4:14 /from/there/end.json failed with status 404.',
      'd/a.html:1:1 /all/of/it failed with status 404.',
      'd/a.html:1:1 /work.js failed with status 404.',
    ]);
    tab.close();
    await told('d/a.html', []);
  });
});
