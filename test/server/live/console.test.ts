import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import type { ConsoleEntry, ConsoleToPage, FromConsole } from '../../../src/protocol/consoleMessages';
import { ask } from '../support/raw';
import { endAll, makeTree, type Served, serve, type Tree } from '../support/serve';
import { Tab, until } from './tab';

interface SourceMap {
  readonly sources: readonly string[];
  readonly ignoreList: readonly number[];
  readonly mappings: string;
}

const html = '<!doctype html>\n<title>Page</title>\n<p id="a">one</p>\n';
const entry = (text: string, more: Partial<ConsoleEntry> = {}): ConsoleEntry => ({
  kind: 'plain',
  level: 'info',
  time: 1,
  values: [{ kind: 'text', text }],
  depth: 0,
  frames: [],
  count: 1,
  ...more,
});
const told = (...entries: ConsoleEntry[]) =>
  ({ type: 'console', what: 'entries', entries, omitted: 0 }) as const;

describe('the consoles of pages on the live channel', () => {
  let served: Served;
  let heard: FromConsole[];
  let tab: Tab;
  const start = async (tree: Tree = { 'index.html': html }): Promise<void> => {
    heard = [];
    served = await serve(tree, {}, {}, { console: message => heard.push(message) });
  };
  afterEach(async () => {
    tab.close();
    await endAll();
  });

  const texts = (): string[] =>
    heard
      .flatMap(message => (message.type === 'entries' ? message.entries : []))
      .map(({ values }) => values[0]?.text ?? '');
  const omitted = (): number =>
    heard.reduce((sum, message) => sum + (message.type === 'entries' ? message.omitted : 0), 0);
  const toPage = (): ConsoleToPage[] => tab.heard.filter(message => message.type === 'console');
  const looks = (armed: boolean): void => served.server.console({ type: 'arm', armed });

  it('relays nothing before the editor looks, and tells the page to stop', async () => {
    await start();
    tab = await Tab.open(served);
    assert.deepEqual(toPage(), []);
    tab.send(told(entry('too early')));
    await until(() => toPage()[0], 'an answer');
    assert.deepEqual(toPage(), [{ type: 'console', what: 'arm', armed: false }]);
    looks(true);
    await until(() => toPage()[1], 'the look');
    tab.send(told(entry('in time')));
    await until(() => texts()[0], 'a message');
    looks(false);
    await until(() => toPage()[2], 'its end');
    tab.send(told(entry('too late')));
    await until(() => toPage()[3], 'an answer');
    assert.deepEqual(texts(), ['in time']);
    assert.deepEqual(
      heard.map(({ type }) => type),
      ['page', 'entries'],
    );
  });

  it('has its part before the page script while the editor looks, as the preview’s has while a panel is open, and DevTools looks for no line in them', async () => {
    const folder = await makeTree({
      'page.js':
        'tell("__PORTHOLE_TOKEN__", "__PORTHOLE_PROOF__", typeof portholeParts);\nif (typeof portholeParts === "function") portholeParts("it")',
      'console.js':
        'export default require => {\ntell("console", require)\n};\n//# sourceMappingURL=console.js.map\n',
      'preview.js': 'export default require => {\ntell("preview", require)\n};',
    });
    served = await serve({ 'index.html': html }, { pageScript: path.join(folder, 'page.js') });
    tab = await Tab.open(served);
    const script = async (dest: string, name = 'page'): Promise<string> =>
      (
        await ask(served.port, `/__porthole/${name}.js`, { headers: { 'Sec-Fetch-Dest': dest } })
      ).body.toString();
    const before = await script('script');
    looks(true);
    const heard: unknown[] = [];
    const withPart = await script('script');
    const run = (text: string): unknown => {
      heard.length = 0;
      runInNewContext(text, { tell: (...all: unknown[]) => heard.push(...all.slice(-2)) });
      return heard.splice(1);
    };
    assert.deepEqual(run(withPart), ['function', 'console', 'it']);
    // A panel is open, so the preview's part must be there for the first click.
    served.server.configure({ frameAncestors: ['https://panel.example'] });
    assert.deepEqual(run(await script('script')), ['function', 'console', 'it', 'preview', 'it']);
    served.server.configure({ frameAncestors: [] });
    const map = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;
    for (const text of [withPart, await script('script', 'console')]) {
      const [, data = ''] = map.exec(text) ?? [];
      const { sources, ignoreList, mappings } = JSON.parse(
        Buffer.from(data, 'base64').toString(),
      ) as SourceMap;
      assert.deepEqual([sources.length, ignoreList], [1, [0]]);
      assert.equal(mappings.split(';').length, text.trimEnd().split('\n').length - 1);
    }
    // This script is readable for scripts of the page, so it contains neither the proof nor the part.
    const read = await script('empty');
    assert.match(read, /^tell\("[\w-]+", "", typeof portholeParts\);\nif .*$/);
    looks(false);
    assert.equal(await script('script'), before);
    await rm(folder, { recursive: true });
  });

  it('passes on a flood as a number, and ends a page whose messages are malformed', async () => {
    await start();
    tab = await Tab.open(served);
    looks(true);
    await until(() => toPage()[0], 'the look');
    for (let batch = 0; batch < 20; batch++)
      tab.send(told(...Array.from({ length: 100 }, (_, at) => entry(`${batch}.${at}`))));
    await until(() => (omitted() + texts().length === 2_000 ? true : undefined), 'all of them');
    assert.ok(texts().length <= 800, String(texts().length));
    let deep: unknown = { kind: 'object', text: '' };
    for (let level = 0; level < 40; level++) deep = { kind: 'object', text: '', properties: [['a', deep]] };
    const closed = new Promise(resolve => tab.socket.once('close', resolve));
    tab.send(told(entry('', { values: [deep as never] })));
    await closed;
    await until(() => (heard.at(-1)?.type === 'left' ? true : undefined), 'its end');
  });

  const malformed: Readonly<Record<string, unknown>> = {
    'no kind': { entries: [{ ...entry(''), kind: 'other' }], omitted: 0 },
    'no level': { entries: [{ ...entry(''), level: 'log' }], omitted: 0 },
    'too many entries': { entries: Array.from({ length: 1001 }, () => entry('')), omitted: 0 },
    'a long text': { entries: [entry('x'.repeat(30_000))], omitted: 0 },
    'a frame': { entries: [{ ...entry(''), frames: [['a', 'b', -1, 2]] }], omitted: 0 },
    'a negative number': { entries: [], omitted: -1 },
    'no entries': { omitted: 0 },
  };
  for (const [name, fields] of Object.entries(malformed))
    it(`ends a page that sends ${name}`, async () => {
      await start();
      tab = await Tab.open(served);
      looks(true);
      const closed = new Promise(resolve => tab.socket.once('close', resolve));
      tab.send({ type: 'console', what: 'entries', ...(fields as object) });
      await closed;
    });

  it('asks one page, and takes one answer to each question, from that page alone', async () => {
    await start();
    tab = await Tab.open(served);
    const other = await Tab.open(served);
    looks(true);
    await until(() => (heard.length === 2 ? true : undefined), 'both pages');
    served.server.console({ type: 'open', page: 1, id: 7, from: 0, ask: 55 });
    const question = await until(() => toPage().find(({ what }) => what === 'open'), 'the question');
    assert.ok(question.what === 'open' && question.id === 7);
    const answer = { type: 'console', what: 'opened', ask: question.ask, properties: [], more: false };
    other.send(answer);
    tab.send({ ...answer, ask: question.ask + 1 });
    tab.send(answer);
    tab.send(answer);
    tab.send({ type: 'console', what: 'node', ask: question.ask, node: 1, exact: true });
    await until(() => heard[2], 'the answer');
    await new Promise(resolve => setTimeout(resolve, 100));
    assert.deepEqual(heard.slice(2), [{ type: 'opened', page: 1, ask: 55, properties: [], more: false }]);
    assert.deepEqual(served.bridged, []);
    other.close();
    served.server.console({ type: 'open', page: 99, id: 7, from: 0, ask: 56 });
    assert.deepEqual(heard.at(-1), { type: 'opened', page: 99, ask: 56, more: false });
  });

  it('gives no path that begins with a slash to what is no file below the root', async () => {
    await start();
    tab = await Tab.open(served);
    looks(true);
    await until(() => toPage()[0], 'the look');
    const outside = [
      '/../outside.js',
      '/%2e%2e/outside.js',
      '/a/..%2f../outside.js',
      '/.env',
      '/a:b',
      '/\\x',
    ];
    const many = Array.from({ length: 100 }, (_, at) =>
      entry('many', {
        frames: Array.from({ length: 30 }, (_frame, each) => ['', `/../${at}-${each}.js`, 1, 1] as const),
      }),
    );
    tab.send(told(entry('all', { frames: outside.map(address => ['', address, 1, 1]) })));
    tab.send(told(...many));
    await until(() => (texts().length === 101 ? true : undefined), 'all messages');
    const entries = heard.flatMap(message => (message.type === 'entries' ? message.entries : []));
    const paths = entries.flatMap(({ frames }) => frames.map(([, address]) => address));
    assert.deepEqual(
      paths.filter(address => address.startsWith('/') && /\.\.|outside|:|\\/.test(address)),
      [],
    );
  });

  it('shows a node where the editor has asked for it', async () => {
    await start();
    tab = await Tab.open(served);
    looks(true);
    await until(() => toPage()[0], 'the look');
    tab.send({ type: 'console', what: 'node', ask: 999, node: 4, exact: true });
    served.server.console({ type: 'pick', page: 1, id: 3 });
    const question = await until(() => toPage().find(({ what }) => what === 'pick'), 'the question');
    assert.ok(question.what === 'pick');
    assert.deepEqual(served.bridged, []);
    tab.send({ type: 'console', what: 'node', ask: question.ask, node: 1, exact: false });
    const picked = await until(() => served.bridged[0], 'the pick');
    assert.ok(picked.type === 'picked' && !picked.exact);
  });

  it('gives the place of a built script in its source, of messages and of uncaught errors', async () => {
    // One segment: line 2, column 3 of the script is line 5, column 2 of the source (in counts from 1).
    const map = JSON.stringify({
      version: 3,
      sources: ['../src/a.ts', 'webpack:///gone.ts'],
      names: [],
      mappings: ';EAIC;ACJD',
    });
    await start({
      'index.html': html,
      'dist/a.js': 'x\n  y\nz\n//# sourceMappingURL=a.js.map',
      'dist/a.js.map': map,
      'dist/inline.js': `x\n  y\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`,
      'dist/none.js': 'x\n//# sourceMappingURL=missing.map',
      'dist/evil.js':
        'x\n  y\n//# sourceMappingURL=data:application/json,{"version":3,"sources":["../../../../etc/passwd"],"names":[],"mappings":";EAIC"}',
      'src/a.ts': 'let a;\n',
    });
    tab = await Tab.open(served);
    looks(true);
    await until(() => toPage()[0], 'the look');
    const at = [
      '/dist/a.js',
      '/dist/a.js',
      '/dist/inline.js',
      '/dist/none.js',
      '/dist/evil.js',
      '/no/such.js',
      'http://elsewhere/x.js',
    ];
    const lines = [2, 3, 2, 1, 2, 9, 9];
    tab.send(told(entry('all', { frames: at.map((address, each) => ['f', address, lines[each]!, 3]) })));
    await until(() => texts()[0], 'a message');
    const [message] = heard.flatMap(each => (each.type === 'entries' ? each.entries : []));
    assert.deepEqual(
      message!.frames.map(([, address, line, column]) => `${address}:${line}:${column}`),
      [
        '/src/a.ts:5:2',
        '/dist/a.js:3:3',
        '/src/a.ts:5:2',
        '/dist/none.js:1:3',
        '/dist/evil.js:2:3',
        '/no/such.js:9:3',
        'http://elsewhere/x.js:9:3',
      ],
    );
    tab.send({ type: 'error', text: 'Uncaught Error: x', at: ['/dist/a.js', 2, 3] });
    const line = await until(
      () => served.log.find(each => each.kind === 'event' && each.text.includes('Uncaught Error')),
      'the line',
    );
    assert.ok(line.kind === 'event' && line.text.includes('a.ts:5:2'), JSON.stringify(line));
  });
});
