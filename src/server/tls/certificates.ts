import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import {
  bits,
  contentsOf,
  der,
  explicit,
  flag,
  implicit,
  integer,
  itemsOf,
  nothing,
  octets,
  oid,
  sequence,
  set,
  time,
  utf8,
} from './der';

/** A certificate with its private key, both in PEM. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

const DAY = 24 * 60 * 60 * 1000;
/** Clocks of devices differ, some by a time zone: a certificate is valid a day before it is made. */
const EARLIER = DAY;
const AUTHORITY_DAYS = 3650;
/** Browsers refuse certificates of more than 398 days (CA/Browser Forum, ballot SC-31; Apple HT211025). */
const LEAF_DAYS = 396;

/** Characters of a common name (RFC 5280, A.1, ub-common-name). */
const LONGEST_NAME = 64;

const OIDS = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  rsaWithSha256: '1.2.840.113549.1.1.11',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/** Names that an authority may sign for; each stands for itself and everything below it (RFC 5280, 4.2.1.10). */
const NAMES = ['localhost', 'local'] as const;
/** Networks that an authority may sign for: private, link-local, loopback and shared address space. */
const NETWORKS = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['100.64.0.0', 10],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const;

const permitted = new BlockList();
for (const [address, prefix] of NETWORKS)
  permitted.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether our authority may sign for a name or an address. */
export function isPermitted(name: string): boolean {
  const family = isIP(name);
  // Browsers compare bytes: an IPv4 address inside IPv6 lies in none of the networks (RFC 5280, 4.2.1.10).
  if (/^::ffff:/i.test(name)) return false;
  if (family !== 0) return permitted.check(name, family === 6 ? 'ipv6' : 'ipv4');
  return NAMES.some(allowed => name === allowed || name.endsWith(`.${allowed}`));
}

/** Makes an authority that can sign for this machine and private networks only. */
export function makeAuthority(name: string, now: Date): Credentials {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = nameOf({ organization: 'Porthole', commonName: name });
  const cert = certificate({
    subject,
    issuer: subject,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    notBefore: new Date(now.getTime() - EARLIER),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY),
    extensions: [
      // A certificate authority that signs no other authority.
      extension('basicConstraints', true, sequence(flag(true), integer(Buffer.from([0])))),
      // keyCertSign and cRLSign.
      extension('keyUsage', true, bits(Buffer.from([0x06]), 1)),
      extension('nameConstraints', true, sequence(explicit(0, ...permittedSubtrees()))),
      extension('subjectKeyIdentifier', false, octets(keyIdOf(keys.publicKey))),
    ],
  });
  return { cert, key: pemOf(keys.privateKey) };
}

/** Makes a certificate for these names and addresses; self-signed without an authority. */
export function makeCertificate(
  names: readonly string[],
  now: Date,
  authority?: { readonly subject: Buffer; readonly key: KeyObject },
): Credentials {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = nameOf({ organization: 'Porthole', commonName: names[0] ?? 'localhost' });
  const cert = certificate({
    subject,
    issuer: authority?.subject ?? subject,
    publicKey: keys.publicKey,
    signer: authority?.key ?? keys.privateKey,
    notBefore: new Date(now.getTime() - EARLIER),
    notAfter: new Date(now.getTime() + LEAF_DAYS * DAY),
    extensions: [
      extension('basicConstraints', true, sequence()),
      // digitalSignature.
      extension('keyUsage', true, bits(Buffer.from([0x80]), 7)),
      extension('extendedKeyUsage', false, sequence(oid(OIDS.serverAuth))),
      extension('subjectAltName', false, sequence(...names.map(alternative))),
      extension('subjectKeyIdentifier', false, octets(keyIdOf(keys.publicKey))),
      extension(
        'authorityKeyIdentifier',
        false,
        sequence(implicit(0, keyIdOf(authority?.key ?? keys.privateKey))),
      ),
    ],
  });
  return { cert, key: pemOf(keys.privateKey) };
}

/** The encoded subject of a certificate: an issuer must be named byte for byte. */
export function subjectOf(raw: Buffer): Buffer {
  const [body = Buffer.alloc(0)] = itemsOf(raw);
  // Version, serial number, algorithm, issuer, validity, subject (RFC 5280, 4.1).
  return itemsOf(body)[5] ?? sequence();
}

interface Parts {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
}

function certificate({ subject, issuer, publicKey, signer, notBefore, notAfter, extensions }: Parts): string {
  const isRsa = signer.asymmetricKeyType === 'rsa';
  const algorithm = isRsa ? sequence(oid(OIDS.rsaWithSha256), nothing) : sequence(oid(OIDS.ecdsaWithSha256));
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    issuer,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  const raw = sequence(body, algorithm, bits(sign('sha256', body, signer)));
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** 127 random bits: positive, never zero, and the shortest encoding of itself (RFC 5280, 4.1.2.2). */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function extension(name: keyof typeof OIDS, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(OIDS[name]), ...(critical ? [flag(true)] : []), octets(value));
}

function nameOf({
  organization,
  commonName,
}: Readonly<Record<'organization' | 'commonName', string>>): Buffer {
  return sequence(
    set(sequence(oid(OIDS.organization), utf8(organization))),
    set(sequence(oid(OIDS.commonName), utf8(commonName.slice(0, LONGEST_NAME)))),
  );
}

const alternative = (name: string): Buffer =>
  isIP(name) === 0 ? implicit(2, Buffer.from(name)) : implicit(7, addressBytes(name));

function permittedSubtrees(): Buffer[] {
  const names = NAMES.map(name => sequence(implicit(2, Buffer.from(name))));
  const networks = NETWORKS.map(([address, prefix]) => {
    const bytes = addressBytes(address);
    return sequence(implicit(7, Buffer.concat([bytes, maskBytes(prefix, bytes.length)])));
  });
  return [...names, ...networks];
}

const maskBytes = (prefix: number, length: number): Buffer =>
  Buffer.from(
    Array.from({ length }, (_, at) => (0xff << (8 - Math.min(8, Math.max(0, prefix - at * 8)))) & 0xff),
  );

const groups = (text: string): string[] => text.split(':').filter(Boolean);

/** An IP address in network byte order. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const bytes = Buffer.alloc(16);
  [...before, ...zeros, ...after].forEach((group, at) =>
    bytes.writeUInt16BE(Number.parseInt(group, 16), at * 2),
  );
  return bytes;
}

/** SHA-1 of the public key (RFC 5280, 4.2.1.2): it identifies the key and protects nothing. */
function keyIdOf(key: KeyObject): Buffer {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  const bitString = itemsOf(spki)[1] ?? der(0x03);
  // The first byte is the number of unused bits at the end.
  return createHash('sha1').update(contentsOf(bitString).subarray(1)).digest();
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
