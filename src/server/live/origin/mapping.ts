import { AnyMap, originalPositionFor } from '@jridgewell/trace-mapping';

/** The source of a place in a script; lines and columns count from 1, the path is as in an address. */
export type Mapped = (
  line: number,
  column: number,
) => { readonly path: string; readonly line: number; readonly column: number } | undefined;

const BASE = 'http://localhost';

/** Reads a source map, also one in sections. Throws for text that is none. @param address path of the map itself */
export function readMap(json: string, address: string): Mapped {
  // Some servers protect JSON by a line that no script can run (ECMA-426, 11.2).
  const map = new AnyMap(json.replace(/^\)\]\}'[^\n]*\n/, ''), BASE + address);
  return (line, column) => {
    if (line < 1 || column < 1) return undefined;
    const found = originalPositionFor(map, { line, column: column - 1 });
    if (found.source === null) return undefined;
    const url = URL.canParse(found.source, BASE) ? new URL(found.source, BASE) : undefined;
    return url?.origin === BASE
      ? { path: url.pathname, line: found.line, column: found.column + 1 }
      : undefined;
  };
}
