import { strict as assert } from 'node:assert';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserChoice } from '../../../src/editor/preview/browserChoice';
import { launch, openNamedBrowser } from '../../../src/editor/preview/browsers';
import { until } from '../helpers';

const choice = (name: string): BrowserChoice => ({ name, isPrivate: false, profile: '', args: [] });

describe('a browser that the settings name', function () {
  let bin: string;
  const before = process.env['PATH'];

  // The folders of applications on macOS and Windows, where only installers can write.
  if (process.platform !== 'linux') return;

  beforeEach(async () => {
    bin = await mkdtemp(path.join(tmpdir(), 'porthole-test-'));
    process.env['PATH'] = bin;
  });
  afterEach(async () => {
    process.env['PATH'] = before;
    await rm(bin, { recursive: true, force: true });
  });

  it('is started with the address and nothing else, whatever the address holds', async () => {
    const program = path.join(bin, 'firefox-esr');
    await writeFile(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > '${bin}/got.part'\n/bin/mv '${bin}/got.part' '${bin}/got'\n`,
    );
    await chmod(program, 0o755);
    const url = 'http://127.0.0.1:5500/a%20b.html?x=$(touch%20y)&z=`w`';
    assert.equal(await openNamedBrowser(choice('firefox'), url), true);
    const got = await until('the browser was started', () =>
      readFile(path.join(bin, 'got'), 'utf8').catch(() => undefined),
    );
    assert.equal(got, `1\n${url}\n`);
  });

  it('that is not installed is said to be missing', async () => {
    assert.equal(await openNamedBrowser(choice('firefox'), 'http://127.0.0.1:5500/'), false);
  });

  it('is missing when the program that looks for it says so by its exit code, as open of macOS does', async () => {
    for (const [code, found] of [
      [0, true],
      [1, false],
    ] as const) {
      const command = path.join(bin, `open${String(code)}`);
      await writeFile(command, `#!/bin/sh\nexit ${String(code)}\n`);
      await chmod(command, 0o755);
      assert.equal(await launch({ command, args: ['-a', 'Any', 'http://127.0.0.1/'], exits: true }), found);
    }
  });

  it('is none of ours when it is the name of any other program', async () => {
    await writeFile(path.join(bin, 'calculator'), '#!/bin/sh\n');
    await chmod(path.join(bin, 'calculator'), 0o755);
    assert.equal(await openNamedBrowser(choice('calculator'), 'http://127.0.0.1:5500/'), false);
  });
});
