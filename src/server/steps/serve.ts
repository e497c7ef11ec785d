import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { asksForRoute, type LocatedPath, navigates } from '../ask/requestFields';
import { hasAddress, toPath } from '../ask/locate';
import type { Files } from '../files/files';
import { byName, type Listed } from '../files/lookup';
import { near } from '../files/near';
import { Queue } from '../log';
import { listingPage, readOrder } from '../reply/listing';
import { toRoot } from '../ask/toRoot';
import { missingPage, pagesAt, say, sentence } from '../reply/pages';
import { noBody, type Reply, type Rule } from '../reply/reply';
import type { Resource, Site } from '../site';
import { Listings } from './listings';
import { represent, serveEntry, serveFile } from './serveFile';

/** Answers with the file or folder at a path. Synchronous if the file is in memory and one `stat` says that it has not changed. */
export function serve(
  request: IncomingMessage,
  site: Site,
  resource: Resource,
  located: LocatedPath,
): Reply | Promise<Reply> {
  const entry = site.files.unchanged(resource.file, request.socket);
  if (!entry) return serveFound(request, site, resource, located);
  return serveEntry(request, site, entry);
}

/** Answers with a file that a route names, relative to the root and with forward slashes. */
export function serveNamed(request: IncomingMessage, site: Site, file: string): Reply | Promise<Reply> {
  const resource = site.resourceAt(toPath(file.split('/'), false));
  if (resource.located.kind !== 'path') return sentence(404, 'missing', say(site.pages, 'notFound'));
  return serve(request, site, resource, resource.located);
}

async function serveFound(
  request: IncomingMessage,
  site: Site,
  resource: Resource,
  located: LocatedPath,
): Promise<Reply> {
  const found = await site.files.find(resource.file);
  if (found.kind === 'folder' && !located.folder)
    return (await servePageOfFolder(request, site, resource, located)) ?? redirect(located);
  return (
    (await serveFile(request, site, resource.file, found)) ??
    (located.folder
      ? await serveFolder(request, site, located)
      : await serveCleanUrl(request, site, resource.file)) ??
    (await serveFallback(request, site, located)) ??
    serveMissing(request, site, resource, located)
  );
}

/** Without its slash, a folder's relative links would lead to its siblings. */
function redirect(located: LocatedPath): Reply {
  const location = `.${toPath(located.segments.slice(-1), true)}${located.query}`;
  return {
    status: 301,
    headers: {
      Location: location,
      'Cache-Control': 'no-cache',
      'Content-Length': '0',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
    body: noBody,
    rule: 'redirect',
  };
}

async function serveFolder(
  request: IncomingMessage,
  site: Site,
  located: LocatedPath,
): Promise<Reply | undefined> {
  const folder = site.files.at(located.segments);
  const found = await site.files.find(folder);
  if (found.kind === 'open') await found.file.handle.close();
  if (found.kind === 'forbidden' || found.kind === 'busy') return serveFile(request, site, folder, found);
  if (found.kind !== 'folder' || !site.options.directoryListing) return undefined;
  const used = { file: site.folders.fileOf(folder), found: true };
  const order = readOrder(located.query);
  const pages = pagesAt(site.pages, toRoot(request.url ?? '/'));
  const key = JSON.stringify([located.segments, order, pages]);
  const reply = await listingsOf(site).of(key, async () => {
    const listed = await site.files.list(folder, MOST_LISTED);
    if (listed) return listingPage(pages, located.segments, await withMounts(listed, site, located), order);
    return serveFile(request, site, folder, { kind: 'forbidden' });
  });
  return reply && { ...reply, used };
}

/** A mounted folder appears in the listing of its parent path and hides an entry of the same name. */
async function withMounts(listed: Listed, { files }: Site, { segments }: LocatedPath): Promise<Listed> {
  const mounted = await files.mounted(segments);
  if (mounted.length === 0) return listed;
  const names = new Set(mounted.map(({ name }) => name));
  return { ...listed, items: byName([...listed.items.filter(({ name }) => !names.has(name)), ...mounted]) };
}

/** The most entries that the page of a folder shows. */
const MOST_LISTED = 10_000;

const listings = new WeakMap<Files, Listings>();

function listingsOf({ files }: Site): Listings {
  const known = listings.get(files) ?? new Listings();
  listings.set(files, known);
  return known;
}

/**
 * Site generators write `docs.html` beside a folder `docs` with further pages: `/docs` is that file if the folder has no page of its own.
 */
async function servePageOfFolder(
  request: IncomingMessage,
  site: Site,
  { file }: Resource,
  { segments }: LocatedPath,
): Promise<Reply | undefined> {
  if (!site.options.cleanUrls) return undefined;
  const index = await site.files.find(site.files.at([...segments, 'index.html']));
  if (index.kind === 'open') await index.file.handle.close();
  return index.kind === 'missing' ? serveCleanUrl(request, site, file) : undefined;
}

async function serveCleanUrl(request: IncomingMessage, site: Site, file: string): Promise<Reply | undefined> {
  if (!site.options.cleanUrls) return undefined;
  return serveFile(request, site, `${file}.html`, await site.files.find(`${file}.html`));
}

async function serveFallback(
  request: IncomingMessage,
  site: Site,
  located: LocatedPath,
): Promise<Reply | undefined> {
  const { fallback } = site.options;
  if (fallback === '' || !(await asksForRoute(request, located))) return undefined;
  // A file name, with any characters; it is not an address.
  const names = fallback.split('/').filter(name => name !== '' && name !== '.');
  const target = site.resourceAt(toPath(names, fallback.endsWith('/')));
  if (target.located.kind !== 'path') return undefined;
  const reply = await serveFile(request, site, target.file, await site.files.find(target.file));
  return reply && { ...reply, rule: 'fallback' satisfies Rule };
}

async function serveMissing(
  request: IncomingMessage,
  site: Site,
  resource: Resource,
  located: LocatedPath,
): Promise<Reply> {
  const used = { file: site.folders.fileOf(resource.file), found: false };
  const own = await site.files.entry(site.files.at(['404.html']));
  if (own) {
    const { ok, document } = await represent(request, site, own);
    return { ...ok, status: 404, rule: 'missing', used: document ? { ...used, document } : used };
  }
  if (!navigates(request)) return { ...sentence(404, 'missing', say(site.pages, 'notFound')), used };
  const root = toRoot(request.url ?? '/');
  const around = await searchesOf(site).add(() => searchNear(site, located));
  const { names } = around;
  const folder = site.options.directoryListing ? root + toPath(around.folder, true).slice(1) : undefined;
  const hrefs = names.map(name => ({ name, href: root + toPath([...around.folder, name], false).slice(1) }));
  return { ...missingPage(pagesAt(site.pages, root), located.path, hrefs, folder), used };
}

/**
 * Searches names like a missing one, one search per turn. Each takes milliseconds in a large folder, and a page may request fifty missing
 * files at once.
 */
async function searchNear(
  { files }: Site,
  { segments }: LocatedPath,
): Promise<{ folder: readonly string[]; names: readonly string[] }> {
  await nextTurn();
  const { folder, names } = await files.namesAround(segments);
  return { folder, names: near(segments[folder.length] ?? '', names.filter(hasAddress)) };
}

const searches = new WeakMap<Files, Queue>();

/** The queue of searches, one at a time (security rule 19). */
function searchesOf({ files }: Site): Queue {
  const known = searches.get(files) ?? new Queue();
  searches.set(files, known);
  return known;
}
