import { AnyMap, originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping';
import { inTurns } from '../update/inTurns';
import { placeAt } from './segments';

/** The source of a place in a script; lines and columns count from 1, the path is as in an address. */
export type Mapped = (
  line: number,
  column: number,
) => Promise<{ readonly path: string; readonly line: number; readonly column: number } | undefined>;

const BASE = 'http://localhost';
/** Bundlers name sources by `webpack://name/./src/a.ts`: their path in the folder of the project, which often is the root. */
const BUNDLED = 'webpack:';

/** A place in a source as its map names it: its line counts from 1, its column from 0. */
interface Place {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** Reads a source map, also one in sections. Throws for text that is none. @param address path of the map itself */
export function readMap(json: string, address: string): Mapped {
  // Some servers protect JSON by a line that no script can run (ECMA-426, 11.2).
  const map = JSON.parse(json.replace(/^\)\]\}'[^\n]*\n/, '')) as ConstructorParameters<typeof AnyMap>[0];
  const placeIn = isPlain(map) ? plainPlaces(map, BASE + address) : places(new AnyMap(map, BASE + address));
  return async (line, column) => {
    if (line < 1 || column < 1) return undefined;
    const found = await placeIn(line, column - 1);
    if (!found) return undefined;
    const url = URL.canParse(found.source, BASE) ? new URL(found.source, BASE) : undefined;
    return url && (url.origin === BASE || url.protocol === BUNDLED)
      ? { path: url.pathname, line: found.line, column: found.column + 1 }
      : undefined;
  };
}

interface PlainMap {
  readonly mappings: string;
  readonly sources: readonly unknown[];
  readonly sourceRoot?: unknown;
}

const isPlain = (map: unknown): map is PlainMap =>
  typeof map === 'object' &&
  map !== null &&
  'mappings' in map &&
  typeof map.mappings === 'string' &&
  'sources' in map &&
  Array.isArray(map.sources);

/** Keeps the mappings as they are, without `sourcesContent`: decoded ones take ten times as much memory. */
function plainPlaces({ mappings, sources, sourceRoot }: PlainMap, address: string) {
  const root = typeof sourceRoot === 'string' && sourceRoot !== '' ? sourceRoot.replace(/\/?$/, '/') : '.';
  const base = (URL.canParse(root, address) ? new URL(root, address) : new URL(address)).href;
  return async (line: number, column: number): Promise<Place | undefined> => {
    const place = await inTurns(placeAt(mappings, line - 1, column));
    if (!place) return undefined;
    const source = sources[place.source];
    if (typeof source !== 'string' || !URL.canParse(source, base)) return undefined;
    return { source: new URL(source, base).href, line: place.line + 1, column: place.column };
  };
}

/** The mappings are read at the first question: some that are broken throw then. */
function places(map: TraceMap) {
  return async (line: number, column: number): Promise<Place | undefined> => {
    try {
      const { source, ...found } = originalPositionFor(map, { line, column });
      return source === null || found.line === null ? undefined : { source, ...found };
    } catch {
      return undefined;
    }
  };
}
