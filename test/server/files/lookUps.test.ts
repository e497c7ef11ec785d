import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import promises, { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Found, missing } from '../../../src/server/files/found';
import { LookUps } from '../../../src/server/files/lookUps';
import { exchange, parseResponses } from '../support/raw';
import { endAll, makeTree, serve } from '../support/serve';

const descriptors = (): number => readdirSync('/proc/self/fd').length;

/** Looks that end when they are told to, in their order. */
function stepwise() {
  const ends: ((found: Found) => void)[] = [];
  let begun = 0;
  const lookUps = new LookUps(
    () =>
      new Promise(resolve => {
        begun++;
        ends.push(resolve);
      }),
  );
  return { lookUps, begun: () => begun, end: (found: Found) => ends.shift()?.(found) };
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('looks at one path', () => {
  const { open } = promises;
  afterEach(async () => {
    promises.open = open;
    await endAll();
  });

  it('are shared by who asks before they begin, and by nobody who asks later', async () => {
    const { lookUps, begun, end } = stepwise();
    const first = lookUps.at('a');
    const folder: Found = { kind: 'folder' };
    const second = [lookUps.at('a'), lookUps.at('a'), lookUps.at('a')];
    assert.equal(begun(), 1);
    end(missing);
    assert.equal(await first, missing);
    await turn();
    assert.equal(begun(), 2);
    // It asks while the second is under way, which may have seen the disk already.
    const third = lookUps.at('a');
    end(folder);
    assert.deepEqual(await Promise.all(second), [folder, folder, folder]);
    await turn();
    assert.equal(begun(), 3);
    end(missing);
    assert.equal(await third, missing);
    void lookUps.at('a');
    assert.equal(begun(), 4, 'nothing is kept of those that are over');
  });

  it('at another path wait for nobody', () => {
    const { lookUps, begun } = stepwise();
    void lookUps.at('a');
    void lookUps.at('b');
    assert.equal(begun(), 2);
  });

  it('give an open file to one alone', async () => {
    const handles = [1, 2, 3].map(id => ({ kind: 'open', file: { id } }) as unknown as Found);
    let at = 0;
    const lookUps = new LookUps(() => Promise.resolve(handles[at++] ?? missing));
    const found = await Promise.all([lookUps.at('a'), lookUps.at('a'), lookUps.at('a')]);
    assert.deepEqual(new Set(found), new Set(handles));
  });

  it('are few, however many ask at once for a file that is not in memory, nor small enough to be read at once', async () => {
    const text = 'a'.repeat(66_000);
    const { port } = await serve({ 'a.txt': text });
    let opened = 0;
    promises.open = (...args) => {
      if (String(args[0]).endsWith('a.txt')) opened++;
      return open(...args);
    };
    const many = 300;
    const asked = 'GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(many);
    const answers = parseResponses(await exchange(port, asked));
    assert.equal(answers.length, many);
    assert.ok(answers.every(({ status, body }) => status === 200 && body.toString() === text));
    assert.ok(opened > 0 && opened < many / 10, `${opened} times opened`);
  });

  it('leave nothing open, whatever they find', async function () {
    if (process.platform !== 'linux') return;
    const outside = await makeTree({ 'secret.txt': 'secret' });
    const { port, root } = await serve({ 'a.txt': 'aaa', 'large.txt': 'a'.repeat(66_000) });
    await symlink(path.join(outside, 'secret.txt'), path.join(root, 'link.txt'));
    const asked = ['a', 'large', 'link', 'none']
      .map(name => `GET /${name}.txt HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      .join('');
    await exchange(port, asked);
    const before = descriptors();
    for (let round = 0; round < 20; round++) {
      await writeFile(path.join(root, 'a.txt'), String(round));
      assert.equal(parseResponses(await exchange(port, asked, { quiet: 100 })).length, 4);
    }
    const after = descriptors();
    assert.ok(after < before + 10, `${after} descriptors, ${before} before`);
    await rm(outside, { recursive: true });
  });
});
