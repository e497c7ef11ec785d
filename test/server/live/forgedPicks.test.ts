import assert from 'node:assert/strict';
import type { SeenRule, SeenRules } from '../../../src/protocol/pageRules';
import { endAll, type Served, serve } from '../support/serve';
import { Tab, until } from './tab';

const html =
  '<!doctype html>\n<html lang="en">\n<body>\n<h1>One</h1>\n<p class="a">two</p>\n</body>\n</html>\n';

const opensNothing = async (served: Served): Promise<void> => {
  await new Promise(resolve => setTimeout(resolve, 150));
  assert.deepEqual(
    served.bridged.filter(({ type }) => type !== 'armed'),
    [],
  );
};

const pick = { type: 'picked', node: 1, exact: true, by: 'mode', keeps: false } as const;
const rule: SeenRule = {
  sheet: 0,
  steps: [[0, 0, 'p', 1, 1]],
  selectors: [['p', -1]],
  layer: [],
  context: 0,
  above: 0,
  names: ['top'],
};
const seen: SeenRules = {
  name: 'p',
  sheets: ['/a.css'],
  rules: [rule],
  ancestors: [],
  values: [['top', '1px']],
  unreadable: 0,
};
const rules = { type: 'rules', node: 1, exact: true, by: 'mode', keeps: true, seen } as const;
const seenWith = (part: object) => ({ ...seen, rules: [{ ...rule, ...part }] });
describe('the bridge opens nothing', () => {
  let served: Served;
  let tab: Tab;
  beforeEach(async () => {
    served = await serve({ 'index.html': html, 'a.css': 'p { top: 1px }' });
    tab = await Tab.open(served);
  });
  afterEach(async () => {
    tab.close();
    await endAll();
  });

  it('for rules that no one has asked for', async () => {
    for (const by of ['mode', 'editor'] as const) tab.send({ ...rules, by });
    tab.send({ type: 'sets', answer: [true] });
    await opensNothing(served);
  });

  it('for the rules of another page than was asked, nor for a second answer', async () => {
    const other = await Tab.open(served);
    served.server.bridge({ type: 'rules', path: '/index.html', at: { line: 4, column: 4 } });
    await until(
      () => [tab, other].find(({ heard }) => heard.some(({ type }) => type === 'ask')),
      'a question',
    );
    const [asked, silent] = tab.heard.some(({ type }) => type === 'ask') ? [tab, other] : [other, tab];
    silent.send({ ...rules, by: 'editor' });
    await opensNothing(served);
    for (let i = 0; i < 3; i++) asked.send({ ...rules, by: 'editor' });
    await until(() => served.bridged.find(({ type }) => type === 'rules'), 'the rules');
    await new Promise(resolve => setTimeout(resolve, 100));
    assert.equal(served.bridged.filter(({ type }) => type === 'rules').length, 1);
    other.close();
  });

  it('outside of the root, whatever sheet a rule names', async () => {
    served.server.bridge({ type: 'arm', armed: true });
    const sheets = [
      '/../a.css',
      '/%2e%2e/a.css',
      '/.env',
      '//evil.example/a.css',
      '/a.css\\..',
      '/etc/passwd',
      9,
    ];
    for (const sheet of sheets) tab.send({ ...rules, seen: { ...seen, sheets: [sheet] } });
    await until(() => served.bridged.filter(({ type }) => type === 'rules')[sheets.length - 1], 'the rules');
    for (const message of served.bridged)
      if (message.type === 'rules')
        assert.deepEqual(
          message.listed.rules.map(({ place }) => place),
          [undefined],
        );
  });

  it('for a page in pick mode that no editor has asked for', async () => {
    tab.send(pick);
    await opensNothing(served);
  });

  it('for a second pick, once pick mode has ended with the first', async () => {
    served.server.bridge({ type: 'arm', armed: true });
    tab.send(pick);
    await until(() => served.bridged.find(({ type }) => type === 'picked'), 'the first pick');
    tab.send(pick);
    await new Promise(resolve => setTimeout(resolve, 150));
    assert.deepEqual(
      served.bridged.map(({ type }) => type),
      ['armed', 'armed', 'picked'],
    );
  });

  it('with the key where porthole.pickKey is off', async () => {
    served.server.configure({ pickKey: 'off' });
    tab.send({ ...pick, by: 'key' });
    await opensNothing(served);
  });

  it('for numbers that the source does not have', async () => {
    served.server.bridge({ type: 'arm', armed: true });
    tab.send({ ...pick, node: 3_999_999, keeps: true });
    const message = await until(() => served.bridged.find(({ type }) => type !== 'armed'), 'an answer');
    assert.equal(message.type, 'sourceless');
  });

  it('for a script of the page, which has the token but is not the page script', async () => {
    const stranger = await Tab.open(served, '/', 'empty');
    served.server.bridge({ type: 'arm', armed: true });
    for (const by of ['mode', 'key'] as const) stranger.send({ ...pick, by });
    await opensNothing(served);
    const told = stranger.heard.filter(({ type }) => type === 'pick');
    assert.ok(told.every(message => message.type === 'pick' && !message.armed && message.key === 'off'));
    stranger.close();
  });

  const forged: Readonly<Record<string, unknown>> = {
    'no number': { ...pick, node: '1' },
    'a negative number': { ...pick, node: -1 },
    'half a number': { ...pick, node: 1.5 },
    'a number beyond all pages': { ...pick, node: 1e15 },
    'a path': { ...pick, node: '/etc/passwd' },
    'another trigger': { ...pick, by: 'page' },
    'a long attribute': { ...pick, attribute: 'x'.repeat(10_000) },
    'rules without their fields': {
      type: 'rules',
      node: 1,
      exact: true,
      by: 'mode',
      keeps: true,
      seen: {},
    },
    'rules at a step that is none': { ...rules, seen: seenWith({ steps: [[0, 0, 0, 1, 1]] }) },
    'rules at a negative step': { ...rules, seen: seenWith({ steps: [[-1, 0, 'p', 1, 1]] }) },
    'rules with a long selector': { ...rules, seen: seenWith({ selectors: [['x'.repeat(5_000), -1]] }) },
    'rules of a key': { ...rules, by: 'key' },
    'too many rules': { ...rules, seen: { ...seen, rules: Array.from({ length: 1_001 }, () => rule) } },
    'an answer that is no list': { type: 'sets', answer: true },
    'an endless answer': { type: 'sets', answer: Array(501).fill(true) },
    'no word on whether it is exact': { type: 'picked', node: 1, by: 'mode', keeps: true },
    'an encoding that is no name': { type: 'tree', charset: 1251 },
    'an encoding with a long name': { type: 'tree', charset: 'x'.repeat(41) },
    'a node that is nothing': { ...pick, node: null },
    'a list of nodes': { ...pick, node: [1] },
    'a node of JavaScript': { ...pick, node: { valueOf: 1 } },
    'an attribute that is a list': { ...pick, attribute: ['style'] },
    'a place for a label, without a word on whether it is exact': { type: 'where', node: 1 },
    'a name of JavaScript': { type: '__proto__', node: 1 },
    'another name of JavaScript': { type: 'hasOwnProperty' },
    'a list of messages': [pick],
    'nothing at all': null,
    'the caret of an editor': {
      type: 'carets',
      carets: { path: '/index.html', selections: [], scroll: true },
    },
    'a question of an editor': { type: 'why', property: 'top' },
    'an answer of the server': {
      type: 'picked',
      place: { path: '/../etc/passwd' },
      exact: true,
      keeps: true,
    },
    'sheets that it was not asked for, in words of its own': {
      type: 'sheets',
      id: 1,
      states: [['open', '']],
    },
    'rules above the page': { ...rules, seen: seenWith({ above: -1 }) },
    'rules in endless layers': { ...rules, seen: seenWith({ layer: Array(201).fill(0) }) },
    'rules in layers below none': { ...rules, seen: seenWith({ layer: [-1] }) },
    'rules of endless names': { ...rules, seen: seenWith({ names: Array(2_001).fill('top') }) },
    'rules that leave what is no list': { ...rules, seen: seenWith({ reverts: 'top' }) },
    'rules of a sheet that is no place': { ...rules, seen: { ...seen, sheets: [-1] } },
    'rules with a value of megabytes': { ...rules, seen: { ...seen, values: [['top', 'x'.repeat(501)]] } },
    'a command to arm': { type: 'arm', armed: true },
    'a word of the server': { type: 'pick', armed: true, key: 'alt', hint: '' },
  };
  for (const [name, message] of Object.entries(forged)) {
    it(`for ${name}, and the channel is closed`, async () => {
      served.server.bridge({ type: 'arm', armed: true });
      const closed = new Promise(resolve => tab.socket.once('close', resolve));
      tab.send(message as Readonly<Record<string, unknown>>);
      await closed;
      await opensNothing(served);
    });
  }

  it('but a node of its own document, whatever else a message says', async () => {
    served.server.bridge({ type: 'arm', armed: true });
    const more = {
      path: '/etc/passwd',
      place: { path: '/a.css' },
      file: '/a.css',
      __proto__: { exact: false },
    };
    tab.send({ ...more, ...pick, node: 3, attribute: 'constructor', keeps: true });
    const picked = await until(() => served.bridged.find(({ type }) => type !== 'armed'), 'a pick');
    assert.equal(picked.type === 'picked' && picked.place.path, '/index.html');
  });

  it('for a device without a right to, which ends no pick mode either', async () => {
    const stranger = await Tab.open(served, '/', 'empty');
    served.server.bridge({ type: 'arm', armed: true });
    for (const message of [
      { type: 'unpicked' },
      { type: 'tree', charset: 'utf-8' },
      { ...rules, by: 'mode' },
    ])
      stranger.send(message);
    await opensNothing(served);
    assert.deepEqual(served.bridged, [{ type: 'armed', armed: true }]);
    assert.ok(!stranger.heard.some(({ type }) => type === 'tree'));
    stranger.close();
  });

  it('and lives on, whatever encodings, selectors and numbers it is told', async () => {
    served.server.bridge({ type: 'arm', armed: true });
    for (const charset of ['', 'none', 'utf-16le', 'replacement', 'constructor', '\0', 'x-user-defined'])
      tab.send({ type: 'tree', charset });
    const odd = [
      '('.repeat(1_999),
      ':is('.repeat(499),
      '[',
      '\\',
      '"',
      '&'.repeat(1_999),
      ',',
      '',
      '@layer',
      '<!--',
    ];
    const steps = odd.map(head => [0, 0, head, 1, 1]);
    const many = odd.map(each => [each, -1]);
    const far = { sheet: 7, above: 7, context: -9e15, layer: [9e15], steps: [[9e15, 9e15, 'p', 9e15, 9e15]] };
    for (const part of [
      { steps },
      { selectors: many },
      far,
      { names: ['', '!', '!!', '--', 'all', '!all'] },
    ]) {
      tab.send({ ...rules, seen: seenWith(part) });
      served.server.bridge({ type: 'why', property: 'top' });
    }
    await until(() => served.bridged.filter(({ type }) => type === 'rules')[3], 'the rules');
    assert.equal(tab.socket.readyState, tab.socket.OPEN);
    for (const message of served.bridged)
      if (message.type === 'rules')
        for (const { place } of message.listed.rules) assert.ok(!place || place.path === '/a.css');
  });

  it('more than ten times in a second, however many ask', async () => {
    served.server.bridge({ type: 'arm', armed: true });
    for (let i = 0; i < 60; i++) tab.send({ ...pick, keeps: true });
    await new Promise(resolve => setTimeout(resolve, 400));
    assert.equal(served.bridged.filter(({ type }) => type === 'picked').length, 10);
  });
});
