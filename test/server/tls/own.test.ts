import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import type { OwnCertificate } from '../../../src/protocol/options';
import { makeCertificate } from '../../../src/server/tls/certificates';
import { endAll, makeTree, serve, type Served, writeTree } from '../support/serve';

const DAY = 24 * 60 * 60 * 1000;
const tree = { 'index.html': '<h1>Hello</h1>' };

/** The certificate that a new connection is shown. */
async function shown({ port }: Served): Promise<string> {
  const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return new X509Certificate(raw).toString();
}

describe('a person’s own certificate', () => {
  let folder: string;
  const file = (name: string): string => path.join(folder, name);
  const own = (cert: string, key = '', passphrase = ''): OwnCertificate => ({
    cert: file(cert),
    key: key && file(key),
    passphrase,
  });
  const start = (certificate: OwnCertificate): Promise<Served> =>
    serve(tree, { https: 'always', certificates: file('made'), certificate });
  const first = makeCertificate(['localhost'], new Date());
  const second = makeCertificate(['localhost'], new Date());
  before(async () => {
    const old = makeCertificate(['localhost'], new Date(Date.now() - 500 * DAY));
    const early = makeCertificate(['localhost'], new Date(Date.now() + 5 * DAY));
    folder = await makeTree({
      'first.pem': first.cert,
      'first.key': first.key,
      'both.pem': first.cert + first.key,
      'second.pem': second.cert,
      'second.key': second.key,
      'old.pem': old.cert + old.key,
      'early.pem': early.cert + early.key,
      'text.pem': 'no certificate',
      'broken.pfx': Buffer.from([0x30, 3, 1, 2, 3]),
    });
    for (const [name, pass, from] of [
      ['bundle.pfx', 'secret', 'both.pem'],
      ['open.p12', '', 'both.pem'],
      ['old.pfx', 'secret', 'old.pem'],
      ['early.p12', '', 'early.pem'],
    ] as const) {
      const args = ['-inkey', file(from), '-in', file(from), '-passout', `pass:${pass}`];
      execFileSync('openssl', ['pkcs12', '-export', ...args, '-out', file(name)]);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(endAll);

  const good: readonly (readonly [string, () => OwnCertificate])[] = [
    ['two files', () => own('first.pem', 'first.key')],
    ['one file with both', () => own('both.pem')],
    ['a PKCS #12 file', () => own('bundle.pfx', '', 'secret')],
    ['a PKCS #12 file without a passphrase', () => own('open.p12')],
  ];
  for (const [name, certificate] of good)
    it(`is used from ${name}, and has no authority to give away`, async () => {
      const served = await start(certificate());
      assert.equal(await shown(served), new X509Certificate(first.cert).toString());
    });

  const bad: readonly (readonly [string, string, () => OwnCertificate, RegExp])[] = [
    ['that is missing', 'certificateMissing', () => own('none.pem'), /cannot be read \(ENOENT\)/],
    ['whose key is missing', 'certificateMissing', () => own('first.pem', 'none.key'), /none\.key cannot be/],
    ['that is a folder', 'certificateMissing', () => own('.'), /EISDIR/],
    ['that is none', 'certificateNone', () => own('text.pem'), /is not a certificate/],
    ['without its key', 'certificateNoKey', () => own('first.pem'), /is not a private key/],
    ['with another key', 'certificateMismatch', () => own('first.pem', 'second.key'), /does not belong/],
    ['that has expired', 'certificateExpired', () => own('old.pem'), /expired on \d{4}-\d\d-\d\d/],
    ['of tomorrow', 'certificateEarly', () => own('early.pem'), /not valid before/],
    [
      'in a file that has expired',
      'certificateExpired',
      () => own('old.pfx', '', 'secret'),
      /expired on \d{4}/,
    ],
    ['in a file of tomorrow', 'certificateEarly', () => own('early.p12'), /not valid before \d{4}/],
    ['under another passphrase', 'certificatePassphrase', () => own('bundle.pfx', '', 'no'), /does not open/],
    ['in a broken file', 'certificateBundle', () => own('broken.pfx'), /cannot be used/],
  ];
  for (const [name, code, certificate, sentence] of bad)
    it(`${name} keeps the server from starting, and the error says why`, async () => {
      await assert.rejects(start(certificate()), { name: 'HumanError', code, message: sentence });
    });

  it('is replaced while the server runs, for new connections', async () => {
    const served = await start(own('first.pem', 'first.key'));
    served.server.configure({ certificate: own('second.pem', 'second.key') });
    while ((await shown(served)) !== new X509Certificate(second.cert).toString());
  });

  it('stays in use when the next one is bad, and the log says why', async () => {
    const served = await start(own('first.pem', 'first.key'));
    for (const [, , certificate, sentence] of bad) {
      served.server.configure({ certificate: certificate() });
      while (
        !served.log.some(
          entry => entry.kind === 'event' && entry.level === 'error' && sentence.test(entry.text),
        )
      )
        await new Promise(resolve => setTimeout(resolve, 5));
      assert.equal(await shown(served), new X509Certificate(first.cert).toString());
    }
  });

  it('that was mended is used with the next change', async () => {
    const served = await start(own('first.pem', 'first.key'));
    served.server.configure({ certificate: own('later.pem') });
    while (!served.log.some(entry => entry.kind === 'event' && entry.level === 'error'))
      await new Promise(resolve => setTimeout(resolve, 5));
    await writeTree(folder, { 'later.pem': second.cert + second.key });
    served.server.configure({ certificate: own('later.pem') });
    while ((await shown(served)) !== new X509Certificate(second.cert).toString());
  });

  it('is what shared addresses show, too', async () => {
    const certificate = own('first.pem', 'first.key');
    const served = await serve(tree, { https: 'shared', certificates: file('made'), certificate });
    const sharing = await served.server.sharing();
    const address = process.platform === 'darwin' ? '::1' : '127.0.0.2';
    const { joinUrl, port } = await sharing.share({ address, page: '/', directoryListing: false });
    assert.match(joinUrl, /^https:/);
    const socket = tls.connect({ port, host: address, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    assert.equal(socket.getPeerCertificate().serialNumber, new X509Certificate(first.cert).serialNumber);
    socket.destroy();
  });
});
