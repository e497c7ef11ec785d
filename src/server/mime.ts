import other from 'mime/types/other.js';
import standard from 'mime/types/standard.js';

export * from './types';

/** Types where the table's answer would surprise a web developer. */
const OURS: Readonly<Record<string, string>> = {
  // The table knows `.ts` as MPEG transport stream, as which no browser would show a source file.
  ts: 'text/plain',
  mts: 'text/plain',
  cts: 'text/plain',
  tsx: 'text/plain',
  jsx: 'text/javascript',
  map: 'application/json',
};

/** Made when first asked for, and by ourselves: the package's own class checks each entry and takes a tenth of a start for it. */
let types: ReadonlyMap<string, string> | undefined;

function readTypes(): ReadonlyMap<string, string> {
  const tables: readonly Readonly<Record<string, readonly string[]>>[] = [standard, other];
  const entries = tables.flatMap(table => Object.entries(table));
  // A star marks an extension that belongs to another type first.
  return new Map(
    entries.flatMap(([type, extensions]) =>
      extensions.filter(one => !one.startsWith('*')).map(one => [one, type] as const),
    ),
  );
}

const UNKNOWN = 'application/octet-stream';

/** The media type of a file by its name, without parameters. */
export function typeOf(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return UNKNOWN;
  const extension = name.slice(dot + 1).toLowerCase();
  types ??= readTypes();
  return OURS[extension] ?? types.get(extension) ?? UNKNOWN;
}
