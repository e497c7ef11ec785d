import { strict as assert } from 'node:assert';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import * as vscode from 'vscode';
import { makeCertificate } from '../../../src/server/tls/certificates';
import { folder, porthole, until } from '../helpers';

type Target = 'Global' | 'Workspace';
const NAMES = ['https', 'https.cert', 'https.key', 'https.mode'] as const;

async function set(name: string, value: unknown, target: Target = 'Global'): Promise<void> {
  await vscode.workspace
    .getConfiguration('porthole', folder())
    .update(name, value, vscode.ConfigurationTarget[target]);
}

/** The certificate that the server shows; undefined while it does not speak HTTPS. */
async function shown(): Promise<string | undefined> {
  const url = (await porthole()).servers[0]?.served?.url ?? '';
  if (!url.startsWith('https:')) return undefined;
  const socket = tls.connect({
    port: Number(new URL(url).port),
    host: '127.0.0.1',
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect');
    return new X509Certificate(socket.getPeerCertificate().raw).toString();
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

describe('settings of HTTPS', () => {
  let place: string;
  const own = makeCertificate(['localhost'], new Date());
  const isOwn = async (): Promise<true | undefined> =>
    (await shown()) === new X509Certificate(own.cert).toString() || undefined;
  const isMade = async (): Promise<true | undefined> => {
    const cert = await shown();
    return (cert !== undefined && cert !== new X509Certificate(own.cert).toString()) || undefined;
  };
  before(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'porthole-https-'));
    await writeFile(path.join(place, 'own.pem'), own.cert);
    await writeFile(path.join(place, 'own.key'), own.key);
  });
  afterEach(async () => {
    for (const name of NAMES)
      for (const target of ['Global', 'Workspace'] as const) await set(name, undefined, target);
    await until('plain HTTP', async () => {
      const [server] = (await porthole()).servers;
      return server?.served?.url.startsWith('http:') || undefined;
    });
  });
  after(() => rm(place, { recursive: true, force: true }));

  it('turn it on with a certificate that Porthole makes', async () => {
    await set('https', 'always');
    await until('HTTPS', isMade);
  });

  it('use your own certificate where porthole.https is not in the same file', async () => {
    await set('https.cert', path.join(place, 'own.pem'));
    await set('https.key', path.join(place, 'own.key'));
    await until('your own certificate', isOwn);
    await set('https.mode', 'shared');
    await until('HTTPS for other devices only', async () => {
      const [server] = (await porthole()).servers;
      return server?.served?.url.startsWith('http:') || undefined;
    });
  });

  it('are joined over several files', async () => {
    await set('https.cert', path.join(place, 'own.pem'));
    await set('https.key', path.join(place, 'own.key'));
    await set('https', 'always', 'Workspace');
    await until('your own certificate', isOwn);
    await set('https', 'off', 'Workspace');
    await until('plain HTTP', async () => {
      const [server] = (await porthole()).servers;
      return server?.served?.url.startsWith('http:') || undefined;
    });
  });

  it('exclude each other in one file, as VS Code reads it', async () => {
    await set('https', 'always');
    await set('https.cert', path.join(place, 'own.pem'));
    await until('HTTPS', isMade);
    const configuration = vscode.workspace.getConfiguration('porthole', folder());
    assert.equal(configuration.get('https.cert'), undefined);
    assert.equal(configuration.get('https'), 'always');
  });
});
