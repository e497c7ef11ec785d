import assert from 'node:assert/strict';
import path from 'node:path';
import { describeAlsoLinked } from '../server/support/roots';
import { pageOf, Visitor } from './visitor';

/** Whether the page shows this text; runs in the page. */
const says = (text: string): boolean => document.getElementById('text')?.textContent === text;
const put = (text: string): string => `document.getElementById('text').textContent = '${text}'`;
const place = '<p id="text" style="height:20px"></p>';

const describeLinked = describeAlsoLinked(/^a script is saved, and not while/, [
  ', with a root below a link',
]);
describeLinked('a page is reloaded, with all that was done in it, when', () => {
  const visitor = Visitor.here();
  async function isReloaded(text: string): Promise<void> {
    await visitor.sees(says, text);
    await visitor.isNew();
    await visitor.findsTraces();
  }
  const types = (name: string, text: string | undefined): void =>
    visitor.served.server.overlay({ path: path.join(visitor.served.root, name), text, version: 1 });

  it('a script is saved, and not while it is typed', async () => {
    await visitor.opens({
      'index.html': pageOf('', place, '<script src="a.js"></script>'),
      'a.js': put('one'),
    });
    types('a.js', put('two'));
    await visitor.page.waitForTimeout(400);
    await visitor.sees(says, 'one');
    await visitor.finds();
    await visitor.saves('a.js', put('two'));
    types('a.js', undefined);
    await isReloaded('two');
  });

  it('a module that is imported by an imported module is saved', async () => {
    await visitor.opens({
      'index.html': pageOf('', place, '<script type="module" src="a.js"></script>'),
      'a.js': 'import "./m/b.js"',
      'm/b.js': 'import { text } from "./c.js"; document.getElementById("text").textContent = text',
      'm/c.js': 'export const text = "one"',
    });
    await visitor.saves('m/c.js', 'export const text = "two"');
    await isReloaded('two');
  });

  it('a module that is imported later on is saved', async () => {
    await visitor.opens({ 'index.html': pageOf('', place), 'late.js': put('one') });
    await visitor.page.evaluate(
      async () => import(new URL('late.js', location.href).href) as Promise<unknown>,
    );
    await visitor.sees(says, 'one');
    await visitor.isConnected();
    await visitor.saves('late.js', put('two'));
    await visitor.isNew();
    await visitor.findsTraces();
  });

  it('data that it fetched are saved, by fetch and by XMLHttpRequest', async () => {
    await visitor.opens({
      'index.html': pageOf(
        '',
        place,
        `<script type="module">const one = await (await fetch('data/1.json')).json();
        const two = new XMLHttpRequest(); two.open('GET', 'data/2.txt');
        two.onload = () => document.getElementById('text').textContent = one + two.responseText; two.send();</script>`,
      ),
      'data/1.json': '"a"',
      'data/2.txt': 'b',
    });
    await visitor.saves('data/1.json', '"A"');
    await isReloaded('Ab');
    await visitor.isConnected();
    await visitor.saves('data/2.txt', 'B');
    await isReloaded('AB');
  });

  it('anything else that it uses is saved', async () => {
    await visitor.opens({
      'index.html': pageOf(
        '',
        `${place}<object data="x.svg" type="image/svg+xml" width="9" height="9"></object>`,
      ),
      'x.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    });
    await visitor.saves('x.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="5"/>');
    await visitor.isNew();
    await visitor.findsTraces();
  });

  it('a script comes that it had asked for in vain, in a folder that was not there', async () => {
    await visitor.opens({ 'index.html': pageOf('', place, '<script src="new/late.js"></script>') });
    await visitor.saves('new/late.js', put('late'));
    await isReloaded('late');
  });

  it('a script is saved, and what scripts build later is found again, too', async () => {
    const late = `<div id="app"></div><script src="a.js"></script><script>setTimeout(() => {
      app.innerHTML = '<textarea></textarea><select multiple><option>1<option>2<option>3</select><input type=checkbox><input type=password>' +
        '<div style="height:50px;overflow:auto"><p style="height:500px">x</p></div>';
      app.attachShadow; const host = app.appendChild(document.createElement('div'));
      host.attachShadow({ mode: 'open' }).innerHTML = '<input>'; }, 200)</script>`;
    await visitor.opens({ 'index.html': pageOf('', place, late), 'a.js': put('one') });
    await visitor.page.fill('#app textarea', 'two\nlines');
    await visitor.page.selectOption('#app select', ['1', '3']);
    await visitor.page.check('#app [type=checkbox]');
    await visitor.page.fill('#app [type=password]', 'secret');
    await visitor.page.fill('#app div:last-child input', 'in the shade');
    await visitor.page.evaluate(() => {
      document.querySelector('#app div')!.scrollTop = 120;
      scrollTo(0, 700);
      document.querySelector('textarea')!.focus({ preventScroll: true });
      document.querySelector('textarea')!.setSelectionRange(1, 4);
    });
    await visitor.saves('a.js', put('two'));
    await visitor.isNew();
    await visitor.sees(() => document.activeElement?.localName === 'textarea');
    const found = await visitor.page.evaluate(() => {
      const area = document.querySelector('textarea')!;
      const chosen = [...document.querySelector('select')!.selectedOptions].map(option => option.text);
      const shaded = document
        .querySelector('#app > div:last-child')!
        .shadowRoot!.querySelector('input')!.value;
      const [box, secret] = [...document.querySelectorAll<HTMLInputElement>('#app > input')];
      const { scrollTop } = document.querySelector('#app div')!;
      return [
        area.value,
        area.selectionStart,
        area.selectionEnd,
        chosen,
        shaded,
        box!.checked,
        secret!.value,
        scrollTop,
        scrollY,
      ];
    });
    assert.deepEqual(found, ['two\nlines', 1, 4, ['1', '3'], 'in the shade', true, '', 120, 700]);
  });
});

describe('a page is left as it is when', () => {
  const visitor = Visitor.here();
  const events = (): string[] =>
    visitor.served.log.flatMap(entry =>
      entry.kind === 'event' && entry.level === 'debug' ? [entry.text] : [],
    );

  it('a file changes that it does not use: one line of the log says so', async () => {
    await visitor.opens({ 'index.html': pageOf('', place), 'other.js': '1' });
    await visitor.saves('other.js', '2');
    await visitor.page.waitForTimeout(400);
    assert.equal(events().filter(text => text === 'live: /other.js changed, no page uses it').length, 1);
    await visitor.finds();
  });

  it('a file changes that is ignored, from the moment on that it is', async () => {
    await visitor.opens({
      'index.html': pageOf('<link rel="stylesheet" href="gen/a.css">', place),
      'gen/a.css': '#text { color: rgb(1, 1, 1) }',
    });
    visitor.served.server.configure({ ignore: ['gen/**'] });
    await visitor.saves('gen/a.css', '#text { color: rgb(2, 2, 2) }');
    await visitor.page.waitForTimeout(400);
    assert.equal(await visitor.style('color'), 'rgb(1, 1, 1)');
    assert.ok(events().includes('live: /gen/a.css changed and is ignored'));
    visitor.served.server.configure({ ignore: [] });
    await visitor.saves('gen/a.css', '#text { color: rgb(3, 3, 3) }');
    await visitor.seesStyle('color', 'rgb(3, 3, 3)');
    await visitor.finds();
  });

  it('the document of its frame changes: only the frame is another', async () => {
    await visitor.opens({
      'index.html': pageOf('', '<iframe src="in/"></iframe>'),
      'in/index.html': '<!doctype html><p>one</p><script>document.title = "a"</script>',
    });
    await visitor.saves('in/index.html', '<!doctype html><p>two</p><script>document.title = "b"</script>');
    // Firefox takes a look by its driver for one by the page: the frame is loaded first.
    await visitor.page.waitForTimeout(2000);
    await visitor.sees(() => document.querySelector('iframe')!.contentDocument?.title === 'b');
    await visitor.finds();
  });
});
