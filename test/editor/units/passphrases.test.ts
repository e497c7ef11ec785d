import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Passphrases } from '../../../src/editor/server/passphrases';
import type { Folder } from '../../../src/editor/server/folders';

const folder: Folder = { kind: 'workspace', name: 'site', uri: vscode.Uri.file('/site') };

const named = (cert: string, key = ''): { cert: string; key: string } => ({ cert, key });

/** VS Code's secret storage, and a person who may know the passphrase. */
function passphrases(answer: string | undefined) {
  const kept = new Map<string, string>();
  const asked: string[] = [];
  const secrets = {
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
  };
  const ask = async (file: string): Promise<string | undefined> => {
    asked.push(file);
    return answer;
  };
  return { kept, asked, make: () => new Passphrases(secrets, ask) };
}

describe('the passphrase of a certificate', () => {
  it('is asked for once, by a person’s start only, and kept by VS Code', async () => {
    const { kept, asked, make } = passphrases('secret');
    const first = make();
    await assert.rejects(first.know(folder, named('own.pfx'), 'itself'), /own\.pfx needs its passphrase/);
    assert.deepEqual(asked, []);
    await first.know(folder, named('own.pfx'), 'person');
    await first.know(folder, named('own.pfx'), 'itself');
    assert.equal(first.of(folder, named('own.pfx')), 'secret');
    const later = make();
    await later.know(folder, named('own.pfx'), 'itself');
    assert.equal(later.of(folder, named('own.pfx')), 'secret');
    assert.equal(asked.length, 1);
    assert.deepEqual([...kept.values()], ['secret']);
  });

  it('is asked for again once it did not open its file', async () => {
    const { kept, asked, make } = passphrases('wrong');
    const first = make();
    await first.know(folder, named('own.p12'), 'person');
    await first.forget(folder, named('own.p12'));
    assert.equal(kept.size, 0);
    await first.know(folder, named('own.p12'), 'person');
    assert.equal(asked.length, 2);
  });

  it('is not asked for where a certificate needs none', async () => {
    const { asked, make } = passphrases('secret');
    for (const cert of ['', 'own.pem', 'pfx']) await make().know(folder, named(cert), 'person');
    assert.deepEqual(asked, []);
  });

  it('is asked for where a key is encrypted, whatever its format, and for that file', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'porthole-keys-'));
    const table: readonly (readonly [name: string, text: string | Buffer, isLocked: boolean])[] = [
      ['pkcs8.key', '-----BEGIN ENCRYPTED PRIVATE KEY-----\n', true],
      ['old.key', '-----BEGIN EC PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\n', true],
      ['wide.key', Buffer.from('\ufeff-----BEGIN ENCRYPTED PRIVATE KEY-----\n', 'utf16le'), true],
      ['open.key', '-----BEGIN PRIVATE KEY-----\n', false],
      ['old-open.key', '-----BEGIN RSA PRIVATE KEY-----\n', false],
    ];
    for (const [name, text, isLocked] of table) {
      const file = path.join(home, name);
      await writeFile(file, text);
      for (const own of [named('/c/own.pem', file), named(file)]) {
        const { asked, make } = passphrases('secret');
        const one = make();
        await one.know(folder, own, 'person');
        assert.deepEqual(asked, isLocked ? [file] : [], name);
        assert.equal(one.of(folder, own), isLocked ? 'secret' : '');
      }
    }
    await rm(home, { recursive: true });
  });

  it('that the person does not enter keeps the server from starting', async () => {
    const { kept, make } = passphrases(undefined);
    await assert.rejects(make().know(folder, named('own.pfx'), 'person'), /needs its passphrase/);
    assert.equal(kept.size, 0);
  });
});
