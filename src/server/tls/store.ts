import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, hostname, networkInterfaces } from 'node:os';
import path from 'node:path';
import { codeOf } from '../errors';
import { type Credentials, isPermitted, makeAuthority, makeCertificate, subjectOf } from './certificates';

/** A certificate is replaced this many milliseconds before it expires. */
const RENEW = 14 * 24 * 60 * 60 * 1000;

const AUTHORITY_NAME = `Porthole on ${hostname()}`;

/** The credentials of a listener, and the authority that signed them. */
interface Vouched extends Credentials {
  /** The authority's certificate in PEM; undefined for a self-signed certificate. */
  readonly authority: string | undefined;
}

interface Authority {
  readonly cert: string;
  readonly subject: Buffer;
  readonly key: KeyObject;
}

/**
 * The credentials for these names and addresses: those kept in the folder, else new ones that are kept there. They are reused until they
 * are about to expire, because a browser remembers an exception for a certificate, not for a name.
 * @param folder absolute path, outside any workspace: it holds private keys
 * @throws Node's error of a folder that cannot be written
 */
export async function credentialsFor(
  names: readonly string[],
  folder: string,
  mkcert: string | undefined = mkcertFolder(process.env, process.platform),
): Promise<Vouched> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authority = names.every(isPermitted) ? await authorityOf(folder, mkcert) : undefined;
  const name = createHash('sha256')
    .update(JSON.stringify([names, authority?.cert]))
    .digest('base64url')
    .slice(0, 16);
  const file = path.join(folder, `certificate-${name}.pem`);
  const known = await read(file);
  if (known && isFresh(known)) return { ...known, authority: authority?.cert };
  const made = makeCertificate(names, new Date(), authority);
  await replace(file, made);
  return { ...made, authority: authority?.cert };
}

/** Credentials that are not kept. */
export function unkeptCredentials(names: readonly string[]): Vouched {
  const now = new Date();
  const authority = names.every(isPermitted) ? makeAuthority(AUTHORITY_NAME, now) : undefined;
  return { ...makeCertificate(names, now, authority && signerOf(authority)), authority: authority?.cert };
}

/** The folder of mkcert's root (`mkcert -CAROOT`): if you use mkcert, your browsers already trust that root. */
export function mkcertFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const { CAROOT, LOCALAPPDATA, XDG_DATA_HOME } = env;
  if (CAROOT) return CAROOT;
  if (platform === 'win32') return LOCALAPPDATA && path.join(LOCALAPPDATA, 'mkcert');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'mkcert');
  return path.join(XDG_DATA_HOME ?? path.join(homedir(), '.local', 'share'), 'mkcert');
}

/** The names and addresses by which a listener on `host` is reached. */
export function namesOf(host: string): string[] {
  const isAny = host === '0.0.0.0' || host === '::';
  const isLoopback = isAny || /^(?:localhost|127\.0\.0\.1|::1)$/.test(host);
  const infos = Object.values(networkInterfaces()).flatMap(each => each ?? []);
  const every = infos.map(({ address }) => address).filter(isPermitted);
  // A certificate cannot name a zone (`%eth0`), and neither can a URL.
  const own = isLoopback ? ['localhost', '127.0.0.1', '::1'] : [host.replace(/%.*$/, '')];
  return [...new Set([...own, ...(isAny ? every : [])])];
}

async function authorityOf(folder: string, mkcert: string | undefined): Promise<Authority> {
  const theirs = mkcert === undefined ? undefined : await mkcertRoot(mkcert);
  return signerOf(theirs ?? (await ownAuthority(folder)));
}

const signerOf = ({ cert, key }: Credentials): Authority => ({
  cert,
  subject: subjectOf(new X509Certificate(cert).raw),
  key: createPrivateKey(key),
});

async function mkcertRoot(folder: string): Promise<Credentials | undefined> {
  try {
    const [cert, key] = await Promise.all(
      ['rootCA.pem', 'rootCA-key.pem'].map(name => readFile(path.join(folder, name), 'utf8')),
    );
    const root = cert !== undefined && key !== undefined ? { cert, key } : undefined;
    return root && isFresh(root) && canSign(root) ? root : undefined;
  } catch {
    return undefined;
  }
}

/** Whether our certificates support this kind of key: mkcert makes RSA and P-256, your own root may be Ed25519. */
const canSign = ({ key }: Credentials): boolean =>
  ['rsa', 'ec'].includes(createPrivateKey(key).asymmetricKeyType ?? '');

async function ownAuthority(folder: string): Promise<Credentials> {
  const file = path.join(folder, 'authority.pem');
  const text = await textOf(file);
  const known = text === undefined ? undefined : pairIn(text);
  if (known && isFresh(known)) return known;
  const made = makeAuthority(AUTHORITY_NAME, new Date());
  // A damaged or expired file is replaced; a missing one may have been made by another window meanwhile.
  if (text === undefined) await create(file, made);
  else await replace(file, made);
  return (await read(file)) ?? made;
}

async function read(file: string): Promise<Credentials | undefined> {
  return pairIn((await textOf(file)) ?? '');
}

/** The text of a file; undefined if there is none. Rejects with any other error: an existing file must not be replaced unread. */
const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  });

/** Certificate and key in one file, so that a crash never leaves two halves that do not match. */
function pairIn(text: string): Credentials | undefined {
  const cert = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n/.exec(text)?.[0];
  const key = /-----BEGIN PRIVATE KEY-----[^]*?-----END PRIVATE KEY-----\n/.exec(text)?.[0];
  return cert !== undefined && key !== undefined ? { cert, key } : undefined;
}

/** Whether a pair matches and is valid for some time yet: a wrong clock may have dated it into the future. */
function isFresh({ cert, key }: Credentials): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const isOwn = certificate.checkPrivateKey(createPrivateKey(key));
    const [from, to] = [certificate.validFrom, certificate.validTo].map(Date.parse);
    return isOwn && (from ?? 0) <= Date.now() && (to ?? 0) - Date.now() > RENEW;
  } catch {
    return false;
  }
}

async function replace(file: string, credentials: Credentials): Promise<void> {
  await withDraft(file, credentials, draft => rename(draft, file));
}

/** Creates the whole file unless it exists: `link` fails then, while `rename` would replace it. */
async function create(file: string, credentials: Credentials): Promise<void> {
  await withDraft(file, credentials, async draft => {
    try {
      await link(draft, file);
    } catch (error) {
      // Some file systems have no hard links.
      if (codeOf(error) !== 'EEXIST') await rename(draft, file);
    }
  });
}

/** Writes a draft beside the file, readable by its owner only. It holds a private key: none is left behind, whatever fails. */
async function withDraft(
  file: string,
  { cert, key }: Credentials,
  put: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await writeFile(draft, cert + key, { mode: 0o600, flag: 'wx' });
    await put(draft);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}
