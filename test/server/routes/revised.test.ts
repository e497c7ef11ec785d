import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Tab } from '../live/tab';
import { isShort } from '../../host/wholeRun';
import { Holds } from '../support/holds';
import { ask } from '../support/raw';
import { endAll, serve } from '../support/serve';

/** Milliseconds of CPU time for which no other request may be held up (security rule 19). */
const LONGEST = 50;
const TRIES = 4;
const FILES = 200;
const ROUTES = 4000;

const MANY: Readonly<Record<string, (at: number, change: number) => object>> = {
  'fixed paths': (at, change) => ({ path: `/route/${change}/${at}`, body: 'x' }),
  parameters: (at, change) => ({ path: `/:a/x${change}-${at}/:b`, body: 'x' }),
  'optional groups': (at, change) => ({ path: `/:a{/x${change}-${at}}`, body: 'x' }),
  'paths of the files': (at, change) => ({
    path: `/f${at % FILES}.css`,
    method: `M${at}`,
    body: `${change}`,
  }),
};

describe('pages that are open while thousands of routes change', function () {
  this.timeout(120_000);
  afterEach(endAll);

  for (const [what, route] of isShort() ? Object.entries(MANY).slice(-2) : Object.entries(MANY))
    it(`hold up no other request, and hear of what concerns them: ${what}`, async () => {
      const names = Array.from({ length: FILES }, (_, at) => `f${at}.css`);
      const links = names.map(name => `<link rel="stylesheet" href="${name}">`).join('');
      const served = await serve({
        'index.html': `<!doctype html>${links}`,
        ...Object.fromEntries(names.map(name => [name, 'a{}'])),
        'porthole.routes.json': '{"routes":[]}',
      });
      const tab = await Tab.open(served);
      const headers = { Referer: served.url, 'Sec-Fetch-Dest': 'style' };
      for (const name of names) await ask(served.port, `/${name}`, { headers });
      const holds = new Holds();
      let least = Infinity;
      for (let change = 1; change <= TRIES && least > LONGEST; change += 1) {
        const routes = Array.from({ length: ROUTES }, (_, at) => route(at, change));
        const last = { path: '/f199.css', body: `changed ${change}` };
        tab.heard.length = 0;
        holds.take();
        await fs.writeFile(
          path.join(served.root, 'porthole.routes.json'),
          JSON.stringify({ routes: [...routes, last] }),
        );
        while (!tab.heard.some(message => JSON.stringify(message).includes('/f199.css'))) await delay(20);
        await ask(served.port, '/f1.css');
        least = Math.min(least, holds.take());
      }
      assert.ok(least <= LONGEST, `held up for ${Math.round(least)} ms`);
    });
});
