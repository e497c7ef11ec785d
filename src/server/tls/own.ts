import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { HumanError } from '../../protocol/humanError';
import type { OwnCertificate } from '../../protocol/serverOptions';
import { english, fill, type Texts } from '../../protocol/texts';
import { codeOf } from '../errors';
import type { Credentials } from './certificates';

/** A PKCS #12 file: certificate and key in one, under a passphrase. */
export interface Bundle {
  readonly pfx: Buffer;
  readonly passphrase: string;
}

type Mistake = Extract<keyof Texts, `certificate${string}`>;

/** Makes the error for a mistake in your certificate files, in VS Code's language. */
type Blame = (mistake: Mistake, ...values: readonly string[]) => HumanError;

const blameIn =
  (texts: Partial<Texts>): Blame =>
  (mistake, ...values) =>
    new HumanError(fill(texts[mistake] ?? english[mistake], ...values), { code: mistake });

/** Headers of an encrypted key in PEM: PKCS #8 (RFC 7468, 11) and OpenSSL's older format. */
const LOCKED = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: *4, *ENCRYPTED/;
/** The first byte of DER, in which a PKCS #12 file is written; PEM is text. */
const SEQUENCE = 0x30;

/**
 * Reads your own certificate and checks everything that would make a listener fail, so that the server reports it before it listens.
 * @throws a `HumanError` that says which file is wrong, and how
 */
export async function readOwn(
  { cert, key: keyFile, passphrase }: OwnCertificate,
  texts: Partial<Texts>,
): Promise<Credentials | Bundle> {
  const blame = blameIn(texts);
  const first = await read(cert, blame);
  if (first[0] === SEQUENCE && keyFile === '') return readBundle(cert, { pfx: first, passphrase }, blame);
  const key = keyFile || cert;
  const secret = key === cert ? first : await read(key, blame);
  const given = { cert: textIn(first), key: textIn(secret) };
  const certificate = parsed(() => new X509Certificate(given.cert), blame('certificateNone', cert));
  const isLocked = LOCKED.test(given.key);
  const privateKey = parsed(
    () => createPrivateKey({ key: given.key, passphrase }),
    blame(isLocked ? 'certificatePassphrase' : 'certificateNoKey', key),
  );
  const credentials = isLocked ? { ...given, key: pemOf(privateKey) } : given;
  if (!certificate.checkPrivateKey(privateKey)) throw blame('certificateMismatch', cert, key);
  mustBeValidNow(certificate, cert, blame);
  // OpenSSL rejects weak keys and signatures here.
  usable(credentials, error => blame('certificateBundle', cert, error));
  return credentials;
}

function readBundle(file: string, bundle: Bundle, blame: Blame): Bundle {
  const context = usable(bundle, error =>
    /mac verify|bad decrypt|password/i.test(error)
      ? blame('certificatePassphrase', file)
      : blame('certificateBundle', file, error),
  );
  const certificate = certificateOf(context);
  if (certificate) mustBeValidNow(certificate, file, blame);
  return bundle;
}

/** The certificate in a context. Node cannot read PKCS #12, but a connection that is never started names its own certificate. */
function certificateOf(secureContext: SecureContext): X509Certificate | undefined {
  const socket = new TLSSocket(new PassThrough(), { isServer: true, secureContext });
  const certificate = socket.getX509Certificate();
  socket.destroy();
  return certificate;
}

function mustBeValidNow({ validFrom, validTo }: X509Certificate, file: string, blame: Blame): void {
  if (Date.parse(validTo) < Date.now()) throw blame('certificateExpired', file, dayOf(validTo));
  if (Date.parse(validFrom) > Date.now()) throw blame('certificateEarly', file, dayOf(validFrom));
}

/** A decrypted key, for this process alone. */
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Text without the byte order mark that Windows editors and shells write: OpenSSL finds no PEM behind it. */
const textIn = (bytes: Buffer): string =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);

async function read(file: string, blame: Blame): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw blame('certificateMissing', file, codeOf(error));
  }
}

function parsed<T>(parse: () => T, otherwise: HumanError): T {
  try {
    return parse();
  } catch {
    throw otherwise;
  }
}

function usable(credentials: Credentials | Bundle, otherwise: (error: string) => HumanError): SecureContext {
  try {
    return createSecureContext({ ...credentials });
  } catch (error) {
    throw otherwise(error instanceof Error ? error.message : String(error));
  }
}

const dayOf = (date: string): string => new Date(date).toISOString().slice(0, 10);
