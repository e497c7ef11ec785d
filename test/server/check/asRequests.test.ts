import assert from 'node:assert/strict';
import path from 'node:path';
import type { Fault, FaultReport } from '../../../src/protocol/faults';
import type { GivenOptions } from '../../../src/server';
import { ask, navigation } from '../support/raw';
import { until } from '../support/routes';
import { endAll, serve } from '../support/serve';

/** Addresses as people write them, each in a link of its own. */
const ADDRESSES: readonly string[] = [
  'b.html|./b.html|/b.html|B.html|b.HTML|b.htm|b|b/|b.html/|/b.html?q=1|b.html?|sub|sub/',
  'sub//|sub/.|sub/..|sub/index.html|sub/index|empty|empty/|Sub/|sub/x.css|a%20b.html',
  'a b.html|a+b.html|%62.html|b%2ehtml|sub%2Findex.html|sub%5Cindex.html|%zz|100%|ä.html',
  '%C3%A4.html|%E4.html|a\\b.html|sub\\index.html|../b.html|../../b.html|/sub/../b.html|//',
  '/.//b.html|/sub//x.css|.env|/.well-known/a.txt|/.git/config|sub/.hidden|?q|./?q=/|.',
  '/api/users|/api|/api/|/items/3|/items|/__porthole/page.js|b.html;v=1|index|/index',
  '/index.html|/||data.json|none.json|photo.PNG|con|b.html%00|b.html.|b.html%20',
].flatMap(some => some.split('|'));
const AROUND: Readonly<Record<string, Partial<GivenOptions>>> = {
  'as it is': {},
  'without listings': { directoryListing: false },
  'with clean URLs': { cleanUrls: true },
  'with a page for all others': { fallback: '/index.html' },
  'with hidden files': { dotfiles: 'allow' },
};
const page = (body: string): string => `<!doctype html><title>a</title>${body}\n`;
const ROUTES = {
  routes: [
    { path: '/api/*rest', json: 1 },
    { path: '/items/:id', json: 1 },
  ],
};

/** The status at an address, or at the one that it redirects to. */
async function statusAt(port: number, target: string): Promise<number> {
  const { status, headers } = await ask(port, target, { headers: navigation });
  if (headers.location === undefined) return status;
  const { pathname, search } = new URL(headers.location, `http://127.0.0.1:${port}${target}`);
  return statusAt(port, pathname + search);
}

/** An address as it is written in an attribute. */
const link = (address: string): string => `<a href="${address.replaceAll('&', '&amp;')}">x</a>`;

describe('a link is broken', () => {
  afterEach(() => endAll());

  for (const [around, options] of Object.entries(AROUND))
    it(`where a browser that follows it gets an error, and nowhere else: ${around}`, async () => {
      let faults: readonly Fault[] | undefined;
      const events = {
        faults: ({ source, faults: told }: FaultReport): unknown =>
          source.endsWith('links.html') && (faults = told),
      };
      const tree = {
        'links.html': page(`\n${ADDRESSES.map(link).join('\n')}\n<p></p></p>`),
        'index.html': page(''),
        'b.html': page(''),
        'a b.html': page(''),
        'ä.html': page(''),
        'data.json': '{}',
        'photo.PNG': '',
        '.env': '',
        '.git/config': '',
        '.well-known/a.txt': '',
        'sub/index.html': page(''),
        'sub/x.css': '',
        'sub/.hidden': '',
        'empty/a.txt': '',
        'porthole.routes.json': JSON.stringify(ROUTES),
      };
      const served = await serve(tree, { ...options, trusted: true }, {}, events);
      served.server.opened([path.join(served.root, 'links.html')]);
      await until('the problems', () => Promise.resolve(faults !== undefined));
      const told = new Set((faults ?? []).flatMap(({ code, line }) => (code === 'broken-link' ? line : [])));
      const wrong: string[] = [];
      for (const [at, address] of ADDRESSES.entries()) {
        const url = URL.parse(address, `http://127.0.0.1:${served.port}/links.html`);
        if (url?.port !== String(served.port)) continue;
        const { pathname, search } = url;
        const status = await statusAt(served.port, pathname + search);
        if (told.has(at + 2) !== status >= 400)
          wrong.push(`${address}: ${status}, ${told.has(at + 2) ? '' : 'not '}told`);
      }
      assert.deepEqual(wrong, []);
    });
});
