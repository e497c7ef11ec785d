import assert from 'node:assert/strict';
import { added, detail, row, rows, Stand } from './stand';

describe('the traffic view in a browser', function () {
  this.timeout(60_000);
  let stand: Stand;

  before(async () => {
    stand = await Stand.open();
  });
  after(() => stand?.close());
  beforeEach(async () => {
    await stand.page.evaluate(() => sessionStorage.clear());
    await stand.reload();
    await stand.sent();
  });

  const press = (key: string) => stand.page.keyboard.press(key);
  const textOf = (selector: string) => stand.page.locator(selector).first().textContent();

  it('says that it is there, and what it is for while it is empty', async () => {
    await stand.reload();
    assert.deepEqual(await stand.sent(), [{ type: 'ready' }]);
    assert.match((await textOf('.empty')) ?? '', /Requests appear here/);
    assert.equal(await textOf('.count'), '0 requests');
  });

  it('draws of ten thousand requests those in sight, and follows the end', async () => {
    await stand.stream(1, 10_000);
    const drawn = await stand.drawn();
    assert.ok(drawn.length < 60, `${drawn.length} rows`);
    assert.equal(drawn.at(-1), 10_000);
    await stand.stream(10_001, 10_100, 101);
    assert.equal((await stand.drawn()).at(-1), 10_100);
    assert.equal(await textOf('.count'), '10000 requests');
    assert.equal(await stand.page.getByRole('grid').getAttribute('aria-rowcount'), '10001');
  });

  it('stays where it was scrolled to while requests come and go', async () => {
    await stand.stream(1, 10_000);
    await stand.page.locator('.viewport').evaluate(element => element.scrollTo({ top: 22 * 5000 }));
    await stand.stream(10_001, 10_400, 401);
    assert.equal(await stand.topmost(), 5001);
  });

  it('follows the end, or stays, though rows come before it hears of the scrolling', async () => {
    await stand.streamAfterScroll([added(rows(1, 100)), added(rows(101, 200))]);
    assert.equal((await stand.drawn()).at(-1), 200);
    await stand.streamAfterScroll([added(rows(201, 300)), added(rows(301, 400), 101)], 22 * 150);
    assert.equal(await stand.topmost(), 151);
    await stand.streamAfterScroll([added(rows(401, 410), 101), added(rows(411, 420), 101)], 22 * 10_000);
    assert.equal((await stand.drawn()).at(-1), 420);
  });

  it('opens the row that was pressed, though rows come and go before the button is released', async () => {
    await stand.stream(1, 10_000);
    await stand.page.locator('[data-id="9998"]').hover();
    await stand.sent();
    await stand.page.mouse.down();
    await stand.stream(10_001, 10_050, 51);
    await stand.page.mouse.up();
    assert.deepEqual(await stand.sent(), [{ type: 'detail', id: 9998 }]);
  });

  it('follows the end again after a press that became no click', async () => {
    await stand.stream(1, 10_000);
    await stand.page.locator('[data-id="9998"]').hover();
    await stand.page.mouse.down();
    await stand.stream(10_001, 10_050, 51);
    await stand.page.evaluate(() => dispatchEvent(new PointerEvent('pointercancel')));
    await stand.tell();
    assert.equal((await stand.drawn()).at(-1), 10_050);
    await stand.page.mouse.up();
  });

  it('has a menu for each row, by right click and by keyboard', async () => {
    await stand.tell(added(rows(1, 5)));
    await stand.page.locator('[data-id="2"]').click({ button: 'right' });
    const menu = stand.page.getByRole('menu');
    await menu.waitFor();
    await stand.sent();
    await press('ArrowDown');
    await press('Enter');
    assert.deepEqual(await stand.sent(), [{ type: 'copy', id: 2, as: 'curl' }]);
    assert.ok(await menu.isHidden());
    await press('ArrowDown');
    await stand.page.getByRole('grid').dispatchEvent('contextmenu');
    await menu.waitFor();
    await press('End');
    await press('Enter');
    assert.deepEqual(await stand.sent(), [{ type: 'mock', id: 3 }]);
    await stand.page.locator('[data-id="4"]').click({ button: 'right' });
    await press('Escape');
    assert.ok(await menu.isHidden());
    assert.deepEqual(await stand.sent(), []);
  });

  it('edits a request out of its menu: its details come with their form open', async () => {
    await stand.tell(added(rows(1, 5)));
    await stand.page.locator('[data-id="2"]').click({ button: 'right' });
    await stand.page.getByRole('menu').waitFor();
    await stand.sent();
    await stand.page.getByRole('menuitem', { name: 'Edit and Replay' }).click();
    assert.deepEqual(await stand.sent(), [{ type: 'detail', id: 2 }]);
    await stand.tell({ type: 'detail', detail: detail(2) });
    await stand.page.locator('form.edit').waitFor();
    await stand.tell({ type: 'detail', detail: detail(3) });
    assert.equal(await stand.page.locator('form.edit').count(), 0);
  });

  it('is a grid to be walked with keys, whose focus stays while rows stream in', async () => {
    await stand.tell(added(rows(1, 500)));
    await stand.page.getByRole('grid').focus();
    await press('Home');
    assert.equal(await stand.active(), '2/501 /file1.txt');
    await press('ArrowDown');
    await press('ArrowDown');
    assert.equal(await stand.active(), '4/501 /file3.txt');
    await stand.tell(added(rows(501, 900)));
    assert.equal(await stand.active(), '4/901 /file3.txt');
    await press('ArrowUp');
    assert.equal(await stand.active(), '3/901 /file2.txt');
    await press('End');
    assert.equal(await stand.active(), '901/901 /file900.txt');
    await press('ArrowDown');
    assert.equal(await stand.active(), '901/901 /file900.txt');
    await press('PageUp');
    assert.ok(Number((await stand.active())?.split('/')[0]) < 900);
    assert.deepEqual(await stand.sent(), [], 'walking alone asks for nothing');
  });

  it('opens the details with Enter, shows them, and Escape leads back to the row', async () => {
    await stand.tell(added(rows(1, 50)));
    await stand.page.getByRole('grid').focus();
    await press('Home');
    await press('Enter');
    assert.deepEqual(await stand.sent(), [{ type: 'detail', id: 1 }]);
    await stand.tell({ type: 'detail', detail: detail(1, { query: [['q', 'a b']] }) });
    const pane = stand.page.getByRole('region', { name: 'Request details' });
    for (const text of ['http://127.0.0.1:5500/file1.txt', '/index.html', 'a b', 'Accept', '*/*', 'hello'])
      assert.ok((await pane.textContent())?.includes(text), text);
    await press('ArrowDown');
    assert.deepEqual(await stand.sent(), [{ type: 'detail', id: 2 }], 'open details follow');
    await pane.getByRole('button', { name: 'file1.txt' }).click();
    assert.deepEqual(await stand.sent(), [{ type: 'open', id: 1 }]);
    await press('Escape');
    assert.equal(await pane.isVisible(), false);
    assert.equal(await stand.active(), '3/51 /file2.txt');
  });

  it('asks for what its buttons say', async () => {
    await stand.tell(added(rows(1, 3)), { type: 'detail', detail: detail(2) });
    for (const name of ['Copy as cURL', 'Copy as fetch', 'Replay', 'Make a Mock Route'])
      await stand.page.getByText(name, { exact: true }).click();
    assert.deepEqual(await stand.sent(), [
      { type: 'copy', id: 2, as: 'curl' },
      { type: 'copy', id: 2, as: 'fetch' },
      { type: 'replay', id: 2 },
      { type: 'mock', id: 2 },
    ]);
    await stand.tell({ type: 'note', text: 'Copied.' });
    assert.equal(await textOf('.note[role=status]'), 'Copied.');
  });

  it('sends a request again as it was edited, and its body untouched where that was not', async () => {
    const requestBody = { kind: 'text', text: '{"a":1}', total: 7, cut: false } as const;
    await stand.tell(added(rows(1, 3)), {
      type: 'detail',
      detail: detail(2, { requestBody, method: 'POST' }),
    });
    await stand.page.getByText('Edit and Replay').click();
    await stand.page.getByLabel('Path', { exact: true }).fill('/other?x=1');
    await stand.page.getByLabel('Headers, one per line').fill('Accept: text/html\nX-More: 12:30');
    await stand.page.getByText('Send', { exact: true }).click();
    const headers = [
      ['Accept', 'text/html'],
      ['X-More', '12:30'],
    ];
    const edited = { method: 'POST', target: '/other?x=1', headers };
    assert.deepEqual(await stand.sent(), [{ type: 'replay', id: 2, edited: { ...edited, body: undefined } }]);
    await stand.page.getByText('Edit and Replay').click();
    await stand.page.getByLabel('Request body').fill('{"a":2}');
    await stand.page.getByText('Send', { exact: true }).click();
    const [again] = await stand.sent();
    assert.equal(again?.type === 'replay' && again.edited?.body, '{"a":2}');
  });

  it('filters by text and by what is chosen, and remembers it', async () => {
    await stand.tell(added([...rows(1, 20), row(21, { method: 'POST', status: 404, type: 'json' })]));
    await stand.page.getByLabel('Filter by text').fill('file1');
    await stand.tell();
    assert.deepEqual(await stand.drawn(), [1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    assert.equal(await textOf('.count'), '11 of 21 requests');
    await stand.page.getByLabel('Filter by text').fill('');
    await stand.page.locator('vscode-single-select.method').click();
    await stand.page.locator('vscode-single-select.method').getByRole('option', { name: 'POST' }).click();
    await stand.tell();
    assert.deepEqual(await stand.drawn(), [21]);
    await stand.tell(added([row(22, { method: 'PATCH' }), row(23, { method: 'POST' })]));
    assert.deepEqual(await stand.drawn(), [21, 23], 'a new method to choose from changes no choice');
    await stand.reload();
    await stand.tell(added([...rows(1, 20), row(21, { method: 'POST' })]));
    assert.deepEqual(await stand.drawn(), [21]);
    assert.equal(
      await stand.page.locator('vscode-single-select.method').evaluate(e => (e as HTMLSelectElement).value),
      'POST',
    );
  });

  it('shows secrets and keeps the list only when it is told to', async () => {
    await stand.tell({ type: 'settings', paused: false, keep: true, revealed: false }, added(rows(1, 2)));
    await stand.tell({ type: 'detail', detail: detail(1) });
    assert.equal(await stand.page.getByRole('checkbox', { name: 'Preserve log' }).isChecked(), true);
    await stand.page.getByText('Show secrets').click();
    assert.deepEqual(await stand.sent(), [
      { type: 'reveal', revealed: true },
      { type: 'detail', id: 1 },
    ]);
    await stand.page.getByText('Preserve log').click();
    assert.deepEqual(await stand.sent(), [{ type: 'keep', keep: false }]);
    await stand.tell({ type: 'settings', paused: true, keep: false, revealed: true });
    assert.equal(await textOf('.count'), '2 requests, paused');
  });

  it('tells a screen reader how many there are, once it is quiet', async () => {
    const live = stand.page.locator('[aria-live=polite]');
    await stand.tell(added(rows(1, 5)));
    await stand.tell(added(rows(6, 9)));
    await stand.page.waitForFunction(
      () => document.querySelector('[aria-live=polite]')?.textContent === '9 requests',
    );
    assert.equal(await live.getAttribute('role'), 'status');
  });

  it('runs nothing and asks the network for nothing, whatever a request holds', async () => {
    const evil = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>';
    const asked: string[] = [];
    stand.page.on('request', request => asked.push(request.url()));
    const requestBody = { kind: 'text', text: evil, total: 9, cut: true } as const;
    const source = `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="parent.owned=1"><script>parent.owned=1</script></svg>`).toString('base64')}`;
    await stand.tell(
      added([row(1, { target: evil, method: evil, page: evil })]),
      { type: 'note', text: evil },
      {
        type: 'detail',
        detail: detail(1, {
          url: evil,
          source: evil,
          page: evil,
          rule: evil,
          query: [[evil, evil]],
          requestHeaders: [[evil, evil]],
          requestBody,
          responseBody: { kind: 'image', source, total: 9 },
        }),
      },
    );
    await stand.page
      .locator('img')
      .evaluate(image => (image as HTMLImageElement).decode().catch(() => undefined));
    assert.equal(await stand.page.evaluate(() => 'owned' in window), false);
    assert.equal(await stand.page.locator('img[src=x]').count(), 0);
    assert.equal(await textOf('pre'), evil);
    assert.deepEqual(
      asked.filter(url => !url.startsWith('data:')),
      [],
    );
  });

  it('takes no message from anywhere but its own origin', async () => {
    await stand.page.evaluate(() => {
      const data = { type: 'note', text: 'forged' };
      window.dispatchEvent(new MessageEvent('message', { data, origin: 'https://evil.example' }));
    });
    assert.equal(await textOf('.note'), '');
  });

  it('keeps to its policy, without an error', () => {
    assert.deepEqual(stand.complaints, []);
  });
});
