import path from 'node:path';
import type { LiveOptions } from '../../protocol/serverOptions';
import { type Located, toPath } from '../ask/locate';
import type { Files } from '../files/files';
import type { Folders } from '../files/folders';
import { near } from '../files/near';
import type { Routes } from '../routes/routes';
import { charsetOf, decoded } from '../types/charset';
import { takesScript, typeOf } from '../types/mime';
import type { Target } from './links';
import type { Markups } from './markups';
import type { LinkAnswer } from './problemsOf';

/** Bytes above which a document is generated, so its mistakes are not mended by hand. */
export const LARGEST = 1024 * 1024;
const READ = /^text\/(?:css|javascript)\b/;
/** Folders that are read for the names like one missing path. */
const MOST_LOOKS = 8;

/** A decoded target and the file that would answer it. */
export interface Resource {
  readonly located: Located;
  readonly file: string;
  readonly reserved: boolean;
  readonly dotted: boolean;
}

/** The part of a site that answers are looked up in. */
export interface LookedIn {
  readonly folders: Pick<Folders, 'segmentsOf'>;
  readonly options: LiveOptions;
  readonly files: Pick<Files, 'read' | 'find' | 'namesAround'>;
  resourceAt(target: string): Resource;
}

const THERE: LinkAnswer = { kind: 'there' };
/** An address that no request may have, such as one with a lone `%`. */
const NOWHERE: LinkAnswer = { kind: 'missing', near: [], onlyCase: false, file: undefined };

/** The address of a file, path-absolute and encoded. */
export const pathTo = ({ folders }: LookedIn, file: string): string =>
  toPath(folders.segmentsOf(file), false);

export async function textOf({ files }: LookedIn, file: string): Promise<string | undefined> {
  const type = await typeOf(path.basename(file));
  const bytes = takesScript(type) || READ.test(type) ? await files.read(file, LARGEST) : undefined;
  return bytes && decoded(bytes, charsetOf(type, { bytes, isCut: false })?.name);
}

/** How an address would be answered: by a route, a file, a folder's page or listing, a clean URL or the fallback. */
export async function look(
  site: LookedIn,
  routes: Routes,
  target: Target,
  markups: Markups,
): Promise<LinkAnswer> {
  const resource = site.resourceAt(target.path);
  const { located, file } = resource;
  if (located.kind === 'refused') return NOWHERE;
  if (located.kind !== 'path' || resource.reserved || routes.methodsAt({ url: target.path }).length > 0)
    return THERE;
  const isDenied = resource.dotted && site.options.dotfiles === 'deny';
  const found = isDenied ? undefined : await fileAt(site, resource, located.folder);
  if (found === 'there') return THERE;
  if (found !== undefined) return target.fragment === undefined ? THERE : documentAt(site, found, markups);
  if (target.isLink && site.options.fallback !== '' && !isDenied) return THERE;
  return missing(site, located.segments, located.folder ? undefined : file);
}

/** The files that may answer an address: a name without an extension may be a folder. */
export function filesAt(site: LookedIn, target: string): readonly string[] {
  const { located, file, reserved } = site.resourceAt(target);
  if (located.kind !== 'path' || reserved) return [];
  const index = path.join(file, 'index.html');
  if (located.folder) return [index];
  return path.extname(file) === '' ? [file, index] : [file];
}

/** The file that answers; `there` if something else answers, undefined if nothing does. */
async function fileAt(
  { files, options }: LookedIn,
  { file }: Resource,
  isFolder: boolean,
): Promise<string | undefined> {
  const kind = await kindAt(files, file);
  if (kind === 'file') return file;
  if (kind === 'folder') {
    const index = path.join(file, 'index.html');
    return (await kindAt(files, index)) === 'file' ? index : options.directoryListing ? 'there' : undefined;
  }
  if (isFolder) {
    const isListed = options.directoryListing && (await kindAt(files, path.dirname(file))) === 'folder';
    return isListed ? 'there' : undefined;
  }
  return options.cleanUrls && (await kindAt(files, `${file}.html`)) === 'file' ? `${file}.html` : undefined;
}

async function kindAt(files: LookedIn['files'], file: string): Promise<'file' | 'folder' | undefined> {
  const found = await files.find(file);
  if (found.kind === 'open') await found.file.handle.close();
  if (found.kind === 'missing') return undefined;
  return found.kind === 'folder' ? 'folder' : 'file';
}

async function documentAt(site: LookedIn, file: string, markups: Markups): Promise<LinkAnswer> {
  const text = await textOf(site, file);
  if (text === undefined) return THERE;
  const { markup } = await markups.of(file, text, pathTo(site, file));
  return { kind: 'document', markup };
}

async function missing(
  site: LookedIn,
  segments: readonly string[],
  file: string | undefined,
): Promise<LinkAnswer> {
  const paths = await pathsLike(site, segments, { left: MOST_LOOKS });
  const ends = paths.flatMap(path => {
    const differs = path.findIndex((name, at) => name !== segments[at]);
    // The same path exists: it is a folder without a listing, and so no suggestion.
    return differs < 0 ? [] : [path.slice(differs)];
  });
  const wanted = segments.slice(segments.length - (ends[0]?.length ?? 0));
  const onlyCase = ends[0]?.join('/').toLowerCase() === wanted.join('/').toLowerCase();
  return { kind: 'missing', near: ends, onlyCase, file };
}

/** Existing paths that are similar to a missing one, also in folders with similar names. */
async function pathsLike(
  site: LookedIn,
  segments: readonly string[],
  looks: { left: number },
): Promise<readonly (readonly string[])[]> {
  looks.left -= 1;
  const { folder, names } = await site.files.namesAround(segments);
  const [wanted = '', ...rest] = segments.slice(folder.length);
  if (rest.length === 0)
    return names.includes(wanted) ? [segments] : near(wanted, names).map(name => [...folder, name]);
  const found: (readonly string[])[] = [];
  for (const name of near(wanted, names)) {
    // A file has nothing in it.
    if (name === wanted || looks.left <= 0) break;
    for (const path of await pathsLike(site, [...folder, name, ...rest], looks)) found.push(path);
  }
  return found;
}
