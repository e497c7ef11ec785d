import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** The files that a module is made of, each with what would tell that it has changed; undefined for one that is missing. */
export type Stamps = ReadonlyMap<string, string | undefined>;

/** A graph larger than this is a bundle gone wrong; the rest of it is not followed. */
const MOST = 500;
// What `require` finds without an extension, and a folder's index.
const ENDINGS = ['', '.js', '.cjs', '.json', '/index.js'] as const;

// Comments and strings are not left out: a file too many is looked at now and then, one too few would run on unseen.
const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(["'])(\.{1,2}\/[^"'\n]+)\1/g;

/** The relative specifiers that a module imports, in JavaScript or TypeScript, ESM or CommonJS. Pure. */
export function importsOf(source: string): string[] {
  return [...new Set([...source.matchAll(SPECIFIER)].map(([, , specifier]) => String(specifier)))];
}

/**
 * A module with everything that it imports by a relative path, directly or not. Packages are not followed. Specifiers that are
 * computed are not seen either: such a module is loaded anew when the one that names it changes.
 */
export async function stampsOf(entry: string): Promise<Stamps> {
  const stamps = new Map<string, string | undefined>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined && stamps.size < MOST; file = waiting.pop()) {
    if (stamps.has(file)) continue;
    // The stamp comes before the text: a write in between looks like a change, not the other way round.
    stamps.set(file, await stampOf(file));
    waiting.push(...(await importedBy(file)));
  }
  return stamps;
}

/** What tells one state of a file from the next; undefined while there is none. */
export async function stampOf(file: string): Promise<string | undefined> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isFile() ? `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}` : undefined;
}

async function importedBy(file: string): Promise<string[]> {
  if (file.endsWith('.json')) return [];
  const source = await readFile(file, 'utf8').catch(() => '');
  const resolved = importsOf(source).map(specifier => resolve(path.dirname(file), specifier));
  return (await Promise.all(resolved)).flat();
}

/** The file that a specifier means; all that it could mean while there is none, to see one come. */
async function resolve(folder: string, specifier: string): Promise<string[]> {
  const bare = path.join(folder, specifier.replace(/[?#].*$/, ''));
  const candidates = ENDINGS.map(ending => bare + ending);
  for (const file of candidates) if ((await stampOf(file)) !== undefined) return [file];
  return candidates;
}
