import path from 'node:path';
import { mountsIn } from '../../protocol/mount';
import type { ServerOptions } from '../../protocol/serverOptions';
import { isWithin, pageOf } from './uris';

/** The folders of a server: its root and the ones of `porthole.mount`. */
export type Served = Pick<ServerOptions, 'root' | 'mount'>;

interface Place {
  /** Decoded segments of the path; none for the root. */
  readonly segments: readonly string[];
  readonly folder: string;
}

/** The root, then the mounted folders, the one with the longest path first. */
function placesOf({ root, mount }: Served): readonly Place[] {
  const mounts = mountsIn(mount).map(({ segments, folder }) => ({
    segments,
    folder: path.resolve(root, folder),
  }));
  return [
    { segments: [], folder: root },
    ...mounts.toSorted((a, b) => b.segments.length - a.segments.length),
  ];
}

/** Absolute paths of the folders. */
export function foldersOf(served: Served): readonly string[] {
  return placesOf(served).map(({ folder }) => folder);
}

/** Whether a file lies in one of the folders. */
export function isServed(served: Served, file: string): boolean {
  return foldersOf(served).some(folder => isWithin(folder, file));
}

/** The page of a file: its URL relative to the server's root, encoded; undefined for a file that is not served. */
export function servedPage(served: Served, file: string): string | undefined {
  const pages = placesOf(served).flatMap(({ segments, folder }) => {
    const page = pageOf(folder, file);
    return page === undefined ? [] : [[...segments.map(encodeURIComponent), page].filter(Boolean).join('/')];
  });
  return (
    pages.find(page => servedFile(served, decodeURIComponent(page)) === path.normalize(file)) ?? pages[0]
  );
}

/** The file at a decoded path of the server: the mount with the longest path comes first. */
export function servedFile(served: Served, address: string): string {
  const segments = address.split('/').filter(Boolean);
  const isBelow = ({ segments: prefix }: Place): boolean => prefix.every((each, at) => each === segments[at]);
  const [place] = placesOf(served)
    .filter(isBelow)
    .toSorted((a, b) => b.segments.length - a.segments.length);
  return path.join(place?.folder ?? served.root, ...segments.slice(place?.segments.length ?? 0));
}
