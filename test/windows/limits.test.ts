import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { runOnWindows } from '../host/wine';

/** Limits of Wine, each shown by a test that fails once a newer Wine has no such limit; the suite may then use it. */
const LIMITS: Readonly<Record<string, { readonly script: string; readonly shows: RegExp }>> = {
  'fetch inside Wine reaches no server, so the suite asks from outside': {
    script:
      "fetch('http://127.0.0.1:PORT/').then(() => console.log('came'), error => console.log('failed', error.cause?.code))",
    shows: /^failed UNKNOWN/,
  },
  'a file that is open is not replaced by a rename, as mostly on Windows': {
    script: `const fs = require('node:fs'), path = require('node:path');
      const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'p-'));
      const [a, b] = ['a', 'b'].map(name => path.join(folder, name));
      fs.writeFileSync(a, 'a'); fs.writeFileSync(b, 'b');
      fs.openSync(a); try { fs.renameSync(b, a); console.log('renamed'); } catch (error) { console.log(error.code); }`,
    shows: /^(EPERM|EBUSY|EACCES)/,
  },
  'no junction is made or read, so the suite goes through links of the system beneath': {
    script: `const fs = require('node:fs'), path = require('node:path');
      const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'p-'));
      try { fs.symlinkSync(folder, path.join(folder, 'j'), 'junction'); console.log('made'); } catch (error) { console.log(error.code); }`,
    shows: /^ENOTSUP/,
  },
  'a drive is no share of the machine itself, such as \\\\localhost\\Z$': {
    script: "console.log(require('node:fs').existsSync('\\\\\\\\localhost\\\\Z$\\\\'))",
    shows: /^false/,
  },
  'subst makes no drive, so the suite makes one beneath Wine': {
    script: `const { execSync } = require('node:child_process');
      try { execSync('cmd /c subst Q: C:\\\\windows', { stdio: 'ignore' }); } catch { /* Ends with an error where it is unknown. */ }
      console.log(require('node:fs').existsSync('Q:\\\\'))`,
    shows: /^false/,
  },
};

/** Shows that Wine fails, not the test. */
const CONTROL =
  "require('node:http').get('http://127.0.0.1:PORT/', answer => console.log('came', answer.statusCode)).on('error', error => console.log(error.code))";

/** Tests that need a real Windows: the workflow `ci.yml` runs the suites there. */
const NOT_HERE = [
  'the `dev` of a path’s stat, which differs from that of the open file with libuv 1.49 and 1.50 (a unit test feeds such stats)',
  'ports that Hyper-V and WSL keep (a unit test feeds EACCES)',
  'programs that hold a file for a moment after each save, such as virus scanners',
  'folders that a handle of Explorer or of another program keeps from being removed',
  'junctions, `\\\\wsl$`, shares and a drive by two names (a unit test asks a file system of such paths)',
];

describe('the limits of Wine', function () {
  this.timeout(120_000);
  const server = http.createServer((_request, response) => response.end('here'));
  let port = '';
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = String((server.address() as AddressInfo).port);
    for (const each of NOT_HERE) process.stdout.write(`    · Not tried by Wine: ${each}\n`);
  });
  after(() => server.close());

  for (const [what, { script, shows }] of Object.entries(LIMITS))
    it(what, async () => assert.match(await runOnWindows(script.replace('PORT', port)), shows));

  it('output to a pipe of Node’s is lost, so the suite reads it from a file', async () => {
    const script = "console.log('said')";
    assert.match(await runOnWindows(script), /^said/);
    assert.doesNotMatch(await runOnWindows(script, 'pipe'), /said/);
  });

  it('and not of the network: node:http comes through', async () => {
    assert.match(await runOnWindows(CONTROL.replace('PORT', port)), /^came 200/);
  });
});
