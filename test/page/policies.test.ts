import assert from 'node:assert/strict';
import { policies } from '../server/support/policies';
import { built, Visitor } from './visitor';
import { serve, type Served } from '../server/support/serve';

const html = '<!doctype html><html><head><title>x</title></head><body><p id="text">old</p></body></html>';
const meta = (policy: string): string =>
  html.replace('<title>', `<meta http-equiv="Content-Security-Policy" content="${policy}"><title>`);

const saysSo = ({ log }: Served): number =>
  log.filter(entry => entry.kind === 'event' && entry.text.includes('Content-Security-Policy')).length;

describe('a page with a policy of its own, in a browser', () => {
  const visitor = Visitor.here();

  /** Whether the page's script has a message from the server, or the browser has reported a blocked part. */
  async function visit(target: string): Promise<'heard' | 'kept out' | 'silent'> {
    visitor.page = await visitor.newPage();
    const { page } = visitor;
    const outcome = new Promise<'heard' | 'kept out'>(resolve => {
      page.on('websocket', socket => socket.on('framereceived', () => resolve('heard')));
      page.on('console', message => {
        if (/Content Security Policy|sandboxed/.test(message.text())) resolve('kept out');
      });
      // Refused to a document of no origin.
      page.on('requestfailed', request => {
        if (request.url().includes('/__porthole/page.js')) resolve('kept out');
      });
    });
    await page.goto(visitor.served.url + target);
    assert.equal(await page.locator('#text').innerText(), 'old');
    return Promise.race([outcome, page.waitForTimeout(10_000).then(() => 'silent' as const)]);
  }

  it('has our script, and its connection, exactly where the log does not say otherwise', async function () {
    this.timeout(120_000);
    const tree = Object.fromEntries(policies.map((_, at) => [`${at}.html`, html]));
    visitor.served = await serve(tree, { pageScript: built });
    const { port } = new URL(visitor.served.url);
    visitor.served.server.configure({
      headers: Object.fromEntries(
        policies.map(([field], at) => [
          `${at}.html`,
          { 'Content-Security-Policy': field.replaceAll('PORT', port) },
        ]),
      ),
    });
    let said = 0;
    for (const [at, [field, what]] of policies.entries()) {
      assert.equal(await visit(`${at}.html`), what === undefined ? 'heard' : 'kept out', field);
      if (what !== undefined) said++;
      assert.equal(saysSo(visitor.served), said, field);
      await visitor.page.close();
    }
  });

  it('in a <meta> has our script, which stands before it, and follows what is typed', async () => {
    const policy = "default-src 'none'";
    visitor.served = await serve({ 'index.html': meta(policy) }, { pageScript: built });
    assert.equal(await visit(''), 'heard');
    await visitor.isConnected();
    await visitor.saves('index.html', meta(policy).replace('old', 'new'));
    await visitor.sees(() => document.getElementById('text')?.textContent === 'new');
    assert.equal(saysSo(visitor.served), 1);
  });
});
