import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ask } from '../server/support/raw';
import { makeTree } from '../server/support/serve';

/** Lists the file of each of our modules as it is loaded, and Node's modules loaded before it listens. */
const LISTENER = `
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const load = Module._extensions['.js'];
Module._extensions['.js'] = (module, file) => {
  appendFileSync(process.env.LOADED, file + '\\n');
  load(module, file);
};`;

/** Names by which the built code shows parts that a start does not need. */
const PARSER = /eof-in-doctype/;
const ROUTES = /porthole\.routes\.json cannot|failureRate/;

describe('a start of the command line', () => {
  it('and its first replies load neither the parser nor the routes', async () => {
    const root = await makeTree({ 'index.html': '<!doctype html><title>x</title>', 'style.css': 'a {}' });
    const aside = await makeTree({ 'listener.cjs': LISTENER });
    const told = path.join(aside, 'loaded');
    const loaded = async (what: RegExp): Promise<boolean> => {
      const files = (await fs.readFile(told, 'utf8')).split('\n').filter(Boolean);
      const texts = await Promise.all(files.map(file => fs.readFile(file, 'utf8')));
      return texts.some(text => what.test(text));
    };
    const child = spawn(
      process.execPath,
      [
        '--require',
        path.join(aside, 'listener.cjs'),
        path.resolve('dist/cli.js'),
        '--json',
        '--port',
        '0',
        root,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LOADED: told } },
    );
    try {
      const [first] = (await once(child.stdout, 'data')) as [Buffer];
      const port = Number(new URL((JSON.parse(String(first)) as { url: string }).url).port);
      assert.deepEqual([await loaded(PARSER), await loaded(ROUTES)], [false, false]);
      const shown = await ask(port, '/', { headers: { Accept: 'text/html' } });
      assert.match(shown.body.toString(), /^<!doctype html><script src="\.\/__porthole\/page\.js"/);
      assert.deepEqual([await loaded(PARSER), await loaded(ROUTES)], [true, false]);
      const sent = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': '0' };
      const form = await ask(port, '/', { method: 'POST', headers: sent });
      assert.equal(form.status, 200);
      assert.equal(await loaded(ROUTES), true);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
