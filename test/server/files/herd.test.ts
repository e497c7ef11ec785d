import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exchange, parseResponses } from '../support/raw';
import { endAll, makeTree, serve } from '../support/serve';

const descriptors = (): number => readdirSync('/proc/self/fd').length;
/** Requests for these targets, one right after the other; the server ends the connection after the last. */
const get = (targets: readonly string[]): string =>
  targets
    .map((target, at) => {
      const last = at === targets.length - 1 ? 'Connection: close\r\n' : '';
      return `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${last}\r\n`;
    })
    .join('');
const times = (count: number, target: string): string[] => Array.from({ length: count }, () => target);
/** Longer than any pause of a busy machine: the end of the connection comes first. */
const patient = { quiet: 20_000 };

describe('many requests at once', () => {
  afterEach(endAll);

  it('for a file that is not in memory are all answered with the whole of it', async () => {
    const text = 'a'.repeat(66_000);
    const { port } = await serve({ 'a.txt': text });
    const many = 300;
    const answers = parseResponses(await exchange(port, get(times(many, '/a.txt')), patient));
    assert.equal(answers.length, many);
    assert.ok(answers.every(({ status, body }) => status === 200 && body.toString() === text));
  });

  it('on one connection see a change that came between two of them', async () => {
    const { port, root } = await serve({ 'a.txt': 'old' });
    for (let round = 0; round < 20; round++) {
      const text = `text ${round}`;
      await writeFile(path.join(root, 'a.txt'), text);
      const answers = parseResponses(await exchange(port, get(times(3, '/a.txt')), patient));
      assert.deepEqual(
        answers.map(({ body }) => body.toString()),
        [text, text, text],
      );
    }
  });

  it('leave no descriptor open, whatever they find', async function () {
    if (process.platform !== 'linux') return;
    const outside = await makeTree({ 'secret.txt': 'secret' });
    const { port, root } = await serve({ 'a.txt': 'aaa', 'large.txt': 'a'.repeat(66_000) });
    await symlink(path.join(outside, 'secret.txt'), path.join(root, 'link.txt'));
    const asked = get(['a', 'large', 'link', 'none'].map(name => `/${name}.txt`));
    await exchange(port, asked, patient);
    const before = descriptors();
    for (let round = 0; round < 20; round++) {
      await writeFile(path.join(root, 'a.txt'), String(round));
      assert.equal(parseResponses(await exchange(port, asked, patient)).length, 4);
    }
    const after = descriptors();
    assert.ok(after < before + 10, `${after} descriptors, ${before} before`);
    await rm(outside, { recursive: true });
  });
});
