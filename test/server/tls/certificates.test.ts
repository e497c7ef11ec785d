import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import {
  type Credentials,
  isPermitted,
  makeAuthority,
  makeCertificate,
  subjectOf,
} from '../../../src/server/tls/certificates';
import { makeTree } from '../support/serve';

const now = new Date();
const authority = makeAuthority('Porthole on a test', now);
const signer = (of: Credentials) => ({
  subject: subjectOf(new X509Certificate(of.cert).raw),
  key: createPrivateKey(of.key),
});

/** The output of `openssl verify` for a certificate under an authority. */
async function verify(ca: string, cert: string): Promise<string> {
  const folder = await makeTree({ 'ca.pem': ca, 'cert.pem': cert });
  const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile'];
  try {
    return execFileSync('openssl', [...args, path.join(folder, 'ca.pem'), path.join(folder, 'cert.pem')], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    return String((error as { stderr: unknown }).stderr);
  }
}

/** Whether Node connects to a server with this certificate. */
async function connects(ca: string, credentials: Credentials, servername: string): Promise<string> {
  const server = tls.createServer(credentials).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = tls.connect({ port, host: '127.0.0.1', ca, servername });
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'secureConnect'), once(socket, 'close')]).catch(() => undefined);
  const outcome = socket.authorized ? 'authorized' : 'refused';
  socket.destroy();
  server.close();
  return outcome;
}

describe('an authority', () => {
  it('vouches for private addresses, localhost and names below local, and OpenSSL and Node agree', async () => {
    const names = ['localhost', 'app.localhost', 'desk.local', '127.0.0.1', '192.168.1.20', '::1', 'fd00::2'];
    const leaf = makeCertificate(names, now, signer(authority));
    assert.match(await verify(authority.cert, leaf.cert), /: OK$/m);
    assert.equal(await connects(authority.cert, leaf, 'localhost'), 'authorized');
    const { subjectAltName } = new X509Certificate(leaf.cert);
    assert.match(String(subjectAltName), /DNS:localhost, .*IP Address:192\.168\.1\.20/);
  });

  for (const name of ['example.com', 'notlocal', '8.8.8.8', '2001:db8::1'])
    it(`vouches for nothing else: ${name}`, async () => {
      assert.equal(isPermitted(name), false);
      const leaf = makeCertificate([name], now, signer(authority));
      assert.match(await verify(authority.cert, leaf.cert), /permitted subtree violation/);
    });

  it('vouches for no other authority', () => {
    const { ca } = new X509Certificate(makeCertificate(['localhost'], now, signer(authority)).cert);
    assert.equal(ca, false);
    assert.equal(new X509Certificate(authority.cert).ca, true);
  });
});

describe('a certificate', () => {
  it('has a P-256 key and is valid now, for at most 397 days', () => {
    const leaf = makeCertificate(['localhost'], now, signer(authority));
    const { publicKey, validFrom, validTo } = new X509Certificate(leaf.cert);
    assert.equal(publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
    // A device whose clock is wrong by a time zone accepts it, too.
    assert.ok(Date.parse(validFrom) < now.getTime() - 14 * 3600 * 1000);
    assert.ok(Date.parse(validTo) - Date.parse(validFrom) <= 397 * 24 * 3600 * 1000);
  });

  it('may vouch for itself, for an address that is not private', async () => {
    const leaf = makeCertificate(['203.0.113.5', 'localhost'], now);
    assert.match(await verify(leaf.cert, leaf.cert), /: OK$/m);
    assert.equal(await connects(leaf.cert, leaf, 'localhost'), 'authorized');
  });

  it('is signed by an authority with an RSA key, too, as mkcert’s is', async () => {
    const folder = await makeTree({});
    const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
    const made = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/O=mkcert development CA',
      '-addext',
      'keyUsage=critical,keyCertSign',
    ];
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const { readFile } = await import('node:fs/promises');
    const rsa = { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
    const leaf = makeCertificate(['localhost'], now, signer(rsa));
    assert.equal(await connects(rsa.cert, leaf, 'localhost'), 'authorized');
    assert.match(await verify(rsa.cert, leaf.cert), /: OK$/m);
  });

  it('has a serial number of its own', () => {
    const numbers = Array.from(
      { length: 20 },
      () => new X509Certificate(makeCertificate(['localhost'], now).cert).serialNumber,
    );
    assert.equal(new Set(numbers).size, 20);
  });
});
