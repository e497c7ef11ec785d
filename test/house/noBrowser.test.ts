import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NO_BROWSER } from '../host/browser';

const BUILT = path.resolve(__dirname, '..');

/** An environment with Node and npm but no way to a browser: none installed, no package manager, no registry. */
describe('a machine without any way to a browser', function () {
  this.timeout(120_000);
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'porthole-bare-')));
  const programs = path.join(home, 'bin');
  before(() => {
    mkdirSync(programs);
    for (const name of ['node', 'npm', 'tar', 'sh', 'env']) {
      const found = spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim();
      symlinkSync(realpathSync(found), path.join(programs, name));
    }
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  const suite = (name: string): { outcome: unknown; said: string; code: number | null } => {
    const file = path.join(home, `${name}.json`);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [path.join(BUILT, 'host', 'mochaInNode.js'), path.join(BUILT, name), file],
      {
        encoding: 'utf8',
        env: {
          HOME: home,
          PATH: programs,
          PORTHOLE_CACHE: path.join(home, 'cache'),
          PORTHOLE_BROWSER: 'own',
          npm_config_registry: 'http://127.0.0.1:1/',
          PLAYWRIGHT_DOWNLOAD_HOST: 'http://127.0.0.1:1/',
        },
      },
    );
    const outcome: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return { outcome, said: stdout + stderr, code: status };
  };

  it('has each suite that needs one say so in one sentence, without a stack', () => {
    for (const name of ['page', 'panel', 'sites', 'workbench']) {
      const { outcome, said, code } = suite(name);
      assert.deepEqual(
        [outcome, code],
        [{ passed: 0, failed: 1, failures: [NO_BROWSER], blocks: [], lack: NO_BROWSER }, 1],
        said,
      );
      assert.equal(said.split(NO_BROWSER).length, 2, said);
      assert.doesNotMatch(said, /^\s+at .*:\d+:\d+/m);
      // The first suite has searched and listed its attempts; the others fail at once with one sentence.
      assert.equal(said.includes('getting one for the tests'), name === 'page', said);
    }
  });
});
