import { readTypes } from './mimeTables';

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

/** Ours win over the package's. A map, because a file may be called `a.constructor`. */
const types: ReadonlyMap<string, string> = new Map([...readTypes(), ...Object.entries(OURS)]);

const UNKNOWN = 'application/octet-stream';

/** The media type of a file by its name, without parameters. */
export function typeOf(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return UNKNOWN;
  return types.get(name.slice(dot + 1).toLowerCase()) ?? UNKNOWN;
}
