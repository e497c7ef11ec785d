import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ask } from '../server/support/raw';
import { makeTree } from '../server/support/serve';

describe('a start of the command line', () => {
  it('and its first answers load nothing but the one bundle, and what follows pages once they are out', async () => {
    const page = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>x</title>';
    const root = await makeTree({ 'index.html': page, 'style.css': 'a {}' });
    // Alone in a folder: whatever else it asked for would be missing.
    const alone = await makeTree({});
    for (const name of ['cli.js', 'page.js'])
      await fs.copyFile(path.resolve('dist', name), path.join(alone, name));
    const told = path.join(alone, 'told');
    await fs.writeFile(
      path.join(alone, 'live.js'),
      `require('node:fs').writeFileSync(${JSON.stringify(told)}, process.moduleLoadList.join('\\n'));
       module.exports = require(${JSON.stringify(path.resolve('dist', 'live.js'))});`,
    );
    const isTold = (): Promise<boolean> =>
      fs.stat(told).then(
        () => true,
        () => false,
      );
    const child = spawn(process.execPath, [path.join(alone, 'cli.js'), '--json', '--port', '0', root], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [first] = (await once(child.stdout, 'data')) as [Buffer];
      const port = Number(new URL((JSON.parse(String(first)) as { url: string }).url).port);
      assert.equal(await isTold(), false);
      const shown = await ask(port, '/', { headers: { Accept: 'text/html' } });
      assert.equal(shown.status, 200);
      assert.match(shown.body.toString(), /<head><script src="\/__porthole\/page\.js"/);
      assert.equal((await ask(port, '/style.css')).status, 200);
      assert.equal((await ask(port, '/missing')).status, 404);
      assert.equal(await isTold(), true);
      const ofNode = (await fs.readFile(told, 'utf8')).split('\n');
      assert.ok(ofNode.includes('NativeModule http'));
      assert.ok(!ofNode.includes('NativeModule cluster'), 'listening at an address has no use for it');
      const form = await ask(port, '/', { method: 'POST' });
      assert.equal(form.status, 500, 'what a form needs is not there, and was not wanted before');
    } finally {
      child.kill('SIGKILL');
    }
  });
});
