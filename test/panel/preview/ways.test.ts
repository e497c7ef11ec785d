import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { PanelDesk, type Surroundings, surroundings } from './panelDesk';

const page = (title: string, body = ''): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;
const script = (code: string): string => `<script>${code}</script>`;

describe('the history of the preview', function () {
  this.timeout(60_000);
  let around: Surroundings;
  let desk: PanelDesk;
  let slow: http.Server;

  before(async () => {
    around = await surroundings();
    // Starts to send a picture and never finishes.
    slow = http.createServer(
      (_request, response) => void response.writeHead(200, { 'Content-Type': 'image/png' }).write('x'),
    );
    await new Promise<void>(resolve => slow.listen(0, '127.0.0.1', resolve));
    const { port } = slow.address() as AddressInfo;
    desk = await PanelDesk.open(
      around.browser,
      around.around,
      {
        'start.html': page(
          'Start',
          '<a href="next.html">next</a> <a href="replaces.html">r</a> <a href="refresh.html">m</a> <a href="slow.html">s</a> <a href="away">a</a> <a href="dot.svg">d</a> <a href="untitled.html">u</a>',
        ),
        'next.html': page(
          'Next',
          '<a href="last.html">last</a><a href="file">file</a><button id="back" onclick="history.back()">back</button>',
        ),
        'last.html': page('Last', '<button id="two" onclick="history.go(-2)">two</button>'),
        'replaces.html': page('Replaces', script("location.replace('next.html')")),
        'refresh.html': `${page('Refresh')}<meta http-equiv="refresh" content="0; url=next.html">`,
        'slow.html': page('Slow', `<img src="http://127.0.0.1:${String(port)}/">`),
        'untitled.html': page('', '<p>no title</p>'),
        'refreshes.html': `${page('Refreshes')}<meta http-equiv="refresh" content="0; url=http://foreign.example/r">`,
        'opens.html': page(
          'Opens',
          `<button id="open" onclick="document.open(); document.write('<p>new</p><a href=next.html target=_blank>n</a>'); document.close()">o</button>
<button id="blank" onclick="location = 'about:blank'">b</button>`,
        ),
        'dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
        'busts.html': page('Busts', script('if (top !== self) top.location = self.location')),
        'loops.html': page(
          'Loops',
          script("for (let n = 0; n < 400; n++) history.pushState({}, '', '?' + n)"),
        ),
        'named.html': page('Named', `${script("name = 'mine'")}<a href="opens.html">o</a>`),
        'inner.html': page('Inner', '<iframe src="back.html"></iframe>'),
        'back.html': page('', '<button onclick="history.back()">back</button>'),
        'far.html': page('Far', '<button id="far" onclick="history.go(-2)">far</button>'),
        'tall.html': page('Tall', '<a href="next.html">next</a><p style="height: 5000px">tall</p>'),
        'leaves.html': page(
          'Leaves',
          script(
            "onbeforeunload = event => { event.preventDefault(); return 'stay'; }; onunload = () => alert('bye')",
          ),
        ),
        'porthole.routes.json': JSON.stringify({
          routes: [
            { path: '/away', status: 302, headers: { Location: 'http://foreign.example/login' }, body: '' },
            { path: '/file', headers: { 'Content-Disposition': 'attachment' }, body: 'x' },
            { path: '/chain/:n', status: 302, headers: { Location: '/next.html' }, body: '' },
            { path: '/chain', status: 307, headers: { Location: '/chain/2' }, body: '' },
          ],
        }),
      },
      { trusted: true },
    );
  });
  after(async () => {
    await around.close();
    slow.closeAllConnections();
    slow.close();
  });
  beforeEach(async () => {
    await desk.show('start.html');
    await desk.said();
  });

  const follow = async (text: string, to: string): Promise<void> => {
    const frame = await desk.at('start.html');
    await frame.waitForLoadState('load');
    await frame.getByText(text, { exact: true }).click();
    await desk.ready(to);
  };
  const canGo = (): Promise<readonly boolean[]> =>
    desk.panel.evaluate(() =>
      ['#back', '#forward'].map(id => !(document.querySelector(id) as HTMLButtonElement).disabled),
    );
  const back = async (to: string): Promise<void> => {
    await desk.panel.click('#back');
    await desk.ready(to);
  };

  it('goes back with a page that does so itself, and forward again', async () => {
    await follow('next', 'next.html');
    const next = await desk.ready('next.html');
    await next.waitForLoadState('load');
    await next.getByText('last').click();
    const last = await desk.ready('last.html');
    await last.waitForLoadState('load');
    await last.locator('#two').click();
    await desk.ready('start.html');
    await desk.panel.waitForFunction(
      () => !(document.querySelector('#forward') as HTMLButtonElement).disabled,
    );
    await desk.panel.click('#forward');
    await desk.ready('next.html');
    await desk.panel.click('#forward');
    await desk.ready('last.html');
    assert.deepEqual((await canGo())[1], false);
  });

  it('goes back with a page that was opened from outside, too', async () => {
    const next = await desk.show('next.html');
    await next.waitForLoadState('load');
    await next.locator('#back').click();
    await desk.ready('start.html');
    assert.equal((await canGo())[1], true);
  });

  for (const [text, name] of [
    ['r', 'location.replace'],
    ['m', 'a meta refresh'],
  ] as const)
    it(`has no entry for a page that gave way to another by ${name}`, async () => {
      await follow(text, 'next.html');
      await back('start.html');
    });

  it('takes a chain of redirects for one step', async () => {
    const message = { type: 'show', folder: 'file:///site', base: desk.served.url, page: 'chain' };
    await desk.panel.evaluate(told => window.postMessage(told, location.origin), message);
    await desk.ready('next.html');
    await back('start.html');
  });

  it('knows the address of a page that never finishes loading', async () => {
    await follow('s', 'slow.html');
    await back('start.html');
  });

  it('says where a redirect wants to go that leads to another site, and leaves that to the browser', async () => {
    const frame = await desk.ready('start.html');
    await frame.getByText('a', { exact: true }).click();
    assert.match(await desk.notice(), /tried to open http:\/\/foreign\.example/);
    await desk.panel.click('#noticeOpen');
    assert.deepEqual(await desk.hears(), { type: 'openInBrowser', page: 'away' });
    await desk.at('away');
    await back('start.html');
  });

  it('says where a page wants to go by itself, with the way to the browser', async () => {
    const message = { type: 'show', folder: 'file:///site', base: desk.served.url, page: 'refreshes.html' };
    await desk.panel.evaluate(told => window.postMessage(told, location.origin), message);
    assert.match(await desk.notice(), /tried to open http:\/\/foreign\.example/);
    await desk.panel.click('#noticeOpen');
    // A browser may send only the origin of the address; then the page itself navigates there.
    const { type } = (await desk.hears()) ?? {};
    assert.match(String(type), /^open(?:InBrowser|Outside)$/);
  });

  it('goes back with a page from which a file was downloaded', async () => {
    await follow('next', 'next.html');
    const next = await desk.ready('next.html');
    await next.waitForLoadState('load');
    const download = desk.page.waitForEvent('download');
    await next.getByText('file').click();
    await (await download).cancel();
    await next.locator('#back').click();
    await desk.ready('start.html');
    await desk.panel.waitForFunction(
      () => !(document.querySelector('#forward') as HTMLButtonElement).disabled,
    );
    assert.equal((await canGo())[1], true);
  });

  it('names a page by its address where it has no title, and keeps the title while the page stays', async () => {
    const isNamed = (title: string): Promise<unknown> =>
      desk.panel.waitForFunction(wanted => document.querySelector('iframe')?.title === wanted, title);
    await isNamed('Start');
    await desk.titles();
    await desk.panel.click('#follow');
    assert.deepEqual([...new Set(await desk.titles())], ['Start']);
    await desk.panel.click('#follow');
    await follow('u', 'untitled.html');
    await isNamed('/untitled.html');
  });

  it('loads a page again that hears nothing any more', async () => {
    for (const id of ['#open', '#blank']) {
      const frame = await desk.show('opens.html');
      await frame.locator(id).click();
      await frame.locator('#open').waitFor({ state: 'detached' });
      await desk.panel.click('#reload');
      await frame.locator('#open').waitFor();
    }
  });

  it('hears keys and links of a document that a script writes anew', async () => {
    const frame = await desk.show('opens.html');
    await frame.locator('#open').click();
    await frame.getByText('new').click();
    await desk.page.keyboard.press('F1');
    assert.deepEqual(await desk.pressed('F1'), ['F1']);
    await frame.evaluate(() => new Promise(resolve => setTimeout(resolve, 550)));
    await frame.getByText('n', { exact: true }).click();
    assert.deepEqual(await desk.hears(), { type: 'openAside', page: 'next.html' });
  });

  it('goes back from a picture', async () => {
    const frame = await desk.at('start.html');
    await frame.getByText('d', { exact: true }).click();
    await desk.at('dot.svg');
    await back('start.html');
  });

  it('stays in its place with a page that breaks out of frames, or asks before it is left', async () => {
    for (const name of ['busts.html', 'leaves.html']) {
      const frame = await desk.show(name);
      // The notice appears while the page loads, and stays.
      await frame.waitForLoadState('load');
      if (name === 'busts.html') assert.match(await desk.notice(), /does not allow other pages to frame it/);
      await desk.panel.click('#back');
      await desk.ready('start.html');
      assert.ok(desk.page.url().startsWith(around.around));
    }
    assert.deepEqual(await desk.said(), []);
  });

  it('goes back with a frame in a page, with several steps, and with a button of the mouse, and stays in VS Code', async () => {
    const inner = await desk.show('inner.html');
    await inner.frameLocator('iframe').locator('button').click();
    await desk.ready('start.html');
    await desk.show('next.html');
    const far = await desk.show('far.html');
    await far.locator('#far').click();
    await desk.ready('start.html');
    await desk.show('next.html');
    const session = await desk.page.context().newCDPSession(desk.page);
    for (const [button, to] of [
      ['back', 'start.html'],
      ['forward', 'next.html'],
    ] as const) {
      for (const type of ['mousePressed', 'mouseReleased'] as const)
        await session.send('Input.dispatchMouseEvent', { type, button, x: 300, y: 300, clickCount: 1 });
      await desk.ready(to);
    }
    assert.ok(desk.page.url().startsWith(around.around));
  });

  it('knows the panel after a page has given its window a name, and keeps the name', async () => {
    const named = await desk.show('named.html');
    await named.waitForLoadState('load');
    await named.getByText('o').click();
    const frame = await desk.ready('opens.html');
    assert.equal(await frame.evaluate(() => name), 'mine');
  });

  it('shows a page where it was left, on the way back and forward', async () => {
    const tall = await desk.show('tall.html');
    await tall.waitForLoadState('load');
    await tall.evaluate(() => scrollTo(0, 1234));
    await tall.locator('a').evaluate(link => (link as HTMLAnchorElement).click());
    await desk.ready('next.html');
    for (const [button, page, top] of [
      ['#back', 'tall.html', 1234],
      ['#back', 'start.html', 0],
      ['#forward', 'tall.html', 1234],
    ] as const) {
      await desk.panel.click(button);
      await (await desk.ready(page)).waitForFunction(wanted => scrollY === wanted, top);
    }
  });

  it('hears a click in a page that has no more than begun to load', async () => {
    await desk.page.route('**/__porthole/preview.js', () => undefined);
    const frame = await desk.show('opens.html');
    await desk.page.unroute('**/__porthole/preview.js');
    await frame.evaluate(() => void (document.body.innerHTML = '<a href="next.html" target="_blank">n</a>'));
    await frame.evaluate(() => new Promise(resolve => setTimeout(resolve, 550)));
    await frame.locator('a').click();
    assert.deepEqual(await desk.hears(), { type: 'openAside', page: 'next.html' });
  });

  it('bears a page that pushes states without end', async () => {
    const message = { type: 'show', folder: 'file:///site', base: desk.served.url, page: 'loops.html' };
    await desk.panel.evaluate(told => window.postMessage(told, location.origin), message);
    await desk.panel.waitForFunction(() =>
      /\?\d+$/.test((document.querySelector('#address') as HTMLInputElement).value),
    );
    await desk.show('next.html');
  });
});
