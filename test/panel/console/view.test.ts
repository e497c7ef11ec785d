import assert from 'node:assert/strict';
import type { ConsoleValue } from '../../../src/protocol/consoleMessages';
import { row, Stand, words } from './stand';

const lines = (count: number) => Array.from({ length: count }, (_, at) => row([words(`line ${at}`)]));
const item = (text: string): ConsoleValue => ({ kind: 'number', text });

describe('the console view', function () {
  this.timeout(30_000);
  let stand: Stand;

  beforeEach(async () => {
    stand = await Stand.open();
    await stand.sent();
  });
  afterEach(async () => {
    assert.deepEqual(stand.complaints, []);
    await stand.close();
  });

  const press = (...keys: string[]): Promise<void> =>
    keys.reduce(async (before, key) => before.then(() => stand.page.keyboard.press(key)), Promise.resolve());

  it('shows texts as text, however a page writes them', async () => {
    await stand.tell({
      type: 'rows',
      rows: [
        row([words('<img src=x onerror=alert(1)>'), { kind: 'string', text: 'a"b\n<b>' }], {
          frames: [['go', '/js/app.js', 12, 3]],
        }),
        row([
          {
            kind: 'text',
            text: 'styled',
            style: 'color: rgb(255, 0, 0); background: url(//evil); position: fixed; font-weight: bold',
          },
        ]),
      ],
    });
    assert.deepEqual(await stand.lines(), ['<img src=x onerror=alert(1)> "a\\"b↵<b>"|app.js:12', 'styled']);
    const style = await stand.page.locator('.message span').last().getAttribute('style');
    assert.equal(style, 'color: rgb(255, 0, 0); font-weight: bold;');
    assert.equal(await stand.page.locator('img').count(), 0);
  });

  it('takes the line that was pressed, though lines come before the button is released', async () => {
    await stand.tell({ type: 'rows', rows: lines(100) });
    await stand.page.locator('.line', { hasText: 'line 97' }).hover();
    await stand.page.mouse.down();
    await stand.tell({ type: 'rows', rows: lines(50) });
    await stand.page.mouse.up();
    const chosen = stand.page.locator('.line[aria-selected=true]');
    assert.deepEqual(await chosen.allTextContents(), ['line 97']);
  });

  it('opens objects by what came with them, and asks the page for the rest', async () => {
    const list: ConsoleValue = {
      kind: 'array',
      text: 'Array(200)',
      id: 5,
      properties: [
        ['0', item('1')],
        ['1', item('2')],
      ],
    };
    const object: ConsoleValue = {
      kind: 'object',
      text: 'Object',
      properties: [
        ['a', item('1')],
        ['list', list],
      ],
    };
    await stand.tell({ type: 'rows', rows: [row([words('see'), object])] });
    assert.deepEqual(await stand.lines(), ['▸|see {a: 1, list: Array(200)}']);
    await stand.page.click('.message');
    await stand.tell();
    assert.deepEqual(await stand.lines(), [
      '▾|see {a: 1, list: Array(200)}',
      'a: 1',
      '▸|list: (200) [1, 2, …]',
    ]);
    await press('ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    const [question] = await stand.sent();
    assert.ok(question?.type === 'open' && question.id === 5 && question.from === 0);
    await stand.tell();
    assert.equal((await stand.lines()).at(-1), 'Loading…');
    const properties = Array.from({ length: 3 }, (_, at) => [String(at), item(String(at + 1))] as const);
    await stand.tell({ type: 'opened', ask: question.ask, properties, more: true });
    assert.deepEqual((await stand.lines()).slice(3), ['0: 1', '1: 2', '2: 3', 'Show more']);
    await press('End', 'Enter');
    const [next] = await stand.sent();
    assert.ok(next?.type === 'open' && next.from === 3);
    await stand.tell({ type: 'opened', ask: next.ask, more: false });
    assert.equal((await stand.lines()).at(-1), 'The page no longer has this object.');
  });

  it('leads to places and nodes by mouse and by keyboard', async () => {
    const frames = [
      ['go', '/js/app.js', 12, 3],
      ['', 'https://elsewhere.example/x.js', 4, 1],
    ] as const;
    const error: ConsoleValue = { kind: 'error', text: 'Error: no', frames };
    const node: ConsoleValue = { kind: 'node', text: '<p id="a">', id: 9 };
    await stand.tell({
      type: 'rows',
      rows: [row([error], { level: 'error', kind: 'uncaught', frames }), row([node])],
    });
    await stand.page.click('.place');
    await stand.page.click('.node');
    assert.deepEqual(await stand.sent(), [
      { type: 'show', page: 1, address: '/js/app.js', line: 12, column: 3 },
      { type: 'pick', page: 1, id: 9 },
    ]);
    await press('Home', 'ArrowRight', 'ArrowDown', 'Enter', 'End', 'Enter');
    assert.deepEqual(
      (await stand.sent()).map(({ type }) => type),
      ['show', 'pick'],
    );
    assert.deepEqual((await stand.lines()).slice(1, 3), ['go|app.js:12', '—|x.js:4']);
    assert.equal(await stand.page.locator('.away').count(), 1);
  });

  it('groups, counts, tables and notes', async () => {
    const table = {
      columns: ['a'],
      rows: [
        ['0', [item('1')]],
        ['1', [null]],
      ] as const,
    };
    const again = row([words('again')]);
    await stand.tell(
      {
        type: 'rows',
        rows: [
          row([words('group')], { kind: 'group' }),
          row([words('closed')], { kind: 'groupCollapsed', depth: 1 }),
          row([words('inside')], { depth: 2 }),
          row([words('out')]),
          row([words('t')], { kind: 'table', table }),
          { id: 900, page: 1, kind: 'omitted', count: 12 },
          again,
        ],
      },
      { type: 'again', page: 1, count: 4 },
    );
    assert.deepEqual(await stand.lines(), [
      '▾|group',
      '▸|closed',
      'out',
      '▾|t',
      'a',
      '0|1',
      '1',
      '12 more messages came too fast and were left out.',
      '5|again',
    ]);
    await stand.page.fill('vscode-textfield input', 'inside');
    await stand.tell();
    assert.deepEqual(await stand.lines(), ['inside']);
    assert.equal(await stand.page.locator('.count').textContent(), '1 of 10 messages');
  });

  it('filters by level and page, and keeps the filter of levels', async () => {
    await stand.tell(
      {
        type: 'pages',
        pages: [
          { page: 1, label: '/' },
          { page: 2, label: '/two.html' },
        ],
      },
      {
        type: 'rows',
        rows: [row([words('one')]), row([words('bad')], { level: 'error' }), row([words('two')], {}, 2)],
      },
    );
    assert.deepEqual(await stand.page.locator('.level').allTextContents(), [
      'Errors 1',
      'Warnings 0',
      'Info 2',
      'Debug 0',
    ]);
    await stand.page.click('.level.info');
    await stand.tell();
    assert.deepEqual(await stand.lines(), ['⊗|bad']);
    assert.equal(await stand.page.locator('.level.info').getAttribute('aria-pressed'), 'false');
    await stand.page.click('.level.info');
    await stand.page.locator('vscode-single-select').evaluate((select: HTMLElement & { value: string }) => {
      select.value = '2';
      select.dispatchEvent(new Event('change'));
    });
    await stand.tell();
    assert.deepEqual(await stand.lines(), ['two']);
    await stand.tell({ type: 'clear', pages: [2] }, { type: 'pages', pages: [{ page: 1, label: '/' }] });
    assert.deepEqual(await stand.lines(), ['one', '⊗|bad']);
  });

  it('copies a line, and all that the filter shows', async () => {
    const frames = [['', '/a.js', 2, 1]] as const;
    await stand.tell({
      type: 'rows',
      rows: [row([words('one'), item('2')], { frames }), row([words('two')])],
    });
    await stand.page.click('.message');
    await press('Control+c');
    await stand.tell({ type: 'copyAll' });
    assert.deepEqual(await stand.sent(), [
      { type: 'copy', text: 'one 2\ta.js:2' },
      { type: 'copy', text: 'one 2\ta.js:2\ntwo' },
    ]);
  });

  it('draws only what is visible of ten thousand messages, and names the active one', async () => {
    const rows = Array.from({ length: 10_500 }, (_, at) => row([words(`message ${at}`)]));
    for (let at = 0; at < rows.length; at += 1000)
      await stand.tell({ type: 'rows', rows: rows.slice(at, at + 1000) });
    assert.equal(await stand.page.locator('.count').textContent(), '10000 messages');
    assert.equal((await stand.lines()).at(-1), 'message 10499');
    assert.ok((await stand.lines()).length < 40);
    await stand.page.focus('.list');
    await press('Home');
    await stand.tell();
    assert.equal((await stand.lines())[0], 'message 500');
    await press('End', 'PageUp');
    await stand.tell();
    const active = await stand.page.getAttribute('.list', 'aria-activedescendant');
    assert.equal(await stand.page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
    // One frame for each step is enough: the list only draws visible lines.
    const steps = await stand.page.evaluate(async () => {
      const list = document.querySelector('.list')!;
      let most = 0;
      for (let at = 0; at < 20; at++) {
        list.scrollTop = at * 9000;
        await new Promise(resolve => requestAnimationFrame(resolve));
        await new Promise(resolve => requestAnimationFrame(resolve));
        most = Math.max(most, document.querySelectorAll('.line').length);
      }
      return most;
    });
    assert.ok(steps < 40, String(steps));
  });

  it('updates at most once a frame, however many messages come', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => row([words(`message ${at}`)]));
    await stand.tell({ type: 'rows', rows });
    const updates = await stand.page.evaluate(async some => {
      const count = document.querySelector('.count')!;
      let changes = 0;
      new MutationObserver(all => (changes += all.length)).observe(count, { childList: true });
      let frames = 0;
      const tick = (): void => void (frames++, requestAnimationFrame(tick));
      tick();
      for (let at = 0; at < 200; at++) postMessage({ type: 'rows', rows: some }, location.origin);
      await new Promise(resolve => setTimeout(resolve, 300));
      // On a busy machine the view has not come to the first message by then.
      while (changes === 0) await new Promise(resolve => requestAnimationFrame(resolve));
      for (let wait = 0; wait < 4; wait++) await new Promise(resolve => requestAnimationFrame(resolve));
      return { changes, frames };
    }, rows.slice(-20));
    assert.ok(updates.changes > 0 && updates.changes <= updates.frames + 1, JSON.stringify(updates));
    assert.equal((await stand.lines()).at(-1), 'message 9999');
  });

  it('ignores what is no message of the extension', async () => {
    await stand.page.evaluate(() => {
      for (const message of [
        null,
        7,
        { type: 'rows', rows: [{ id: 1 }] },
        { type: 'other' },
        { type: 'rows', rows: [{ id: 1, page: 1, kind: 'entry', entry: {} }] },
      ])
        postMessage(message, location.origin);
    });
    await stand.tell();
    assert.deepEqual(await stand.lines(), []);
  });
});
