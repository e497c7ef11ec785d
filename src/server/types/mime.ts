import { readTypes } from './mimeTables';

export * from './types';

/** Types where the table's answer would surprise a web developer. */
const OURS = {
  // The table knows `.ts` as MPEG transport stream, as which no browser would show a source file.
  ts: 'text/plain',
  mts: 'text/plain',
  cts: 'text/plain',
  tsx: 'text/plain',
  jsx: 'text/javascript',
  map: 'application/json',
};

/** What almost every page is made of: for these the table of all types need not be loaded. */
const COMMON = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  mjs: 'text/javascript',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  ico: 'image/vnd.microsoft.icon',
  txt: 'text/plain',
};

/** A map, since a file may be called `a.constructor`. */
const known: ReadonlyMap<string, string> = new Map(Object.entries({ ...COMMON, ...OURS }));
let types: ReadonlyMap<string, string> | undefined;

const UNKNOWN = 'application/octet-stream';

/** The media type of a file by its name, without parameters. */
export function typeOf(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return UNKNOWN;
  const extension = name.slice(dot + 1).toLowerCase();
  const type = known.get(extension);
  if (type !== undefined) return type;
  types ??= readTypes();
  return types.get(extension) ?? UNKNOWN;
}
