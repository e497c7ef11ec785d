import other from 'mime/types/other.js';
import standard from 'mime/types/standard.js';

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

/** Types that are text though they are not `text/*`. XML says its encoding itself. */
const TEXT =
  /^(?:text\/|application\/(?:javascript|json|manifest\+json|ld\+json|schema\+json|geo\+json|typescript|toml|yaml))/;
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:.*\+)?(?:json|xml|javascript|wasm)|image\/(?:svg\+xml|bmp|x-icon|vnd\.microsoft\.icon)|font\/(?:ttf|otf)|application\/(?:manifest\+json|vnd\.ms-fontobject|toml|yaml))/;

const UNKNOWN = 'application/octet-stream';

/** The media type of a file by its name, without parameters. */
export function typeOf(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return UNKNOWN;
  const extension = name.slice(dot + 1).toLowerCase();
  types ??= readTypes();
  return OURS[extension] ?? types.get(extension) ?? UNKNOWN;
}

export const isText = (type: string): boolean => TEXT.test(type);
export const isHtml = (type: string): boolean => type === 'text/html';
export const isXhtml = (type: string): boolean => type === 'application/xhtml+xml';
export const isCompressible = (type: string): boolean => COMPRESSIBLE.test(type);

/** Types that a browser shows as a document of their own, and that a frame could therefore show. */
export const isDocument = (type: string): boolean =>
  /^(?:text\/|image\/svg\+xml|application\/(?:pdf|xml|.*\+xml|json))/.test(type) &&
  type !== 'text/css' &&
  type !== 'text/javascript';

/** The type that a Content-Type field names, without its parameters; empty for none. */
export const typeOfField = (field: string | string[] | undefined): string =>
  String(field ?? '')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase() ?? '';
