import other from 'mime/types/other.js';
import standard from 'mime/types/standard.js';

/** All types by extension. The package's own class checks each entry, which takes a tenth of a start. */
export function readTypes(): ReadonlyMap<string, string> {
  const tables: readonly Readonly<Record<string, readonly string[]>>[] = [standard, other];
  const entries = tables.flatMap(table => Object.entries(table));
  // A star marks an extension whose first type is another one.
  return new Map(
    entries.flatMap(([type, extensions]) =>
      extensions.filter(one => !one.startsWith('*')).map(one => [one, type] as const),
    ),
  );
}
