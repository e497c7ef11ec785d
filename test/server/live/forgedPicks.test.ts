import assert from 'node:assert/strict';
import type { SeenRule, SeenRules } from '../../../src/protocol/rules';
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
  steps: [[0, 0, 'p']],
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
    'rules at a step that is none': { ...rules, seen: seenWith({ steps: [[0, 0, 0]] }) },
    'rules at a negative step': { ...rules, seen: seenWith({ steps: [[-1, 0, 'p']] }) },
    'rules with a long selector': { ...rules, seen: seenWith({ selectors: [['x'.repeat(5_000), -1]] }) },
    'rules of a key': { ...rules, by: 'key' },
    'too many rules': { ...rules, seen: { ...seen, rules: Array.from({ length: 1_001 }, () => rule) } },
    'an answer that is no list': { type: 'sets', answer: true },
    'an endless answer': { type: 'sets', answer: Array(501).fill(true) },
    'no word on whether it is exact': { type: 'picked', node: 1, by: 'mode', keeps: true },
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

  it('more than ten times in a second, however many ask', async () => {
    served.server.bridge({ type: 'arm', armed: true });
    for (let i = 0; i < 60; i++) tab.send({ ...pick, keeps: true });
    await new Promise(resolve => setTimeout(resolve, 400));
    assert.equal(served.bridged.filter(({ type }) => type === 'picked').length, 10);
  });
});
