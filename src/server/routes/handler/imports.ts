import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** The files of a module, each with a stamp that changes when the file does; undefined for a missing file. */
type Stamps = ReadonlyMap<string, string | undefined>;

/** The most files of one module that are followed; a larger graph is a mistake such as a bundle. */
const MOST = 500;
// Endings that `require` adds, and a folder's index.
const ENDINGS = ['', '.js', '.cjs', '.json', '/index.js'] as const;

// Matches in comments and strings, too: one file too many costs a `stat`; one too few keeps running old code.
const SPECIFIER = /\b(?:from|import|require)\s*(?:\(\s*)?(["'])(\.{1,2}\/[^"'\n]+)\1/g;

/** The relative specifiers that a module imports, in JavaScript or TypeScript, ESM or CommonJS. Pure. */
export function importsOf(source: string): string[] {
  return [...new Set([...source.matchAll(SPECIFIER)].map(([, , specifier]) => String(specifier)))];
}

/**
 * A module with everything that it imports by a relative path, directly or not. Packages are not followed. Computed specifiers
 * are not found: such a module is loaded again only when its importer changes.
 */
export async function stampsOf(entry: string): Promise<Stamps> {
  const stamps = new Map<string, string | undefined>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined && stamps.size < MOST; file = waiting.pop()) {
    if (stamps.has(file)) continue;
    // `stat` comes before `readFile`: a write in between then looks like a change instead of being missed.
    stamps.set(file, await stampOf(file));
    waiting.push(...(await importedBy(file)));
  }
  return stamps;
}

/** A text that differs between two states of a file; undefined for a missing file. */
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

/** The file that a specifier names; while it is missing, all candidates, so that a new file is noticed. */
async function resolve(folder: string, specifier: string): Promise<string[]> {
  const bare = path.join(folder, specifier.replace(/[?#].*$/, ''));
  const candidates = ENDINGS.map(ending => bare + ending);
  for (const file of candidates) if ((await stampOf(file)) !== undefined) return [file];
  return candidates;
}
