import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { endAll } from '../../server/support/serve';
import { atCaret, PickingDesk } from './pickingDesk';

describe('picking an element in a page of a frame', () => {
  let browser: Browser;
  let desk: PickingDesk;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(endAll);

  it('without an address leads to the attribute that holds its document, or to its tag', async () => {
    const inner = "<p id=deep style='height: 90px'>deep<iframe srcdoc='<b>deeper</b>'></iframe>";
    const text = `<!doctype html>
<body>
<iframe id="doc" srcdoc="${inner}" width="300" height="300"></iframe>
<iframe id="blank" width="200" height="60"></iframe>
<iframe id="late" width="200" height="60" srcdoc="late"></iframe>
<script>blank.contentDocument.body.innerHTML = '<p>written</p>'</script>
`;
    desk = await PickingDesk.open(await browser.newPage(), { 'index.html': text });
    await desk.arms();
    await desk.page.evaluate(
      () =>
        new Promise(resolve => {
          const late = document.querySelector<HTMLIFrameElement>('#late')!;
          late.addEventListener('load', resolve, { once: true });
          late.srcdoc = '<body onpointerdown="top.heard = true">late';
        }),
    );
    const pickIn = (frame: string, inside: string) => async (): Promise<void> => {
      await desk.page.keyboard.down('Shift');
      await desk.page.frameLocator(frame).locator(inside).click({ force: true });
      await desk.page.keyboard.up('Shift');
    };
    const leads: readonly (readonly [frame: string, inside: string, to: string])[] = [
      ['#doc', '#deep', `srcdoc="${inner}"`],
      ['#doc', 'iframe', `srcdoc="${inner}"`],
      ['#late', 'body', 'srcdoc="late"'],
      ['#blank', 'p', '<iframe id="blank"'],
    ];
    for (const [frame, inside, to] of leads) {
      const { place, exact } = await desk.picked(pickIn(frame, inside));
      assert.ok(exact && atCaret(text, place).startsWith(to), `${frame} ${inside}`);
    }
    assert.equal(await desk.page.evaluate('self.heard'), undefined);
    desk.served.server.bridge({ type: 'arm', armed: false });
    await desk.page.waitForFunction(() => getComputedStyle(document.body).cursor !== 'crosshair');
    for (const [frame, inside, to] of leads) {
      const { place, exact } = await desk.picked(async () => {
        await desk.page.keyboard.down('Alt');
        await desk.page.frameLocator(frame).locator(inside).click({ force: true });
        await desk.page.keyboard.up('Alt');
      });
      assert.ok(exact && atCaret(text, place).startsWith(to), `with the key held: ${frame} ${inside}`);
    }
    assert.equal(await desk.page.evaluate('self.heard'), undefined);
    // Without the key, clicks go to the page.
    await desk.picksNothing(() => desk.page.frameLocator('#late').locator('body').click({ force: true }));
    assert.equal(await desk.page.evaluate('self.heard'), true);
  });
});
