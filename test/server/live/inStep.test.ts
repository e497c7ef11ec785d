import assert from 'node:assert/strict';
import { isFromPage } from '../../../src/protocol/page';
import { endAll, serve, type Served } from '../support/serve';
import { Tab, until } from './tab';

const tree = { 'index.html': '<!doctype html><p>one</p>', 'other.html': '<!doctype html><p>other</p>' };
const scroll = { type: 'step', action: { kind: 'scroll', at: ['html'], top: 0.5, left: 0 } };

const steps = (tab: Tab): number => tab.heard.filter(({ type }) => type === 'step').length;
const settled = async (tab: Tab): Promise<void> => {
  tab.heard.length = 0;
  tab.send({ type: 'ping' });
  await tab.hears('pong');
};

describe('the live channel of devices in step', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve(tree, { shareSync: true });
  });
  afterEach(endAll);

  it('hands an action to the others at the same address, and never back', async () => {
    const [one, two, other] = [
      await Tab.open(served, '/index.html'),
      await Tab.open(served, '/index.html'),
      await Tab.open(served, '/other.html'),
    ];
    one.send(scroll);
    assert.deepEqual((await two.hears('step')).action, scroll.action);
    await settled(one);
    assert.equal(steps(one) + steps(other), 0);
    for (const tab of [one, two, other]) tab.close();
  });

  it('takes actions of the page script alone', async () => {
    const one = await Tab.open(served, '/index.html', 'empty');
    const two = await Tab.open(served, '/index.html');
    one.send(scroll);
    await settled(one);
    await settled(two);
    assert.equal(steps(two), 0);
    one.close();
    two.close();
  });

  it('tells pages only where it is on, and when that changes', async () => {
    const one = await Tab.open(served, '/index.html');
    await until(() => one.heard.find(message => message.type === 'inStep' && message.on), 'on');
    served.server.configure({ shareSync: false });
    await until(() => one.heard.find(message => message.type === 'inStep' && !message.on), 'off');
    const two = await Tab.open(served, '/index.html');
    one.send(scroll);
    await settled(one);
    assert.equal(two.heard.filter(({ type }) => type === 'inStep' || type === 'step').length, 0);
    one.close();
    two.close();
  });

  it('ends a page that sends anything else', () => {
    const at = ['input', 1, 0];
    for (const action of [
      { kind: 'scroll', at: ['html'], top: 1, left: 0 },
      { kind: 'click', at },
      { kind: 'input', at, value: 'x' },
      { kind: 'input', at, checked: true, selected: [1, 2] },
      { kind: 'submit', at, by: at },
    ])
      assert.ok(isFromPage({ type: 'step', action }), JSON.stringify(action));
    for (const action of [
      undefined,
      null,
      'click',
      { kind: 'open', at },
      { kind: 'click' },
      { kind: 'click', at: [] },
      { kind: 'click', at: [1] },
      { kind: 'click', at: ['a', -1] },
      { kind: 'click', at: ['a', 1.5] },
      { kind: 'click', at: ['a', ...Array.from({ length: 300 }, () => 0)] },
      { kind: 'click', at: ['a'.repeat(200)] },
      { kind: 'scroll', at, top: 2, left: 0 },
      { kind: 'scroll', at, top: Number.NaN, left: 0 },
      { kind: 'scroll', at },
      { kind: 'input', at, value: 'x'.repeat(30_000) },
      { kind: 'input', at, checked: 1 },
      { kind: 'input', at, selected: ['x'] },
      { kind: 'submit', at, by: 'button' },
    ])
      assert.ok(!isFromPage({ type: 'step', action }), JSON.stringify(action));
  });
});
