import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import type { OwnCertificate } from '../../../src/protocol/serverOptions';
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
      'crlf.pem': (first.cert + first.key).replaceAll('\n', '\r\n'),
      'bom.pem': `\ufeff${first.cert}`,
      'bom.key': `\ufeff${first.key}`,
      'wide.pem': Buffer.from(`\ufeff${first.cert}${first.key}`, 'utf16le'),
      'turned.pem': `Bag Attributes\n    friendlyName: x\n${first.key}\n# a note\n${first.cert}`,
      'chain.pem': first.cert + second.cert + first.key,
      'upside.pem': second.cert + first.cert + first.key,
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
    const openssl = (...args: readonly string[]) =>
      execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'first.key',
      '-in',
      'chain.pem',
      '-passout',
      'pass:',
      '-out',
      'chain.pfx',
    );
    openssl('pkcs12', '-export', '-nokeys', '-in', 'first.pem', '-passout', 'pass:', '-out', 'keyless.pfx');
    openssl('pkcs8', '-topk8', '-in', 'first.key', '-passout', 'pass:secret', '-out', 'locked.key');
    openssl('ec', '-in', 'first.key', '-aes256', '-passout', 'pass:secret', '-out', 'locked-old.key');
    openssl('ec', '-in', 'first.key', '-out', 'sec1.key');
    const parameters = execFileSync('openssl', ['ecparam', '-name', 'prime256v1'], { encoding: 'utf8' });
    await writeTree(folder, {
      'with-parameters.key': parameters + (await readFile(file('sec1.key'), 'utf8')),
      'locked-both.pem': first.cert + (await readFile(file('locked.key'), 'utf8')),
    });
    for (const [name, ...kind] of [
      ['ed', 'ed25519'],
      ['rsa', 'rsa:2048'],
      ['p384', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
    ] as const)
      openssl(
        'req',
        '-x509',
        '-newkey',
        ...kind,
        '-nodes',
        '-days',
        '9',
        '-subj',
        '/CN=localhost',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
      );
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(endAll);

  const good: readonly (readonly [string, () => OwnCertificate])[] = [
    ['two files', () => own('first.pem', 'first.key')],
    ['one file with both', () => own('both.pem')],
    ['a PKCS #12 file', () => own('bundle.pfx', '', 'secret')],
    ['a PKCS #12 file without a passphrase', () => own('open.p12')],
    ['a PKCS #12 file with a chain', () => own('chain.pfx')],
    ['a file with lines of Windows', () => own('crlf.pem')],
    ['two files with a byte order mark', () => own('bom.pem', 'bom.key')],
    ['a file that PowerShell wrote', () => own('wide.pem')],
    ['a file with the key first, and notes', () => own('turned.pem')],
    ['a file with a chain', () => own('chain.pem')],
    ['a key in the format of SEC 1', () => own('first.pem', 'sec1.key')],
    ['a key after its parameters', () => own('first.pem', 'with-parameters.key')],
    ['an encrypted key', () => own('first.pem', 'locked.key', 'secret')],
    ['an encrypted key in the format of SEC 1', () => own('first.pem', 'locked-old.key', 'secret')],
    ['one file with an encrypted key', () => own('locked-both.pem', '', 'secret')],
  ];
  for (const [name, certificate] of good)
    it(`is used from ${name}, and has no authority to give away`, async () => {
      const served = await start(certificate());
      assert.equal(await shown(served), new X509Certificate(first.cert).toString());
    });

  for (const kind of ['ed', 'rsa', 'p384'])
    it(`is used whatever its key is: ${kind}`, async () => {
      const served = await start(own(`${kind}.pem`, `${kind}.key`));
      assert.equal(await shown(served), new X509Certificate(await readFile(file(`${kind}.pem`))).toString());
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
    ['with a locked key', 'certificatePassphrase', () => own('first.pem', 'locked.key'), /does not open/],
    [
      'with a locked key under another passphrase',
      'certificatePassphrase',
      () => own('first.pem', 'locked-old.key', 'no'),
      /does not open .*locked-old\.key/,
    ],
    ['behind its own authority', 'certificateMismatch', () => own('upside.pem'), /does not belong/],
    ['in a file without a key', 'certificateBundle', () => own('keyless.pfx'), /cannot be used/],
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
