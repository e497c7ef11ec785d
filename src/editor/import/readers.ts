import { FIELD_VALUE, isRemade, TOKEN } from '../../protocol/fields';
import { readMounts } from '../../protocol/mount';
import { browserLine } from './browserLine';
import { isRecord, pairsIn, type Made, own, type Reader, type Why } from './made';

const isPort = (given: unknown): given is number =>
  typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 65_535;
const isTexts = (given: unknown): given is readonly string[] =>
  Array.isArray(given) && given.every(each => typeof each === 'string');

export const needless: Reader = () => 'needless';
export const none: Reader = () => 'none';

/** A switch, with one counterpart for on and another for off. */
export const flag =
  (on: Made, off: Made = 'needless'): Reader =>
  given =>
    typeof given !== 'boolean' ? 'invalid' : given ? on : off;

/** A choice from a list of words. */
export const words =
  (known: Readonly<Record<string, Made>>): Reader =>
  given =>
    (typeof given === 'string' ? own(known, given) : undefined) ?? 'invalid';

export const port: Reader = given => (isPort(given) ? { key: 'port', value: given } : 'invalid');

/** Imports loopback addresses only: to be visible on a network is your decision, not that of an imported file. */
export const host: Reader = given => {
  if (typeof given !== 'string') return 'invalid';
  if (given === '') return 'needless';
  if (given === 'localhost') return { key: 'host', value: '127.0.0.1' };
  return /^(?:127(?:\.\d{1,3}){3}|::1)$/.test(given) ? { key: 'host', value: given } : 'unsafe';
};

export const root: Reader = given => {
  if (typeof given !== 'string') return 'invalid';
  const below = withSlashes(given).replaceAll(/^(?:\.?\/)+|\/+$/g, '');
  return isBelow(below) ? { key: 'root', value: below === '.' ? '' : below } : 'unsafe';
};

const withSlashes = (path: string): string => path.replaceAll('\\', '/');
const isBelow = (path: string): boolean => !/^[a-z]:/i.test(path) && !path.split('/').includes('..');

/** A list, or one text with comma-separated globs; a comma inside braces belongs to a glob. */
export const ignore: Reader = given => {
  if (given === '') return 'needless';
  const globs: unknown =
    typeof given === 'string' ? given.split(/\s*,\s*(?![^{}]*\})/).filter(Boolean) : given;
  if (!isTexts(globs)) return 'invalid';
  // Each glob applies alone in Porthole, so a negated one would ignore everything except what it should keep.
  const left = globs.filter(glob => glob.startsWith('!'));
  const taken = globs.filter(glob => !left.includes(glob)).map(withContents);
  return [
    ...(taken.length > 0 || left.length === 0 ? [{ key: 'ignore' as const, value: taken }] : []),
    ...left.map(part => ({ part, why: 'none' as const })),
  ];
};

/** The others' watcher also ignores the contents of an ignored folder. A name without a dot counts as a folder. */
const withContents = (glob: string): string =>
  glob.replace(/\/\*?$/, '/**').replace(/(^|\/)([^/.*]+)$/, '$1$2/**');

export const fallback: Reader = given => {
  if (given === '') return 'needless';
  if (typeof given !== 'string') return 'invalid';
  const file = withSlashes(given).replace(/^(?:\.?\/)+/, '');
  return isBelow(file) ? { key: 'fallback', value: file } : 'unsafe';
};

/** Node sends a number as text; a nested value cannot be a header. */
export const headers: Reader = given => {
  if (!isRecord(given)) return 'invalid';
  const all = Object.entries(given).map(([part, value]) => ({ part, value, why: whyNoField(part, value) }));
  const fields = all.filter(({ why }) => !why).map(({ part, value }) => [part, String(value)] as const);
  const left = all.flatMap(({ part, why }) => (why ? { part, why } : []));
  if (fields.length === 0) return left.length === 0 ? 'needless' : left;
  return [{ key: 'headers', value: { '**': Object.fromEntries(fields) } }, ...left];
};

/** `porthole.cors` lists the origins that may read replies; the header alone would let in none, or too many. */
function whyNoField(name: string, value: unknown): Why | undefined {
  const isWritten = ['string', 'number', 'boolean'].includes(typeof value);
  if (!isWritten || !TOKEN.test(name) || !FIELD_VALUE.test(String(value))) return 'invalid';
  if (/^access-control-allow-/i.test(name)) return 'unsafe';
  return isRemade(name) || /^date$/i.test(name) ? 'needless' : undefined;
}

/** `[["/lib", "./modules"]]` of Live Server, `{ "/lib": "./modules" }` of Five Server. */
export const mount: Reader = given => {
  const pairs = pairsIn(given);
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

/** A path and its folder; for a mount that is impossible, such as at `/`, its name. */
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

/** `true`, the path of a program, or a certificate: as file contents, which are no paths, or as paths. */
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

/** One browser, or the first of several that Porthole supports. */
export const browser: Reader = given => {
  // Live Server has a text for no browser, too.
  if (given === null || given === 'null') return 'needless';
  const lines: unknown = typeof given === 'string' ? [given] : given;
  if (!isTexts(lines)) return 'invalid';
  const read = withOptions(lines).map(browserLine);
  return read.find(made => made !== 'none') ?? (read.length > 0 ? 'none' : 'needless');
};

/** The command line live-server takes one list for a browser and its options. */
function withOptions(lines: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const line of lines)
    if (line.startsWith('-') && whole.length > 0) whole.push(`${whole.pop()} ${line}`);
    else whole.push(line);
  return whole;
}

/** Whether a start opens a page; the others open none for `null`. Porthole has no setting for which page. */
export const open: Reader = given => {
  if (given === false || given === 'false' || given === null) return { key: 'open', value: 'none' };
  if (given === true || given === 'true' || given === '') return 'needless';
  return typeof given === 'string' || isTexts(given) ? 'none' : 'invalid';
};

/** Porthole only watches folders of pages in use; `false` turns updates off. */
export const watch: Reader = given => (given === false ? { key: 'update', value: 'off' } : 'needless');
