import { strict as assert } from 'node:assert';
import { pageOf, Visitor } from './visitor';

const routes = (...list: object[]): string => JSON.stringify({ routes: list });
const says = (text: string): boolean => document.getElementById('text')?.textContent === text;
/** Also behind a path of a forwarder. */
const isAt = (path: string): boolean => location.pathname.replace(/^\/proxy\/\d+/, '') === path;

/** A reload that a script's save asks for while the visitor is on the way to another page. */
describe('a page that is being left', () => {
  const visitor = Visitor.here();
  const open = (target: string, route: object): Promise<void> =>
    visitor.opens({
      'index.html': pageOf(
        '',
        `<p id="text"></p><a id="way" href="${target}">there</a>`,
        '<script src="a.js"></script>',
      ),
      'a.js': 'document.getElementById("text").textContent = "one"',
      'other.html': pageOf(''),
      'porthole.routes.json': routes(route),
    });
  const savesScript = (): Promise<void> =>
    visitor.saves('a.js', 'document.getElementById("text").textContent = "two"');

  const WAYS: Readonly<Record<string, () => Promise<void>>> = {
    'by a link': () => visitor.page.click('#way', { noWaitAfter: true }),
    'by a script': () => visitor.page.evaluate(() => void setTimeout(() => location.replace('slow'))),
    'by a form': () =>
      visitor.page.evaluate(() => {
        document.body.insertAdjacentHTML('beforeend', '<form id="form" action="slow"></form>');
        setTimeout(() => (document.getElementById('form') as HTMLFormElement).submit());
      }),
  };
  for (const [how, leave] of Object.entries(WAYS))
    it(`${how} is not called back by an update`, async () => {
      await open('slow', { path: '/slow', body: 'arrived', delay: 1200 });
      await leave();
      await visitor.page.waitForTimeout(300);
      await savesScript();
      await visitor.sees(isAt, '/slow');
    });

  const STAYS: Readonly<Record<string, object>> = {
    'an answer without a document': { status: 204 },
    'a download': { body: 'x', headers: { 'content-disposition': 'attachment' } },
  };
  for (const [what, route] of Object.entries(STAYS))
    it(`but stays, for ${what}, follows the update`, async () => {
      await open('stays', { path: '/stays', ...route });
      await visitor.page.click('#way', { noWaitAfter: true });
      await visitor.page.waitForTimeout(300);
      await savesScript();
      await visitor.sees(says, 'two');
      await visitor.isNew();
      assert.ok(await visitor.page.evaluate(isAt, '/'));
    });
});
