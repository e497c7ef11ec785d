import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Fault, FaultReport } from '../../../src/protocol/faults';
import type { LogEntry } from '../../../src/protocol/logEntry';
import { createServer, type DevServer, type GivenOptions } from '../../../src/server';
import type { ToPage } from '../../../src/protocol/page';
import { Tab } from '../live/tab';
import { ask, navigation } from '../support/raw';
import { until } from '../support/routes';
import { makeTree, pageScript, type Served, type Tree, writeTree } from '../support/serve';

/** A forwarder's changes to a request's head, besides stripping a path. */
const FORWARDERS: Readonly<Record<string, (port: number) => Readonly<Record<string, string>>>> = {
  'keeps Host': () => ({ Host: 'localhost:8443', 'Sec-Fetch-Site': 'same-origin' }),
  'rewrites Host, and tells nothing': port => ({
    Host: `localhost:${port}`,
    'Sec-Fetch-Site': 'same-origin',
  }),
  'tells the path': port => ({
    Host: `127.0.0.1:${port}`,
    'X-Forwarded-Prefix': '/proxy/5500',
    'Sec-Fetch-Site': 'same-origin',
  }),
};

const page = (body: string): string => `<!doctype html><title>a</title>\n${body}\n`;

describe('the problems of documents', function () {
  this.timeout(20_000);
  let server: DevServer;
  let root: string;
  let port: number;
  const reports = new Map<string, readonly Fault[]>();

  async function start(
    tree: Tree,
    options: Partial<GivenOptions> = {},
    log?: (entry: LogEntry) => void,
  ): Promise<void> {
    reports.clear();
    root = await makeTree(tree);
    const script = await pageScript(await makeTree({}));
    const faults = ({ source, faults: told }: FaultReport): unknown => reports.set(source, told);
    const events = log ? { faults, log } : { faults };
    server = createServer({ root, pageScript: script, port: 0, ...options }, events, log ? 'info' : 'off');
    ({ port } = await server.listen());
  }
  afterEach(() => server.close());

  const file = (name: string): string => path.join(root, name);
  const open = (...names: string[]): void => server.opened(names.map(file));
  /** `code line:column message` of the faults of a document. */
  const of = (name: string): string[] =>
    (reports.get(`check:${file(name)}`) ?? []).map(
      ({ code, line, column, message }) => `${code ?? ''} ${line}:${column} ${message}`,
    );
  const told = (name: string, expected: readonly string[]): Promise<void> =>
    until(`${name}: ${expected.join(' | ')}`, () =>
      Promise.resolve(of(name).join('\n') === expected.join('\n')),
    );

  it('are told of those that are open, once they are open, and taken back when they are closed', async () => {
    await start({ 'a.html': page('<p></p></p>'), 'b.html': page('<main>') });
    open('a.html');
    await told('a.html', ['html 2:8 No open p element matches this end tag.']);
    open('a.html', 'b.html');
    await told('b.html', ['html 2:1 The main element is not closed.']);
    open('b.html');
    await told('a.html', []);
  });

  it('follow the text that is typed, and the disk', async () => {
    await start({ 'a.html': page('') });
    open('a.html');
    server.overlay({ path: file('a.html'), text: page('<b>'), version: 1 });
    await told('a.html', ['html 2:1 The b element is not closed.']);
    server.overlay({ path: file('a.html'), text: undefined, version: 2 });
    await told('a.html', []);
    await writeTree(root, { 'a.html': page('<i>') });
    server.changed([{ path: file('a.html'), how: 'saved' }]);
    await told('a.html', ['html 2:1 The i element is not closed.']);
  });

  it('are links that this server would answer with 404, as its options and routes say', async () => {
    const links = (...values: string[]): string =>
      page(values.map(value => `<a href="${value}">x</a>`).join('\n'));
    const tree = {
      'a.html': links(
        '/b.html',
        '/c.html',
        'sub',
        'sub/',
        '/api/users',
        '/about',
        '#x',
        '/b.html#y',
        '/b.html#z',
      ),
      'b.html': page('<p id="y">'),
      'about.html': page(''),
      'sub/x.txt': '',
      'porthole.routes.json': JSON.stringify({ routes: [{ path: '/api/*rest', json: 1 }] }),
    };
    await start(tree);
    open('a.html');
    await told('a.html', [
      'broken-link 3:4 /c.html was not found. Did you mean /a.html?',
      'broken-link 7:4 /about was not found. Did you mean /about.html?',
      'broken-link 8:4 No element in /a.html has the id “x”.',
      'broken-link 10:4 No element in /b.html has the id “z”.',
    ]);
    server.configure({ cleanUrls: true, fallback: '/a.html' });
    await told('a.html', [
      'broken-link 8:4 No element in /a.html has the id “x”.',
      'broken-link 10:4 No element in /b.html has the id “z”.',
    ]);
  });

  it('come with the way to mend them', async () => {
    await start({ 'a.html': page('<img src="Img/Logo.png"><main>'), 'img/logo.png': '' });
    open('a.html');
    await until('two', () => Promise.resolve(of('a.html').length === 2));
    const [unclosed, broken] = reports.get(`check:${file('a.html')}`)!;
    assert.deepEqual(
      unclosed!.fixes?.map(fix => fix.kind === 'replace' && fix.text),
      ['', '<main></main>'],
    );
    assert.match(broken!.message, /the name on the disk is img\/logo\.png\.$/);
    assert.ok(broken!.fixes?.some(fix => fix.kind === 'create' && fix.file === file('Img/Logo.png')));
  });

  it('change a lost fragment to an id that is like it, and take away an id that stands twice', async () => {
    await start({ 'a.html': page('<a href="#tpo">x</a><p id="tp"></p><p id="tp"></p>') });
    open('a.html');
    await until('two', () => Promise.resolve(of('a.html').length === 2));
    const fixes = reports.get(`check:${file('a.html')}`)!.flatMap(each => each.fixes ?? []);
    assert.deepEqual(fixes.map(fix => (fix.kind === 'replace' ? fix.text : fix.kind)).toSorted(), [
      '',
      'href="#tp"',
    ]);
  });

  it('are a request that failed, at the attribute that asked, until the page is loaded anew', async () => {
    await start({ 'a.html': page('<img src="picture.png">\n<script src="/gone.js"></script>') });
    open('a.html');
    const gone = 'broken-link 3:9 /gone.js was not found.';
    await told('a.html', ['broken-link 2:6 picture.png was not found.', gone]);
    const headers = { Referer: `http://127.0.0.1:${port}/a.html` };
    await ask(port, '/picture.png', { headers });
    await told('a.html', [gone, 'failed-request 2:6 /picture.png failed with status 404.']);
    await ask(port, '/a.html', { headers: navigation });
    await told('a.html', ['broken-link 2:6 picture.png was not found.', gone]);
  });

  it('are no request that failed in a folder that is not trusted', async () => {
    await start({ 'a.html': page('<img src="picture.png">\n<main>') }, { trusted: false });
    open('a.html');
    const expected = [
      'broken-link 2:6 picture.png was not found.',
      'html 3:1 The main element is not closed.',
    ];
    const seen = (): Promise<boolean> => Promise.resolve(of('a.html').toSorted().join() === expected.join());
    await until('the static ones', seen);
    await ask(port, '/picture.png', { headers: { Referer: `http://127.0.0.1:${port}/a.html` } });
    await new Promise(resolve => setTimeout(resolve, 600));
    assert.ok(await seen(), of('a.html').join());
  });

  it('are logged once while they only move: a request that failed', async () => {
    const log: string[] = [];
    await start({ 'a.html': page('<img src="picture.png">') }, {}, entry => {
      if (entry.kind === 'event' && entry.text.includes('failed with')) log.push(entry.text);
    });
    open('a.html');
    await told('a.html', ['broken-link 2:6 picture.png was not found.']);
    await ask(port, '/picture.png', { headers: { Referer: `http://127.0.0.1:${port}/a.html` } });
    for (const line of [2, 3, 4]) {
      const text = page('\n'.repeat(line - 2) + '<img src="picture.png">');
      server.overlay({ path: file('a.html'), text, version: line });
      await told('a.html', [`failed-request ${line}:6 /picture.png failed with status 404.`]);
    }
    assert.deepEqual(log, ['a.html:2:6 /picture.png failed with status 404.']);
  });

  it('are addresses of an open style sheet that lead nowhere', async () => {
    await start({ 'css/a.css': '@import "b.css";\na { background: url(../i/c.png) }\n', 'css/b.css': '' });
    open('css/a.css');
    await told('css/a.css', ['broken-link 2:17 ../i/c.png was not found.']);
    await writeTree(root, { 'i/c.png': '' });
    server.changed([{ path: file('i/c.png'), how: 'created' }]);
    await told('css/a.css', []);
  });

  it('are a request that a style sheet made and that failed, while it is not open, too', async () => {
    await start({ 'a.html': page('<link rel="stylesheet" href="a.css">'), 'a.css': 'a { src: url(b.png) }' });
    open('a.html');
    await told('a.html', []);
    const headers = { Referer: `http://127.0.0.1:${port}/a.css` };
    await ask(port, '/b.png', { headers });
    await told('a.css', ['failed-request 1:10 /b.png failed with status 404.']);
    await writeTree(root, { 'b.png': '' });
    await ask(port, '/b.png', { headers });
    await told('a.css', []);
  });

  for (const [how, forward] of Object.entries(FORWARDERS))
    it(`are requests that failed behind a path, where the forwarder ${how}`, async () => {
      const tree = {
        'd/a.html': page('<link rel="stylesheet" href="a.css">'),
        'd/a.css': 'a { src: url(b.png) }',
      };
      await start(tree);
      const asked = async (name: string, by: string): Promise<void> => {
        await ask(port, name, {
          headers: { ...forward(port), Referer: `http://localhost:8443/proxy/5500${by}` },
        });
      };
      open('d/a.html');
      await told('d/a.html', []);
      await ask(port, '/d/a.html', { headers: { ...navigation, ...forward(port) } });
      await asked('/d/b.png', '/d/a.css');
      await told('d/a.css', ['failed-request 1:10 /d/b.png failed with status 404.']);
      await writeTree(root, { 'd/b.png': '' });
      await asked('/d/b.png', '/d/a.css');
      await told('d/a.css', []);
      await fs.rm(file('d/a.css'));
      await asked('/d/a.css', '/d/a.html');
      await told('d/a.html', ['failed-request 2:24 /d/a.css failed with status 404.']);
    });

  it('are the pieces of style that the browser of a page drops, until they are mended', async () => {
    const css = 'a {\n  colour: red;\n  margin: 0;\n}\n';
    await start({ 'a.html': page('<link rel="stylesheet" href="a.css">'), 'a.css': css });
    const served = { server, port, root } as unknown as Served;
    const tab = await Tab.open(served, '/a.html');
    tab.send({ type: 'uses', uses: [['/a.css', 'style']] });
    tab.socket.on('message', data => {
      const message = JSON.parse((data as Buffer).toString()) as ToPage;
      if (message.type !== 'judge') return;
      const dropped = message.checks.flatMap(([, name], at) => (name === 'colour' ? [at] : []));
      tab.send({ type: 'judged', id: message.id, dropped });
    });
    open('a.css');
    const drops = (expected: readonly string[]): Promise<void> =>
      until(expected.join(), () =>
        Promise.resolve(
          (reports.get(`css:${file('a.css')}`) ?? [])
            .map(({ code, line, column, message }) => `${code ?? ''} ${line}:${column} ${message}`)
            .join() === expected.join(),
        ),
      );
    await drops(['css 2:3 The browser drops this declaration: “colour: red”.']);
    server.overlay({ path: file('a.css'), text: css.replace('colour', 'color'), version: 2 });
    await drops([]);
    tab.close();
  });

  it('are those of XHTML by the rules of XML', async () => {
    await start({ 'a.xhtml': '<html xmlns="http://www.w3.org/1999/xhtml">\n<body><br></body>\n</html>' });
    open('a.xhtml');
    await told('a.xhtml', ['html 2:7 The br element is not closed.']);
  });

  it('follow a fragment into another document that is typed', async () => {
    await start({ 'a.html': page('<a href="b.html#x">x</a>'), 'b.html': page('') });
    open('a.html');
    await told('a.html', ['broken-link 2:4 No element in /b.html has the id “x”.']);
    server.overlay({ path: file('b.html'), text: page('<p id="x">'), version: 1 });
    await told('a.html', []);
    server.overlay({ path: file('b.html'), text: page('<p id="y">'), version: 2 });
    await told('a.html', ['broken-link 2:4 No element in /b.html has the id “x”.']);
  });

  it('are told up to a bound, the first ones first', async () => {
    const count = 400;
    await start({ 'a.html': page('<a href="gone.txt">x</a>\n'.repeat(count)) });
    open('a.html');
    await until('the first ones', () => Promise.resolve(of('a.html').length === 250));
    assert.equal(of('a.html').at(-1), 'broken-link 251:4 gone.txt was not found.');
  });

  it('are none where the setting says so', async () => {
    await start({ 'a.html': page('<main>') });
    open('a.html');
    await told('a.html', ['html 2:1 The main element is not closed.']);
    server.configure({ problems: 'errors' });
    await told('a.html', []);
  });

  it('are not looked for before an editor has told which documents are open', async () => {
    await start({ 'a.html': page('<main>') });
    await ask(port, '/a.html', { headers: navigation });
    server.changed([{ path: file('a.html'), how: 'saved' }]);
    await new Promise(resolve => setTimeout(resolve, 600));
    assert.equal(reports.size, 0);
  });
});
