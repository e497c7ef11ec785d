import other from 'mime/types/other.js';
import standard from 'mime/types/standard.js';

const tables: readonly Readonly<Record<string, readonly string[]>>[] = [standard, other];

/**
 * The type of an extension in the package's tables, undefined when they have none. The tables list extensions by type, and a map of
 * all 1,200 costs a start four times as much as the few lookups that a site needs. A star before an extension marks another type's.
 */
export function typeInTables(extension: string): string | undefined {
  for (const table of tables)
    for (const [type, extensions] of Object.entries(table)) if (extensions.includes(extension)) return type;
  return undefined;
}
