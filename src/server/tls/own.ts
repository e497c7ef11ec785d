import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { HumanError } from '../../protocol/humanError';
import type { OwnCertificate } from '../../protocol/options';
import { english, fill, type Texts } from '../../protocol/texts';
import { codeOf } from '../errors';
import type { Credentials } from './certificates';

/** A PKCS #12 file: certificate and key in one, under a passphrase. */
export interface Bundle {
  readonly pfx: Buffer;
  readonly passphrase: string;
}

type Mistake = Extract<keyof Texts, `certificate${string}`>;

/** Makes the error for a mistake in a person's files, in their language. */
type Blame = (mistake: Mistake, ...values: readonly string[]) => HumanError;

const blameIn =
  (texts: Partial<Texts>): Blame =>
  (mistake, ...values) =>
    new HumanError(fill(texts[mistake] ?? english[mistake], ...values), { code: mistake });

/** The first byte of DER, in which a PKCS #12 file is written; PEM is text. */
const SEQUENCE = 0x30;

/**
 * Reads a person's own certificate and checks all that a listener would fail by, so that the server says so before it listens.
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
  const credentials = { cert: first.toString('utf8'), key: secret.toString('utf8') };
  const certificate = parsed(() => new X509Certificate(credentials.cert), blame('certificateNone', cert));
  const privateKey = parsed(() => createPrivateKey(credentials.key), blame('certificateNoKey', key));
  if (!certificate.checkPrivateKey(privateKey)) throw blame('certificateMismatch', cert, key);
  mustBeValidNow(certificate, cert, blame);
  // Keys and signatures that OpenSSL finds too weak.
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

/** The certificate in a context. A PKCS #12 file has no reader in Node; a connection that never begins names its own certificate. */
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
