/** Extensions by media type, as the package has them. A star before an extension marks another type's. */
type Table = Readonly<Record<string, readonly string[]>>;

/**
 * The type of an extension in a table, undefined when it has none. A map of all 1,200 extensions costs a start four times as much as
 * the few lookups that a site needs.
 */
export function typeIn(table: Table, extension: string): string | undefined {
  for (const [type, extensions] of Object.entries(table)) if (extensions.includes(extension)) return type;
  return undefined;
}
