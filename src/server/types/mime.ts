import standard from 'mime/types/standard.js';
import { typeIn } from './table';

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
/** Extensions that no standard has. */
const others = new Map<string, string>();

/** The media type of a file by its name, without parameters. Rejects only where the package's second table cannot be loaded. */
export async function typeOf(name: string): Promise<string> {
  const extension = extensionOf(name);
  if (extension === undefined) return UNKNOWN;
  const known = standardTypeOf(name) ?? others.get(extension);
  if (known !== undefined) return known;
  const { vendorTypeOf } = await import('./vendorTypes');
  return remember(others, extension, vendorTypeOf(extension) ?? UNKNOWN);
}

/** The same for the types of HTML, styles, scripts and all others that a standard has; undefined for the rest. */
export function standardTypeOf(name: string): string | undefined {
  const extension = extensionOf(name);
  if (extension === undefined) return undefined;
  const known = types.get(extension);
  if (known !== undefined) return known;
  const type = typeIn(standard, extension);
  return type && remember(types, extension, type);
}

function remember(known: Map<string, string>, extension: string, type: string): string {
  if (known.size < REMEMBERED) known.set(extension, type);
  return type;
}

function extensionOf(name: string): string | undefined {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? undefined : name.slice(dot + 1).toLowerCase();
}
