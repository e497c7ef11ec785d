import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { Passphrases } from '../../../src/editor/server/passphrases';
import type { Folder } from '../../../src/editor/server/folders';

const folder: Folder = { kind: 'workspace', name: 'site', uri: vscode.Uri.file('/site') };

/** VS Code's secret storage, and a person who knows a passphrase, or does not. */
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
    await assert.rejects(first.know(folder, 'own.pfx', 'itself'), /own\.pfx needs its passphrase/);
    assert.deepEqual(asked, []);
    await first.know(folder, 'own.pfx', 'person');
    await first.know(folder, 'own.pfx', 'itself');
    assert.equal(first.of(folder, 'own.pfx'), 'secret');
    const later = make();
    await later.know(folder, 'own.pfx', 'itself');
    assert.equal(later.of(folder, 'own.pfx'), 'secret');
    assert.equal(asked.length, 1);
    assert.deepEqual([...kept.values()], ['secret']);
  });

  it('is asked for again once it did not open its file', async () => {
    const { kept, asked, make } = passphrases('wrong');
    const first = make();
    await first.know(folder, 'own.p12', 'person');
    await first.forget(folder, 'own.p12');
    assert.equal(kept.size, 0);
    await first.know(folder, 'own.p12', 'person');
    assert.equal(asked.length, 2);
  });

  it('is not asked for where a certificate needs none', async () => {
    const { asked, make } = passphrases('secret');
    for (const cert of ['', 'own.pem', 'pfx']) await make().know(folder, cert, 'person');
    assert.deepEqual(asked, []);
  });

  it('that the person does not enter keeps the server from starting', async () => {
    const { kept, make } = passphrases(undefined);
    await assert.rejects(make().know(folder, 'own.pfx', 'person'), /needs its passphrase/);
    assert.equal(kept.size, 0);
  });
});
