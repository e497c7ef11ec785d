import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { readArguments } from '../../src/cli/arguments';
import { makeCertificate } from '../../src/server/tls/certificates';
import { makeTree } from '../server/support/serve';

const cli = path.resolve('dist/cli.js');
const own = makeCertificate(['localhost', '127.0.0.1'], new Date());

/** The first line of the command line, and the code that it exits with when that is an error. */
async function run(
  args: readonly string[],
  passphrase = '',
): Promise<{ url?: string; error: string; end: () => void }> {
  const env = { ...process.env, PORTHOLE_PASSPHRASE: passphrase };
  const child = spawn(process.execPath, [cli, '--json', '--port', '0', ...args], { env });
  let error = '';
  child.stderr.on('data', part => (error += String(part)));
  const first = await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => undefined)]);
  const said = first ? (JSON.parse(String(first[0])) as { url: string }) : {};
  return { ...said, error, end: () => child.kill('SIGTERM') };
}

describe('the command line with a certificate', () => {
  let root: string;
  before(async () => {
    root = await makeTree({ 'index.html': 'hello', 'own.pem': own.cert, 'own.key': own.key });
    const [key, cert] = ['own.key', 'own.pem'].map(name => path.join(root, name));
    const args = ['pkcs12', '-export', '-inkey', key!, '-in', cert!, '-passout', 'pass:secret'];
    execFileSync('openssl', [...args, '-out', path.join(root, 'own.pfx')]);
  });
  after(() => rm(root, { recursive: true, force: true }));

  const file = (name: string): string => path.join(root, name);
  for (const [name, args] of [
    ['--cert and --key', () => ['--cert', file('own.pem'), '--key', file('own.key')]],
    ['--pfx and PORTHOLE_PASSPHRASE', () => ['--pfx', file('own.pfx')]],
  ] as const)
    it(`serves HTTPS by ${name}`, async () => {
      const { url = '', error, end } = await run([root, ...args()], 'secret');
      assert.match(url, /^https:/, error);
      const request = https.get(url, { ca: own.cert, agent: false });
      const [response] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
      assert.equal(response.statusCode, 200);
      response.resume();
      end();
    });

  it('says what is wrong, and exits', async () => {
    for (const [args, sentence] of [
      [['--cert', file('none.pem')], /none\.pem cannot be read/],
      [['--cert', file('own.pem')], /is not a private key/],
      [['--pfx', file('own.pfx')], /does not open/],
    ] as const) {
      const { url, error } = await run([root, ...args]);
      assert.equal(url, undefined);
      assert.match(error, sentence);
    }
  });

  it('takes no half of a pair, nor two at once', () => {
    assert.ok(readArguments(['--key', 'a.key']) instanceof Error);
    assert.ok(readArguments(['--pfx', 'a.pfx', '--cert', 'a.pem']) instanceof Error);
    assert.ok(readArguments(['--pfx', 'a.pfx', '--key', 'a.key']) instanceof Error);
  });
});
