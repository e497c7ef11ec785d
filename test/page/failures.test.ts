import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Fault, FaultReport } from '../../src/protocol/faults';
import { launchBrowser } from '../host/browser';
import { eventually } from '../host/ui';
import { isShort } from '../host/wholeRun';
import { endAll, type Served, serve, type Tree } from '../server/support/serve';
import { built } from './author';
import { CASES, page } from './failureCases';
import { OTHERS } from './otherFailures';

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const toldOf = ({ code, line, column, message }: Fault): string =>
  `${code ?? ''} ${line}:${column} ${message.split(':')[0] ?? ''}`;

const isFailed = (each: string): boolean => each.startsWith('failed');

describe('a failure of a page', () => {
  let browser: Browser;
  let served: Served;
  let tab: Page;
  let faults: readonly Fault[] = [];
  const logged = (): string[] =>
    served.log.flatMap(entry => (entry.kind === 'event' && entry.level === 'warn' ? [entry.text] : []));

  const told = (): string[] => faults.map(toldOf);

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    await tab.close();
    await endAll();
  });

  async function opens(files: Tree, of = 'pages'): Promise<void> {
    faults = [];
    const events = {
      faults: ({ source, faults: told }: FaultReport): unknown => source.startsWith(of) && (faults = told),
    };
    served = await serve(files, { pageScript: built }, {}, events);
    if (of !== 'pages') served.server.opened([]);
    tab = await browser.newPage();
    await tab.goto(served.url, { waitUntil: 'load' });
  }

  const placeOf = ({ file, line }: Fault): string => `${path.relative(served.root, file)}:${line}`;

  // A whole run tries every second one.
  const tried = Object.entries({ ...CASES, ...OTHERS }).filter((_, at) => !isShort() || at % 2 === 0);
  for (const [name, { files, place, text, click = false }] of tried)
    it(`is told by its place: ${name}: ${place}`, async () => {
      await opens(files);
      if (click) await tab.click('button');
      await eventually('the line of the log', () =>
        Promise.resolve(logged().some(line => text.test(line)) || logged().join('\n')),
      );
      if (place === 'any') return;
      // A place is looked up after the line was logged.
      if (place === 'none') await tab.waitForTimeout(100);
      else await eventually('the fault', () => Promise.resolve(faults.length > 0 || logged().join('\n')));
      assert.deepEqual(faults.map(placeOf), place === 'none' ? [] : [place]);
      assert.match(faults[0]?.message ?? logged()[0]!, text);
      assert.equal(logged().filter(line => line.startsWith('Page')).length, 1, logged().join('\n'));
    });

  it('is none where a library dispatches an event of the same name: the page’s own listener hears of nothing else', async () => {
    await opens({
      'index.html': page(`<script>
        window.heard = [];
        addEventListener('error', event => heard.push(event.type + ' ' + event.message));
        addEventListener('unhandledrejection', event => heard.push(event.type + ' ' + event.reason));
        dispatchEvent(new Event('error'));
        dispatchEvent(new CustomEvent('unhandledrejection', { detail: { reason: 1 } }));
        dispatchEvent(new ErrorEvent('error', { message: 'of the library' }));
      </script>`),
    });
    await eventually('the error is told', () =>
      Promise.resolve(logged().some(line => line.includes('of the library'))),
    );
    assert.deepEqual(await tab.evaluate('heard'), [
      'error undefined',
      'unhandledrejection undefined',
      'error of the library',
    ]);
    assert.deepEqual(faults, []);
    assert.equal(logged().length, 1, logged().join('\n'));
  });

  it('is what an element could not load, of other servers too: blocked, refused, or no picture', async () => {
    const closed = await closedPort();
    const other = `http://127.0.0.1:${closed}`;
    const body = [
      `<img src="${other}/a.png?b=1&amp;c=2#d">`,
      `<script src="${other}/a.js"></script>`,
      `<link rel="stylesheet" href="//127.0.0.1:${closed}/a.css">`,
      '<video src="there.mp4"></video>',
      '<img src="text.png">',
      `<a href="${other}/a.png">x</a>`,
      '<img src="gone.png"><img src="there.svg">',
    ].join('\n');
    const meta = '<meta http-equiv="Content-Security-Policy" content="media-src \'none\'">';
    await opens(
      {
        'index.html': page(body).replace('<i></i>', meta),
        'there.mp4': 'x',
        'text.png': 'no picture',
        'there.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      },
      'check:',
    );
    const expected = [
      'failed-request 5:6 http',
      'failed-request 6:9 http',
      'failed-request 7:24 http',
      'failed-request 8:8 /there.mp4 could not be loaded',
      'failed-request 9:6 /text.png could not be loaded',
      'failed-request 11:6 /gone.png failed with status 404.',
    ];
    await eventually('all of them', () =>
      Promise.resolve(told().toSorted().join('\n') === expected.toSorted().join('\n') || told().join('\n')),
    );
    await served.write({ 'text.png': PIXEL, 'gone.png': PIXEL });
    await tab.reload();
    await eventually('those that are there now are gone', () =>
      Promise.resolve(told().filter(isFailed).length === 4 || told().join('\n')),
    );
  });
});
