import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { EventEmitter, Uri, type WebviewPanel } from 'vscode';
import { addressOf } from '../../../src/editor/server/addresses';
import { readFromPanel } from '../../../src/editor/preview/panelMessages';
import { PreviewPanel } from '../../../src/editor/preview/previewPanel';
import { Server, type ServerHost } from '../../../src/editor/server/server';
import { TIMES } from '../../../src/editor/server/supervisor';
import { readFromThread } from '../../../src/editor/server/threadMessages';
import { dropFaults, markupFaults } from '../../../src/server/check/problemsOf';
import { readFromTraffic } from '../../../src/editor/traffic/messages';
import { openSource } from '../../../src/editor/traffic/opening';
import { kept } from './kept';
import { OPTIONS, standIn } from './standIn';

const RUNS = 1000;
const BASE = 'http://127.0.0.1:4711/';

/** Addresses that would leave the server, in all spellings that URL parsers accept. */
const leaving = fc
  .tuple(
    fc.constantFrom('', ' ', '\t', '\n', '\u0000', '\u001f ', '\r\n'),
    fc.constantFrom(
      'https://evil.example/',
      'h\nttps://evil.example/',
      'HTTP:evil.example',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'command:workbench.action.quit',
      'vscode://porthole.porthole/x',
      'data:text/html,x',
    ),
  )
  .map(([space, page]) => space + page);

const types = fc.constantFrom(
  'ready',
  'navigated',
  'openInBrowser',
  'start',
  'show',
  'stopped',
  'listening',
  'failed',
  'closed',
  'log',
  'requests',
  'pages',
  'resync',
  'updated',
  'pong',
  'replay',
  'open',
  'copy',
  'mock',
  'detail',
  'keep',
  'reveal',
  'constructor',
  '__proto__',
  'toString',
);
const huge = fc.constantFrom('x'.repeat(100_000), 'x/'.repeat(1 << 18));

/** Values that could come over a channel: right kinds with wrong fields, wrong kinds, nothing, and far too much. */
const anything = fc.oneof(
  fc.anything({ withNullPrototype: true, withBigInt: true, withTypedArray: true, withSparseArray: true }),
  fc.record(
    {
      type: fc.oneof(types, fc.anything()),
      page: fc.oneof(leaving, huge, fc.anything()),
      title: fc.oneof(huge, fc.anything()),
      ancestors: fc.oneof(fc.array(fc.oneof(fc.string(), fc.anything()), { maxLength: 20 }), fc.anything()),
      id: fc.oneof(fc.double(), fc.anything()),
      url: fc.oneof(leaving, fc.webUrl()),
      port: fc.anything(),
      askedPort: fc.anything(),
      failure: fc.anything(),
      entries: fc.oneof(fc.array(fc.anything()), huge),
      omitted: fc.anything(),
      count: fc.anything(),
      update: fc.anything(),
      edited: fc.anything(),
      as: fc.string(),
    },
    { requiredKeys: ['type'] },
  ),
);

/** Runs a check on a thousand messages; what it throws names the message. */
const each = (messages: fc.Arbitrary<unknown>, check: (message: unknown) => void): void =>
  fc.assert(fc.property(messages, check), { numRuns: RUNS });

const thread = standIn();
const host: ServerHost = {
  up: () => undefined,
  missed: () => undefined,
  script: thread.script,
  times: TIMES,
  options: () => ({ ...OPTIONS, root: '/site' }),
  logLevel: () => 'info',
  log: async () => undefined,
  interests: () => ({ watched: false, console: false }),
  recorded: () => undefined,
  faults: () => undefined,
  shared: () => undefined,
  console: () => undefined,
  bridge: () => undefined,
  say: () => undefined,
  error: () => undefined,
};
const serverOf = (folder: string): Server =>
  new Server({ uri: Uri.file(folder), name: 'site', kind: 'workspace' }, host);

after(() => thread.remove());

/** A panel in an inert webview, and the actions that it caused in the editor. */
async function panel(): Promise<{ receive: (message: unknown) => void; done: string[]; server: Server }> {
  const messages = new EventEmitter<unknown>();
  const done: string[] = [];
  const never = new EventEmitter<never>().event;
  const webview = {
    onDidReceiveMessage: messages.event,
    cspSource: 'none',
    asWebviewUri: (uri: Uri) => uri,
    postMessage: async () => true,
  };
  const standing = {
    webview,
    onDidChangeViewState: never,
    onDidDispose: never,
    visible: true,
    reveal: () => undefined,
  };
  const server = serverOf('/site');
  await server.start();
  const around = {
    extensionUri: Uri.file('/extension'),
    openInBrowser: (_: Server, page: string) => void done.push(page),
    openAside: (_: Server, page: string) => void done.push(page),
    openOutside: (url: string) => void done.push(url),
    giveBackFocus: () => void done.push('focus'),
    pick: () => void done.push('pick'),
    start: () => void done.push('start'),
    error: (error: unknown) => void done.push(`failed ${String(error)}`),
  };
  // oxlint-disable-next-line no-new -- it lives on through its listeners
  new PreviewPanel(standing as unknown as WebviewPanel, server, around);
  return { receive: message => messages.fire(message), done, server };
}

const listening = (url: unknown): unknown =>
  readFromThread({ type: 'listening', url, port: 1, askedPort: 1 });

describe('a thousand messages to the preview panel', () => {
  it('open nothing beyond its server, start nothing by accident, and throw nothing', async () => {
    const { receive, done, server } = await panel();
    each(anything, message => {
      done.length = 0;
      receive(message);
      const asked = readFromPanel(message);
      assert.ok(done.length <= 1);
      if (asked?.type === 'openInBrowser' || asked?.type === 'openAside')
        assert.equal(new URL(asked.page, BASE).origin, new URL(BASE).origin);
      else if (asked?.type === 'openOutside') assert.match(asked.url, /^(?:https?|mailto|tel):/);
      else if (asked?.type !== 'start' && asked?.type !== 'pick') assert.deepEqual(done, []);
    });
    await server.stop();
    server.dispose();
  });

  it('that name pages elsewhere open none of them, not even where the check were missing', async () => {
    const { receive, done, server } = await panel();
    each(leaving, page => {
      receive({ type: 'openInBrowser', page });
      receive({ type: 'openAside', page });
      receive({ type: 'navigated', page, title: '' });
      assert.deepEqual(done, []);
    });
    for (const page of [
      'https://evil.example/',
      '//evil.example/',
      'javascript:alert(1)',
      '\thttps://evil.example/',
    ])
      await assert.rejects(addressOf(server, page), /led away/);
    await server.stop();
    server.dispose();
  });

  it('name no origin that would be more than one word of a policy', () => {
    each(
      fc.array(fc.oneof(fc.string(), fc.constantFrom("'none'; script-src *", 'https://a.example b', '*'))),
      ancestors => {
        const message = readFromPanel({ type: 'ready', ancestors });
        if (message?.type === 'ready')
          for (const origin of message.ancestors) assert.doesNotMatch(origin, /[\s;,'"*]/);
      },
    );
  });
});

describe('a thousand messages from the thread and from the traffic view', () => {
  it('are what they say or nothing, and throw nothing', () => {
    each(anything, message => {
      const read = readFromThread(message);
      if (read?.type === 'listening') assert.equal(new URL(read.url).protocol, 'http:');
      const wanted = readFromTraffic(message);
      if (wanted && 'id' in wanted) assert.ok(Number.isSafeInteger(wanted.id));
    });
  });

  it('name no address but a server’s own root', () => {
    assert.ok(listening('http://[::1]:5500/'));
    each(leaving, url => assert.equal(listening(url), undefined));
    for (const url of [
      'https://evil.example/',
      'http://a@evil.example/',
      'http://evil.example/x',
      'http://a/\n',
      5,
    ])
      assert.equal(listening(url), undefined);
  });

  it('are faults of every kind, whatever explains them', () => {
    const range = { start: 0, end: 1 };
    const checked = { file: '/a', path: '/a', text: 'a', at: () => ({ line: 0, column: 0 }), texts: {} };
    const rules = ['stray-end-tag', 'unclosed-element', 'duplicate-id', 'eof-in-tag'];
    const findings = rules.map(rule => ({ code: 'html' as const, rule, name: 'b', range }));
    const dropped = [{ check: ['declaration', 'colour', 'red'] as const, range, block: 0 }];
    const markup = { findings } as unknown as Parameters<typeof markupFaults>[1];
    for (const fault of [...markupFaults(checked, markup), ...dropFaults(checked, dropped)])
      assert.ok(readFromThread({ type: 'faults', report: { source: 'a', faults: [fault] } }), fault.help);
  });

  it('are read to the last entry: one that is none makes the batch none', () => {
    const { entry } = kept();
    assert.ok(readFromThread({ type: 'requests', entries: [entry], omitted: 0 }));
    for (const wrong of [
      null,
      1,
      {},
      { ...entry, target: 1 },
      { ...entry, source: { file: 1 } },
      { ...entry, details: {} },
    ])
      assert.equal(readFromThread({ type: 'requests', entries: [entry, wrong], omitted: 0 }), undefined);
    assert.equal(readFromThread({ type: 'failed', failure: {} }), undefined);
    assert.equal(
      readFromThread({
        type: 'log',
        entries: [{ kind: 'event', level: 'loud', time: 0, text: '' }],
        omitted: 0,
      }),
      undefined,
    );
  });
});

describe('the file that is said to have answered', () => {
  it('is not opened outside its folder: not by its path, not through a link, not when it is gone', async () => {
    const place = await realpath(await mkdtemp(path.join(tmpdir(), 'porthole-forged-')));
    const site = path.join(place, 'site');
    await mkdir(site);
    await writeFile(path.join(place, 'secret.txt'), 'secret');
    await symlink(path.join(place, 'secret.txt'), path.join(site, 'link.txt'));
    const server = serverOf(site);
    const open = async (file: string): Promise<void> =>
      openSource(kept({ entry: { source: { file } } }), server);
    await assert.rejects(open(path.join(place, 'secret.txt')), /outside the served folder/);
    await assert.rejects(open(path.join(site, '..', 'secret.txt')), /outside the served folder/);
    await assert.rejects(open(path.join(site, 'link.txt')), /outside the served folder/);
    await assert.rejects(open(path.join(site, 'gone.txt')), /gone\.txt no longer exists/);
    server.dispose();
    await rm(place, { recursive: true });
  });
});
