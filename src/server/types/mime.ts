import { typeInTables } from './mimeTables';

export * from './types';

/** Types for which the package's answer would surprise a web developer. */
const OURS = {
  // In the package, `.ts` is an MPEG transport stream, which browsers download.
  ts: 'text/plain',
  mts: 'text/plain',
  cts: 'text/plain',
  tsx: 'text/plain',
  jsx: 'text/javascript',
  map: 'application/json',
};

const UNKNOWN = 'application/octet-stream';
/** Extensions remembered with their type. Requests for made-up names cannot fill it further. */
const REMEMBERED = 1024;

/** Ours win over the package's. A map, because a file may be called `a.constructor`. */
const types = new Map<string, string>(Object.entries(OURS));

/** The media type of a file by its name, without parameters. */
export function typeOf(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return UNKNOWN;
  const extension = name.slice(dot + 1).toLowerCase();
  const known = types.get(extension);
  if (known !== undefined) return known;
  const type = typeInTables(extension) ?? UNKNOWN;
  if (types.size < REMEMBERED) types.set(extension, type);
  return type;
}
