import { RESERVED, ROUTES_FILE } from './paths';

/** A folder that is served below a path, besides the root. */
export interface Mount {
  /** Decoded segments of the path; at least one. */
  readonly segments: readonly string[];
  /** Relative to the root, or absolute. */
  readonly folder: string;
}

/** The mounts of a setting, and a sentence for each value that is left out. */
interface ReadMounts {
  readonly mounts: readonly Mount[];
  readonly problems: readonly string[];
}

// Control bytes, `\`, `:` and an encoded `/` are refused in addresses, too; `?`, `#` and `%` would be read in two ways.
// oxlint-disable-next-line no-control-regex -- refusing control characters is the purpose
const FORBIDDEN = /[\x00-\x1f\x7f\\:?#%*]/;
const SETTING = 'porthole.mount';

/** Reads `{ "/lib": "../node_modules" }`. Pure. */
export function readMounts(given: unknown): ReadMounts {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { mounts: [], problems: [`${SETTING} must be an object of paths and folders; it is left out.`] };
  const mounts = new Map<string, Mount>();
  const problems: string[] = [];
  for (const [path, folder] of Object.entries(given)) {
    const segments = path.split('/').slice(1);
    if (segments.at(-1) === '') segments.pop();
    const wrong = wrongPath(path, segments) ?? wrongFolder(folder) ?? wrongTwin(mounts, segments);
    if (wrong !== undefined) problems.push(`${SETTING}["${path}"]: ${wrong} It is left out.`);
    else mounts.set(segments.join('/'), { segments, folder: folder as string });
  }
  return { mounts: [...mounts.values()], problems };
}

/** The mounts of an option that was read before. Pure. */
export const mountsIn = (given: Readonly<Record<string, string>>): readonly Mount[] =>
  Object.keys(given).length === 0 ? [] : readMounts(given).mounts;

/** Whether a path lies below a mount that was added, removed or changed. Pure. */
export function isMountChanged(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): ((path: string) => boolean) | undefined {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = paths.filter(path => before[path] !== after[path]);
  if (changed.length === 0) return undefined;
  return path => changed.some(each => `${path}/`.startsWith(`${each}/`));
}

function wrongPath(path: string, segments: readonly string[]): string | undefined {
  if (!path.startsWith('/')) return 'the path must begin with “/”.';
  if (segments.length === 0) return 'the path “/” is the root itself; see porthole.root.';
  if (segments.some(segment => segment === '' || segment === '.' || segment === '..'))
    return 'the path has an empty segment, “.” or “..”.';
  if (FORBIDDEN.test(path)) return 'the path has a character that it must not have; write it decoded.';
  if (`/${segments.join('/')}/`.startsWith(RESERVED)) return `${RESERVED} is reserved.`;
  if (segments.at(-1)?.toLowerCase() === ROUTES_FILE) return `${ROUTES_FILE} is never served.`;
  return undefined;
}

function wrongFolder(folder: unknown): string | undefined {
  if (typeof folder !== 'string' || folder.trim() === '') return 'the folder must be a path.';
  return folder.includes('\0') ? 'the folder has a character that no path may have.' : undefined;
}

const wrongTwin = (known: ReadonlyMap<string, Mount>, segments: readonly string[]): string | undefined =>
  known.has(segments.join('/')) ? 'this path is given twice.' : undefined;
