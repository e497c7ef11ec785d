import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeAuthority } from '../../../src/server/tls/certificates';
import { credentialsFor, mkcertFolder } from '../../../src/server/tls/store';
import { makeTree } from '../support/serve';

describe('where certificates are kept', () => {
  let folder: string;
  const names = ['192.168.1.20', 'localhost'];
  const make = (of: readonly string[] = names, mkcert = path.join(folder, 'none')) =>
    credentialsFor(of, path.join(folder, 'tls'), mkcert);
  beforeEach(async () => {
    folder = await makeTree({});
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has one authority and one certificate for the same names, from one start to the next', async () => {
    const [first, second, other] = [await make(), await make(), await make(['10.0.0.1'])];
    assert.equal(second.cert, first.cert);
    assert.equal(other.authority, first.authority);
    assert.notEqual(other.cert, first.cert);
    const authority = new X509Certificate(first.authority ?? '');
    for (const { cert } of [first, other]) assert.ok(new X509Certificate(cert).verify(authority.publicKey));
  });

  it('has one authority when two windows make it at once', async () => {
    for (let round = 0; round < 20; round++) {
      await rm(path.join(folder, 'tls'), { recursive: true, force: true });
      // Milliseconds apart, so that one looks before another has made it and makes its own afterwards.
      const all = await Promise.all(Array.from({ length: 8 }, (_, at) => delay(at % 4).then(() => make())));
      assert.equal(new Set(all.map(({ authority }) => authority)).size, 1);
    }
    assert.deepEqual(
      (await readdir(path.join(folder, 'tls'))).filter(name => !name.endsWith('.pem')),
      [],
    );
  });

  it('is for its owner only', async function () {
    if (process.platform === 'win32') return;
    await make();
    const tls = path.join(folder, 'tls');
    assert.equal((await stat(tls)).mode & 0o777, 0o700);
    for (const name of await readdir(tls))
      assert.equal((await stat(path.join(tls, name))).mode & 0o777, 0o600);
  });

  it('is made anew where it is damaged', async () => {
    const { authority } = await make();
    const file = path.join(folder, 'tls', 'authority.pem');
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 400));
    const again = await make();
    assert.notEqual(again.authority, authority);
    assert.equal((await make()).cert, again.cert);
  });

  it('vouches for a public address by the certificate itself', async () => {
    assert.equal((await make(['203.0.113.5', 'localhost'])).authority, undefined);
  });

  it('lets mkcert’s root vouch where there is one', async () => {
    const root = makeAuthority('mkcert', new Date());
    const mkcert = await makeTree({ 'rootCA.pem': root.cert, 'rootCA-key.pem': root.key });
    const made = await make(names, mkcert);
    assert.equal(made.authority, root.cert);
    assert.ok(new X509Certificate(made.cert).verify(new X509Certificate(root.cert).publicKey));
    await rm(mkcert, { recursive: true });
  });

  it('knows where mkcert keeps its root on each system', () => {
    assert.equal(mkcertFolder({ CAROOT: '/ca' }, 'linux'), '/ca');
    assert.equal(mkcertFolder({ XDG_DATA_HOME: '/data' }, 'linux'), path.join('/data', 'mkcert'));
    assert.match(String(mkcertFolder({}, 'darwin')), /Application Support.mkcert$/);
    assert.equal(mkcertFolder({}, 'win32'), undefined);
    assert.equal(mkcertFolder({ LOCALAPPDATA: '/local' }, 'win32'), path.join('/local', 'mkcert'));
  });
});
