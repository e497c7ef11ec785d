import { readMounts } from '../../protocol/mount';
import { browserLine } from './browserLine';
import { isRecord, type Made, own, type Reader } from './made';

const isPort = (given: unknown): given is number =>
  typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 65_535;
const isTexts = (given: unknown): given is readonly string[] =>
  Array.isArray(given) && given.every(each => typeof each === 'string');

export const needless: Reader = () => 'needless';
export const none: Reader = () => 'none';

/** A switch: its counterpart while it is on, and another while it is off. */
export const flag =
  (on: Made, off: Made = 'needless'): Reader =>
  given =>
    typeof given !== 'boolean' ? 'invalid' : given ? on : off;

/** A choice among words. */
export const words =
  (known: Readonly<Record<string, Made>>): Reader =>
  given =>
    own(known, String(given)) ?? 'invalid';

export const port: Reader = given => (isPort(given) ? { key: 'port', value: given } : 'invalid');

/** Never another address than this machine's: visible to a network is what a person decides here, not what a file brought along. */
export const host: Reader = given =>
  given === '127.0.0.1' || given === 'localhost' || given === '::1'
    ? { key: 'host', value: given === 'localhost' ? '127.0.0.1' : given }
    : 'unsafe';

export const root: Reader = given => {
  if (typeof given !== 'string') return 'invalid';
  const below = given.replaceAll('\\', '/').replace(/^\.?\/+|\/+$/g, '');
  if (/^[a-z]:/i.test(below) || below.split('/').includes('..')) return 'unsafe';
  return { key: 'root', value: below };
};

/** Five Server takes one glob without a list, too. */
export const ignore: Reader = given => {
  const globs: unknown = typeof given === 'string' ? [given] : given;
  return isTexts(globs) ? { key: 'ignore', value: globs } : 'invalid';
};

export const fallback: Reader = given => {
  if (given === '') return 'needless';
  return typeof given === 'string' ? { key: 'fallback', value: given.replace(/^\/+/, '') } : 'invalid';
};

const isWritten = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** Node writes a number as text; anything deeper is no header. */
export const headers: Reader = given => {
  if (!isRecord(given)) return 'invalid';
  const all = Object.entries(given);
  const fields = all.flatMap(([name, value]) => (isWritten(value) ? [[name, String(value)] as const] : []));
  const left = all
    .filter(([, value]) => !isWritten(value))
    .map(([part]) => ({ part, why: 'invalid' as const }));
  if (fields.length === 0) return left.length === 0 ? 'needless' : left;
  return [{ key: 'headers', value: { '**': Object.fromEntries(fields) } }, ...left];
};

/** `[["/lib", "./modules"]]` of Live Server, `{ "/lib": "./modules" }` of Five Server. */
export const mount: Reader = given => {
  const pairs: readonly unknown[] | undefined = isRecord(given)
    ? Object.entries(given)
    : Array.isArray(given)
      ? given
      : undefined;
  if (!pairs) return 'invalid';
  if (pairs.length === 0) return 'needless';
  const read = pairs.map(pairOf);
  const taken = read.filter(pair => typeof pair !== 'string');
  const left = read.filter(pair => typeof pair === 'string');
  return [
    ...(taken.length > 0 ? [{ key: 'mount' as const, value: Object.fromEntries(taken) }] : []),
    ...left.map(part => ({ part, why: 'invalid' as const })),
  ];
};

/** A path and its folder; the name of what cannot be mounted, such as a path `/`. */
function pairOf(pair: unknown): readonly [path: string, folder: string] | string {
  if (!isTexts(pair) || pair.length !== 2) return JSON.stringify(pair);
  const [route = '', folder = ''] = pair;
  const path = `/${route.replaceAll(/^\/+|\/+$/g, '')}`;
  return readMounts({ [path]: folder }).problems.length > 0 ? route : [path, folder.replaceAll('\\', '/')];
}

/** `{ enable, cert, key, passphrase }` of Live Server. */
export const https: Reader = given => {
  if (!isRecord(given)) return 'invalid';
  const { enable, cert, key, passphrase } = given;
  if (enable !== true) return 'needless';
  if (typeof cert !== 'string' || cert === '') return { key: 'https', value: 'always' };
  return certificate(cert, key, passphrase);
};

/** `true`, the path of a program, or a certificate: the text of the files, which is no path, or their paths. */
export const httpsOfFile: Reader = given => {
  if (given === true || given === 'true') return { key: 'https', value: 'always' };
  if (given === false || given === null || given === 'false') return 'needless';
  if (!isRecord(given)) return typeof given === 'string' ? 'program' : 'invalid';
  const { cert, key, passphrase } = given;
  const isPath = typeof cert === 'string' && cert !== '' && !cert.includes('-----');
  return isPath ? certificate(cert, key, passphrase) : 'none';
};

/** A passphrase never goes into a settings file: Porthole asks for it. */
function certificate(cert: string, key: unknown, passphrase: unknown): readonly Made[] {
  return [
    { key: 'https.cert', value: cert },
    ...(typeof key === 'string' && key !== '' ? [{ key: 'https.key' as const, value: key }] : []),
    ...(passphrase === undefined || passphrase === ''
      ? []
      : [{ part: 'passphrase', why: 'needless' as const }]),
  ];
}

/** One browser, or several of which the first that Porthole knows is taken. */
export const browser: Reader = given => {
  if (given === null) return 'needless';
  const lines: unknown = typeof given === 'string' ? [given] : given;
  if (!isTexts(lines)) return 'invalid';
  const read = lines.map(browserLine);
  return read.find(made => made !== 'none') ?? (read.length > 0 ? 'none' : 'needless');
};

/** `{ enable, baseUri, proxyUri }` of Live Server, `{ "/api": "http://…" }` or pairs of the others. */
export const proxy: Reader = given => {
  const isOff =
    isRecord(given) && ('enable' in given ? given['enable'] !== true : Object.keys(given).length === 0);
  return given === null || isOff || (Array.isArray(given) && given.length === 0) ? 'needless' : 'route';
};

/** Whether a start opens a page: which one is not a setting of Porthole's. */
export const open: Reader = given => {
  if (given === false || given === 'false') return { key: 'open', value: 'none' };
  return given === true || given === 'true' || given === null ? 'needless' : 'none';
};

/** Only the folders of pages in use are watched in any case; `false` watches nothing. */
export const watch: Reader = given => (given === false ? { key: 'update', value: 'off' } : 'needless');
