import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultReport } from '../../../src/protocol/faults';
import { createServer } from '../../../src/server';
import { isShort } from '../../host/wholeRun';
import { holdsNothingUp } from '../support/heldUp';
import { Holds } from '../support/holds';
import { CSS, HTML, XHTML } from '../support/hostileDocuments';
import { makeTree, pageScript } from '../support/serve';

/** Milliseconds that no linear check exceeds on any machine: the slowest takes a tenth. */
const ENDLESS = 60_000;

const DOCUMENTS = Object.entries({ html: HTML, xhtml: XHTML, css: CSS }).flatMap(([ending, texts]) =>
  Object.entries(texts).map(([what, text], at) => ({ what, text, name: `${ending}${at}.${ending}` })),
);

describe('a second client, while a hostile document is checked', function () {
  this.timeout(ENDLESS * 4);
  const holds = new Holds();

  // A whole run tries only some of many similar documents.
  const tried = isShort() ? DOCUMENTS.filter((_, at) => at % 10 === 0) : DOCUMENTS;
  for (const { what, text, name } of tried)
    it(`is not held up: ${name.split('.')[1]}, ${what}`, async () => {
      const content = name.endsWith('.html') ? `<!doctype html>${text()}` : text();
      const root = await makeTree({ [name]: content, 'marker.html': '<main>' });
      const file = (each: string): string => path.join(root, each);
      await holdsNothingUp({ hold: () => holds.take() }, what, async () => {
        const reported = new Set<string>();
        const script = await pageScript(await makeTree({}));
        const faults = ({ source }: FaultReport): unknown => reported.add(source);
        const server = createServer({ root, pageScript: script, port: 0 }, { faults }, 'off');
        await server.listen();
        // The marker is checked after it.
        server.opened([file(name), file('marker.html')]);
        const until = performance.now() + ENDLESS;
        while (!reported.has(`check:${file('marker.html')}`)) {
          assert.ok(performance.now() < until, 'the check does not end');
          await delay(5);
        }
        await server.close();
      });
    });
});
