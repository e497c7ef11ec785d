import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Site } from '../../../src/server/site';
import { serveFile } from '../../../src/server/steps/serveFile';
import { stampOf } from '../../../src/server/files/stamp';

const broken = (): Promise<never> => Promise.reject(new Error('EIO'));
const common = { type: 'text/html', framing: '', custom: {}, negotiates: false, sharesOrigins: false };
const site = {
  common: () => Promise.resolve(common),
  options: { compression: 'off', authorities: [] },
  script: { version: '1' },
  policyNotes: { judge: () => Promise.resolve() },
};

describe('a file too large for memory', () => {
  for (const [what, failing] of [
    ['its header fields', { ...site, common: broken }],
    ['a look at its policy', { ...site, policyNotes: { judge: broken } }],
  ] as const)
    it(`is closed when ${what} cannot be had: nothing is sent that would close it`, async () => {
      const handle = await open(__filename);
      const found = {
        kind: 'open',
        file: { handle, canonical: __filename, stamp: stampOf(await handle.stat()) },
      } as const;
      const request = {
        method: 'GET',
        url: '/',
        headers: { accept: 'text/html' },
        socket: {},
      } as unknown as IncomingMessage;
      await assert.rejects(serveFile(request, failing as unknown as Site, __filename, found), /EIO/);
      assert.equal(handle.fd, -1);
    });
});
