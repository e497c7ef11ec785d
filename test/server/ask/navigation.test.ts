import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { navigates } from '../../../src/server/ask/requestFields';
import { ask } from '../support/raw';
import { endAll, serve } from '../support/serve';

/** The `Accept` field with which browsers request documents. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

/**
 * The client, the fields `Sec-Fetch-Dest`, `Sec-Fetch-Mode`, `Accept`, more fields, and whether it is a
 * navigation.
 */
const cases: readonly (readonly [
  what: string,
  dest: string | undefined,
  mode: string | undefined,
  accept: string | undefined,
  more: Readonly<Record<string, string>>,
  expected: boolean,
])[] = [
  ['an address that is typed', 'document', 'navigate', BROWSER, {}, true],
  ['a frame', 'iframe', 'navigate', BROWSER, {}, true],
  ['a frame of a frameset', 'frame', 'navigate', BROWSER, {}, true],
  ['a fenced frame', 'fencedframe', 'navigate', BROWSER, {}, true],
  ['an <object> with a document', 'object', 'navigate', BROWSER, {}, true],
  ['an <embed> with a document', 'embed', 'navigate', BROWSER, {}, true],
  ['an <object> with an image', 'object', 'no-cors', '*/*', {}, false],
  ['a service worker: fetch(event.request)', 'empty', 'navigate', BROWSER, {}, true],
  ['a service worker, in Firefox with other words', 'empty', 'navigate', '*/*', {}, true],
  ['navigation preload', 'empty', 'navigate', BROWSER, { 'service-worker-navigation-preload': 'true' }, true],
  [
    'a service worker: fetch(new Request(event.request, {…}))',
    'empty',
    'same-origin',
    BROWSER,
    { 'upgrade-insecure-requests': '1' },
    true,
  ],
  ['fetch() of a page', 'empty', 'cors', '*/*', {}, false],
  ['fetch() of a page, by Turbo', 'empty', 'cors', 'text/html, application/xhtml+xml', {}, false],
  ['fetch() of a page with the words of a browser', 'empty', 'same-origin', BROWSER, {}, false],
  ['XMLHttpRequest', 'empty', 'cors', '*/*', { 'x-requested-with': 'XMLHttpRequest' }, false],
  ['a script', 'script', 'no-cors', '*/*', {}, false],
  ['a worker', 'worker', 'same-origin', '*/*', {}, false],
  ['a style', 'style', 'no-cors', 'text/css,*/*;q=0.1', {}, false],
  ['an image', 'image', 'no-cors', 'image/avif,*/*', {}, false],
  ['Safari before 16.4', undefined, undefined, BROWSER, {}, true],
  ['Safari before 16.4: fetch()', undefined, undefined, '*/*', {}, false],
  [
    'a phone in the network: jQuery',
    undefined,
    undefined,
    'text/html, */*',
    { 'x-requested-with': 'XMLHttpRequest' },
    false,
  ],
  ['a mode alone', undefined, 'navigate', '*/*', {}, true],
  ['a mode alone that is another', undefined, 'cors', BROWSER, {}, false],
  ['curl', undefined, undefined, '*/*', {}, false],
  ['a client without Accept', undefined, undefined, undefined, {}, false],
];

describe('a navigation', () => {
  afterEach(endAll);

  for (const [what, dest, mode, accept, more, expected] of cases)
    it(`is ${expected ? '' : 'not '}${what}`, () => {
      const headers = { 'sec-fetch-dest': dest, 'sec-fetch-mode': mode, accept, ...more };
      assert.equal(navigates({ headers } as IncomingMessage), expected);
    });

  it('that a service worker hands on gets the page script; a fetch of the page gets the bytes of the file', async () => {
    const text = '<!doctype html><p>one</p>';
    const { port } = await serve({ 'index.html': text });
    const page = async (headers: Readonly<Record<string, string>>): Promise<string> =>
      (await ask(port, '/', { headers })).body.toString();
    const fetched = { 'Sec-Fetch-Dest': 'empty', Accept: BROWSER };
    assert.match(await page({ ...fetched, 'Sec-Fetch-Mode': 'navigate' }), /__porthole\/page\.js/);
    assert.equal(await page({ ...fetched, 'Sec-Fetch-Mode': 'cors' }), text);
    const { headers } = await ask(port, '/', { headers: fetched });
    for (const name of ['Sec-Fetch-Dest', 'Sec-Fetch-Mode', 'Accept', 'Upgrade-Insecure-Requests'])
      assert.ok(headers['vary']?.includes(name), headers['vary']);
  });
});
