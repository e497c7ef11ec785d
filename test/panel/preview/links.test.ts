import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { endAll } from '../../server/support/serve';
import { PanelDesk, type Surroundings, surroundings } from './panelDesk';

const page = (body: string, head = ''): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>t</title>${head}</head><body>${body}</body></html>`;
const IN_FRAME = '<a id="go" href="next.html" target="TARGET">go</a>';
const svg = (attributes: string): string =>
  page(`<svg width="99" height="40"><a id="go" ${attributes}><text y="20">go</text></a></svg>`);
const loose = (href: string): string =>
  `Object.assign(document.createElement('a'), { href: '${href}', target: '_blank' })`;
const shadow = (form: string): string =>
  page(
    `<p id="host"></p><script>host.attachShadow({ mode: 'open' }).innerHTML = '${form}<button id="go" name="a" value="1">go</button></form>'</script>`,
  );

/** Pages with something to click (`#go`), and the target: the same frame, another preview, outside, or none. */
const CLICKS: Readonly<Record<string, readonly [html: string, leads: string]>> = {
  top: [page('<a id="go" href="next.html" target="_top">go</a>'), 'next.html'],
  parent: [page('<a id="go" href="next.html" target="_PARENT">go</a>'), 'next.html'],
  baseTop: [page('<a id="go" href="next.html">go</a>', '<base target="_top">'), 'next.html'],
  ownName: [page('<a id="go" href="next.html" target="me">go</a><script>name = "me"</script>'), 'next.html'],
  ownNameByScript: [
    page("<button id=\"go\" onclick=\"name = 'me'; window.open('next.html', 'me')\">go</button>"),
    'next.html',
  ],
  ownNameOfForm: [
    page(
      '<form action="sent" method="post" target="me"><button id="go">go</button></form><script>name = "me"</script>',
    ),
    'sent',
  ],
  foreignTop: [
    page('<a id="go" href="http://foreign.example/a" target="_top">go</a>'),
    'outside http://foreign.example/a',
  ],
  drawing: [svg('href="next.html"'), 'next.html'],
  drawingTop: [svg('href="next.html" target="_top"'), 'next.html'],
  drawingAside: [svg('href="next.html" target="_blank"'), 'aside next.html'],
  drawingForeign: [svg('href="http://foreign.example/b"'), 'outside http://foreign.example/b'],
  named: [page('<input name="help"><a id="go" href="next.html" target="help">go</a>'), 'aside next.html'],
  stopped: [
    page('<a id="go" href="next.html" target="_blank" onclick="event.stopImmediatePropagation()">go</a>'),
    'aside next.html',
  ],
  kept: [
    page(
      '<a id="go" href="next.html" target="_blank">go</a><script>onload = () => setTimeout(() => addEventListener("click", event => event.preventDefault()), 300)</script>',
    ),
    'nowhere',
  ],
  download: [page('<a id="go" href="next.html" target="_blank" download>go</a>'), 'nowhere'],
  downloadOfData: [page('<a id="go" href="data:text/plain,x" target="_blank" download>go</a>'), 'nowhere'],
  clickByScript: [
    page(
      '<a href="next.html" target="_blank" hidden></a><button id="go" onclick="document.links[0].click()">go</button>',
    ),
    'aside next.html',
  ],
  clickOfNoDocument: [
    page(`<button id="go" onclick="${loose('next.html')}.click()">go</button>`),
    'aside next.html',
  ],
  eventOfNoDocument: [
    page(
      `<button id="go" onclick="${loose('http://foreign.example/c')}.dispatchEvent(new MouseEvent('click'))">go</button>`,
    ),
    'outside http://foreign.example/c',
  ],
  editable: [page('<p contenteditable><a id="go" href="http://foreign.example/">go</a></p>'), 'nowhere'],
  wrong: [page('<a id="go" href="http://[">go</a>'), 'nowhere'],
  mail: [page('<a id="go" href="mailto:a@b.example">go</a>'), 'outside mailto:a@b.example'],
  phone: [page('<button id="go" onclick="location.href = \'tel:123\'">go</button>'), 'outside tel:123'],
  long: [
    page(`<a id="go" href="http://foreign.example/${'x'.repeat(9000)}" target="_blank">go</a>`),
    `outside http://foreign.example/${'x'.repeat(9000)}`,
  ],
  tooLong: [
    page(`<a id="go" href="mailto:a@b.example?body=${'x'.repeat(70_000)}">go</a>`),
    'notice mailto:a@b.example?body=xx',
  ],
  program: [page('<a id="go" href="vscode:extension/x">go</a>'), 'notice vscode:extension/x'],
  blob: [
    page('<button id="go" onclick="window.open(window.URL.createObjectURL(new Blob([1])))">go</button>'),
    'notice blob:http',
  ],
  blank: [page('<button id="go" onclick="window.open()">go</button>'), 'notice about:blank'],
  data: [page('<a id="go" href="data:text/html,hi" target="_blank">go</a>'), 'notice data:text/html,hi'],
  dataHere: [page('<a id="go" href="data:text/html,hi">go</a>'), 'notice data:text/html,hi'],
  blobHere: [
    page('<button id="go" onclick="location = window.URL.createObjectURL(new Blob([1]))">go</button>'),
    'notice blob:http',
  ],
  blobSaved: [
    page(
      `<button id="go" onclick="Object.assign(${loose('')}, { href: window.URL.createObjectURL(new Blob([1])), download: 'a' }).click()">go</button>`,
    ),
    'nowhere',
  ],
  script: [page('<a id="go" href="javascript:void 0" target="_blank">go</a>'), 'notice javascript:void'],
  scriptHere: [page('<a id="go" href="javascript:void 0">go</a>'), 'nowhere'],
  above: [
    page('<button id="go" onclick="top.location.href = \'next.html\'">go</button>'),
    'notice next.html',
  ],
  windowTop: [
    page('<button id="go" onclick="window.open(\'next.html\', \'_top\')">go</button>'),
    'next.html',
  ],
  windowUnnamed: [
    page("<button id=\"go\" onclick=\"window.open('next.html', '', 'popup')\">go</button>"),
    'aside next.html',
  ],
  windowAlone: [
    page("<button id=\"go\" onclick=\"window.open('next.html', 'x', 'noopener,width=9')\">go</button>"),
    'aside next.html',
  ],
  formTop: [
    page('<form action="next.html" target="_top"><button id="go" name="a" value="1">go</button></form>'),
    'next.html?a=1',
  ],
  formOfButton: [
    page('<form method="post" action="sent"><button id="go" formtarget="_blank">go</button></form>'),
    'sent',
  ],
  formByScript: [
    page(
      '<form id="f" action="next.html" target="_blank"><input name="a" value="1"></form><button id="go" onclick="f.submit()">go</button>',
    ),
    'aside next.html?a=1',
  ],
  formOutside: [
    page(
      '<form action="http://foreign.example/p"><input name="a" value="1"><button id="go">go</button></form>',
    ),
    'outside http://foreign.example/p?a=1',
  ],
  bodyOutside: [
    page(
      '<form method="post" action="http://foreign.example/p"><input name="a" value="1"><button id="go">go</button></form>',
    ),
    'notice http://foreign.example/p',
  ],
  formOfShadow: [shadow('<form target="_blank" action="next.html">'), 'aside next.html?a=1'],
  formOfShadowTop: [shadow('<form target="_top" action="next.html">'), 'next.html?a=1'],
  formOfShadowKept: [shadow('<form target="_blank" action="next.html" onsubmit="return false">'), 'nowhere'],
  formToItself: [
    page(
      '<form target="_blank"><button id="go" name="b" value="2">go</button></form>',
      '<base href="deep/">',
    ),
    'aside formToItself.html?b=2',
  ],
};

/** Pages with a frame, in which the click is. */
const FRAMED: Readonly<Record<string, readonly [html: string, leads: string]>> = {
  aside: [IN_FRAME.replace('TARGET', '_blank'), 'aside next.html'],
  top: [IN_FRAME.replace('TARGET', '_top'), 'next.html'],
  parent: [IN_FRAME.replace('TARGET', '_parent'), 'next.html'],
  formTop: [
    '<form action="next.html" target="_top"><button id="go" name="a" value="1">go</button></form>',
    'next.html?a=1',
  ],
  formAside: [
    '<form method="post" action="sent" target="_blank"><button id="go">go</button></form>',
    'nowhere',
  ],
  windowParent: [
    '<button id="go" onclick="window.open(\'next.html\', \'_parent\')">go</button>',
    'next.html',
  ],
  self: [IN_FRAME.replace('TARGET', ''), 'nowhere'],
  sibling: [IN_FRAME.replace('TARGET', 'sibling'), 'nowhere'],
  dialog: ['<button id="go" onclick="alert(1)">go</button>', 'notice dialog'],
  object: [IN_FRAME.replace('TARGET', '_blank'), 'aside next.html'],
};
const frameOf = (name: string): string =>
  name === 'object'
    ? '<object type="text/html" data="in-object.html"></object>'
    : `<iframe src="in-${name}.html"></iframe><iframe name="sibling"></iframe>`;

/** Another gesture would be too soon after the last one. */
const rest = (frame: Frame): Promise<unknown> =>
  frame.evaluate(() => new Promise(resolve => setTimeout(resolve, 550)));

describe('a click in the preview', function () {
  this.timeout(60_000);
  let around: Surroundings;
  let desk: PanelDesk;

  before(async () => {
    around = await surroundings();
    const files = Object.entries(CLICKS).map(([name, [html]]) => [`${name}.html`, html] as const);
    const frames = Object.entries(FRAMED).flatMap(([name, [html]]) => [
      [`in-${name}.html`, page(html)] as const,
      [`framed-${name}.html`, page(frameOf(name))] as const,
    ]);
    desk = await PanelDesk.open(around.browser, around.around, {
      ...Object.fromEntries([...files, ...frames]),
      'next.html': page('next'),
      'start.html': page('start'),
    });
  });
  after(async () => {
    await endAll();
    await around.close();
  });

  /** Waits for the effect of a click. */
  async function ledTo(leads: string, from: string): Promise<void> {
    const [kind = '', ...rest] = leads.split(' ');
    const wanted = rest.join(' ');
    if (kind === 'nowhere') {
      // The panel handles messages in order, so the click's own message has been handled.
      await desk.panel.evaluate(() => new Promise(resolve => setTimeout(resolve, 300)));
      await desk.at(from);
      assert.deepEqual(await desk.said(), []);
    } else if (kind === 'notice') {
      const text = await desk.notice();
      assert.ok(text.includes(wanted), text);
      assert.deepEqual(await desk.said(), []);
      await desk.panel.click('#noticeOpen');
      assert.deepEqual(await desk.hears(), { type: 'openInBrowser', page: from });
    } else if (kind === 'aside') assert.deepEqual(await desk.hears(), { type: 'openAside', page: wanted });
    else if (kind === 'outside') assert.deepEqual(await desk.hears(), { type: 'openOutside', url: wanted });
    else {
      await desk.at(leads);
      assert.deepEqual(await desk.said(), []);
    }
    // A page that tries to access the parent window gets an error.
    assert.deepEqual(
      desk.errors.filter(error => !error.includes('to navigate the target frame')),
      [],
    );
  }

  for (const [name, [, leads]] of Object.entries(CLICKS))
    it(`${name}: ${leads.slice(0, 60)}`, async () => {
      const frame = await desk.show(`${name}.html`);
      await rest(frame);
      await desk.said();
      await frame.locator('#go').click();
      await ledTo(leads, `${name}.html`);
    });

  for (const [name, [, leads]] of Object.entries(FRAMED))
    it(`in a frame, ${name}: ${leads}`, async () => {
      const frame = await desk.show(`framed-${name}.html`);
      await frame.waitForLoadState('load');
      await rest(frame);
      await desk.said();
      const [inner = frame] = frame.childFrames();
      await inner.locator('#go').click();
      await ledTo(leads, `framed-${name}.html`);
    });

  it('follows a page that keeps a whole drawing in its address', async () => {
    const frame = await desk.show('start.html');
    const drawing = 'x'.repeat(20_000);
    await frame.evaluate(text => void (location.hash = text), drawing);
    await desk.at(`start.html#${drawing}`);
  });

  it('leaves pages the clipboard, films that play and the full screen, as far as VS Code gives them to the panel', async () => {
    const frame = await desk.show('start.html');
    const features = ['clipboard-read', 'clipboard-write', 'autoplay', 'fullscreen', 'camera'];
    const allowed = await frame.evaluate(names => {
      const { featurePolicy } = document as unknown as {
        featurePolicy: { allowsFeature(name: string): boolean };
      };
      return names.filter(name => featurePolicy.allowsFeature(name));
    }, features);
    assert.deepEqual(allowed, features.slice(0, 4));
  });

  it('sends no message to a page from the frames in it', async () => {
    const frame = await desk.show('start.html');
    const heard = await frame.evaluate(async () => {
      const messages: unknown[] = [];
      addEventListener('message', event => event.source !== parent && messages.push(event.data));
      const inner = document.createElement('iframe');
      inner.src = 'next.html';
      document.body.append(inner);
      await new Promise(resolve => inner.addEventListener('load', resolve));
      await new Promise(resolve => setTimeout(resolve, 300));
      return messages;
    });
    assert.deepEqual(heard, []);
  });
});
