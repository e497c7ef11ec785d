import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { spelledHost } from '../../../src/server/options';
import { makeAuthority, makeCertificate } from '../../../src/server/tls/certificates';
import { credentialsFor, mkcertFolder, namesOf, unkeptCredentials } from '../../../src/server/tls/store';
import { endAll, makeTree, serve, writeTree } from '../support/serve';

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
      // Some milliseconds apart, so that both find no certificate and each makes its own.
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
    const made = path.join(folder, 'tls');
    assert.equal((await stat(made)).mode & 0o777, 0o700);
    for (const name of await readdir(made))
      assert.equal((await stat(path.join(made, name))).mode & 0o777, 0o600);
  });

  it('is made anew where it is damaged', async () => {
    const { authority } = await make();
    const file = path.join(folder, 'tls', 'authority.pem');
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 400));
    const again = await make();
    assert.notEqual(again.authority, authority);
    assert.equal((await make()).cert, again.cert);
  });

  it('is made anew after a clock that was wrong has made it for next year', async () => {
    const next = new Date(Date.now() + 365 * 24 * 3600 * 1000);
    const early = makeAuthority('early', next);
    await writeTree(path.join(folder, 'tls'), { 'authority.pem': early.cert + early.key });
    const { authority, cert } = await make();
    assert.notEqual(authority, early.cert);
    const made = path.join(folder, 'tls');
    const [leaf = ''] = (await readdir(made)).filter(name => name.startsWith('certificate-'));
    const leafOfNextYear = makeCertificate(names, next);
    await writeFile(path.join(made, leaf), leafOfNextYear.cert + leafOfNextYear.key);
    const again = await make();
    for (const each of [cert, again.cert, authority ?? ''])
      assert.ok(Date.parse(new X509Certificate(each).validFrom) < Date.now());
    assert.equal(again.authority, authority);
  });

  it('may be a folder that cannot be written: HTTPS works, and the log says what that means', async () => {
    await writeFile(path.join(folder, 'file'), '');
    for (const certificates of [path.join(folder, 'file'), path.join(folder, 'file', 'below')]) {
      const served = await serve({ 'index.html': 'x' }, { https: 'always', certificates });
      const lines = served.log.filter(entry => entry.kind === 'event' && entry.level === 'warn');
      assert.match(
        JSON.stringify(lines),
        /cannot be kept in .*\((?:EEXIST|ENOTDIR|ENOENT)\), so browsers warn again/,
      );
      const socket = tls.connect({ port: served.port, host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      socket.destroy();
      await endAll();
    }
  });

  it('has a name for each way that a host is written, and none that a certificate cannot have', async () => {
    const local = ['localhost', '127.0.0.1', '::1'];
    const table: readonly (readonly [host: string, spelled: string, names: readonly string[]])[] = [
      ['localhost', 'localhost', local],
      ['127.1', '127.0.0.1', local],
      ['[::1]', '::1', local],
      ['0:0::0001', '::1', local],
      ['FD00:0::5', 'fd00::5', ['fd00::5']],
      ['fe80::1%eth0', 'fe80::1%eth0', ['fe80::1']],
      ['::ffff:10.0.0.1', '::ffff:a00:1', ['::ffff:a00:1']],
      ['Desk.Local', 'desk.local', ['desk.local']],
      ['bücher.local', 'xn--bcher-kva.local', ['xn--bcher-kva.local']],
      ['a/b', 'a/b', ['a/b']],
      ['user@host', 'user@host', ['user@host']],
      ['', '', ['']],
    ];
    for (const [host, spelled, expected] of table) {
      assert.equal(spelledHost(host), spelled);
      assert.deepEqual(namesOf(spelled), expected);
      const { cert, authority } = unkeptCredentials(namesOf(spelled));
      const { subjectAltName } = new X509Certificate(cert);
      assert.match(String(subjectAltName), /^(?:DNS|IP Address):/);
      assert.equal(authority !== undefined, /local|::1$|fd00|fe80/.test(spelled) || spelled === '127.0.0.1');
    }
  });

  it('has certificates whose common name is as long as one may be', () => {
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.local`;
    const { cert } = makeCertificate([long], new Date());
    const { subject, subjectAltName } = new X509Certificate(cert);
    assert.match(subject, /CN=a{60}\.b{3}$/m);
    assert.equal(subjectAltName, `DNS:${long}`);
  });

  it('leaves a root alone that cannot sign as certificates need it', async () => {
    const root = makeAuthority('own', new Date());
    const args = ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '90', '-subj', '/O=own'];
    const mkcert = await makeTree({ 'rootCA.pem': root.cert });
    const [key, cert] = ['rootCA-key.pem', 'rootCA.pem'].map(name => path.join(mkcert, name));
    execFileSync('openssl', [...args, '-keyout', key!, '-out', cert!], { stdio: 'ignore' });
    const made = await make(names, mkcert);
    assert.notEqual(made.authority, await readFile(cert!, 'utf8'));
    await rm(mkcert, { recursive: true });
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
