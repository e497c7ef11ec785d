import type { IncomingMessage } from 'node:http';
import { answer } from '../reply/answer';
import {
  asksForParts,
  asksForRoute,
  isLocal,
  type LocatedPath,
  navigates,
  one,
  originOf,
} from '../ask/asked';
import { chooseCoding, type Coding, compresses, neighbourOf } from '../ask/encoding';
import type { Entry } from '../files/entry';
import type { Found } from '../files/found';
import { answerLarge } from '../reply/large';
import { listingPage, readOrder } from '../reply/listing';
import { missingPage, page, say, sentence } from '../reply/pages';
import type { Judged } from '../html/policyNotes';
import { near } from '../files/near';
import { toPath } from '../ask/locate';
import { takesScript } from '../types/mime';
import { noBody, type Reply, type Rule } from '../reply/reply';
import { document, encoded, encodedIn, plain, type Representation } from '../reply/represent';
import type { Place, Site } from '../site';

/** Answers with what stands at a path. Synchronous when it is in memory and the disk agrees: the common case costs one stat. */
export function serve(
  request: IncomingMessage,
  site: Site,
  place: Place,
  located: LocatedPath,
): Reply | Promise<Reply> {
  const entry = site.files.peek(place.file);
  if (!entry) return serveFound(request, site, place, located);
  return serveEntry(request, site, entry);
}

/** Answers with a file that a route names, relative to the root and with forward slashes. */
export function serveNamed(request: IncomingMessage, site: Site, file: string): Reply | Promise<Reply> {
  const place = site.place(toPath(file.split('/'), false));
  if (place.located.kind !== 'path') return sentence(404, 'missing', say(site.pages, 'notFound'));
  return serve(request, site, place, place.located);
}

async function serveFound(
  request: IncomingMessage,
  site: Site,
  place: Place,
  located: LocatedPath,
): Promise<Reply> {
  const found = await site.files.find(place.file);
  if (found.kind === 'folder' && !located.folder) return redirect(located);
  return (
    (await serveFile(request, site, place.file, found)) ??
    (located.folder
      ? await serveFolder(request, site, located)
      : await serveCleanUrl(request, site, place.file)) ??
    (await serveFallback(request, site, located)) ??
    serveMissing(request, site, place, located)
  );
}

/** A reply for anything that settles the matter; undefined to look further. */
async function serveFile(
  request: IncomingMessage,
  site: Site,
  file: string,
  found: Found,
): Promise<Reply | undefined> {
  switch (found.kind) {
    case 'entry':
      return serveEntry(request, site, found.entry);
    case 'open': {
      noteUse(request, site, file, true);
      const common = site.common(file);
      const injects = takesScript(common.type) && navigates(request);
      const coding = asksForParts(request)
        ? undefined
        : codingFor(request, site, common.type, found.file.stamp.size);
      const options = { injects, script: site.script.version, coding };
      const reply = await answerLarge(request, found.file, common, options);
      if (reply.rule === 'document') {
        const { size, mtimeMs } = found.file.stamp;
        judgePolicies(request, site, {
          file,
          id: `${size}-${mtimeMs}`,
          headers: reply.headers,
          source: undefined,
        });
      }
      return { ...reply, source: { file } };
    }
    case 'forbidden':
      return page(site.pages, {
        status: 403,
        rule: 'forbidden',
        title: say(site.pages, 'forbiddenTitle'),
        main: `<p>${say(site.pages, 'forbidden')}</p>`,
      });
    case 'busy': {
      const reply = sentence(503, 'busy', say(site.pages, 'busy'));
      return { ...reply, headers: { ...reply.headers, 'Retry-After': '1' } };
    }
    case 'folder':
    case 'missing':
      return undefined;
    default:
      return found satisfies never;
  }
}

function serveEntry(request: IncomingMessage, site: Site, entry: Entry): Reply | Promise<Reply> {
  noteUse(request, site, entry.file, true);
  const representation = represent(request, site, entry);
  if (site.options.compression !== 'off' && !asksForParts(request)) {
    const coding = codingFor(request, site, representation.type, representation.bytes.length);
    if (coding)
      return encodedOf(site, entry, representation, coding).then(smaller => answer(request, smaller));
  }
  return answer(request, representation);
}

function represent(request: IncomingMessage, site: Site, entry: Entry): Representation {
  if (!takesScript(entry.type) || !navigates(request))
    return derive(entry, 'plain', () => plain(entry, site.common(entry.file)));
  const made = derive(entry, 'document', () => {
    const first = document(entry, site.common(entry.file), site.script.version);
    const { document: injected, ok } = first;
    if (injected) judgePolicies(request, site, { ...injected, file: entry.file, headers: ok.headers });
    return first;
  });
  if (made.document) site.live.documentServed(entry.file, made.document.id, made.document.source);
  return made;
}

/** Looks, once for each content, whether the page's own policy lets our script be what it is for. */
function judgePolicies(request: IncomingMessage, site: Site, judged: Omit<Judged, 'page'>): void {
  site.policyNotes.judge({ ...judged, page: originOf(request, site.options.authorities) });
}

function derive(entry: Entry, variant: string, make: () => Representation): Representation {
  const known = entry.representations.get(variant);
  if (known && !(known instanceof Promise)) return known;
  const made = make();
  entry.representations.set(variant, made);
  return made;
}

function codingFor(request: IncomingMessage, site: Site, type: string, size: number): Coding | undefined {
  const accepted = one(request.headers['accept-encoding']);
  if (accepted === undefined || !compresses(site.options.compression, isLocal(request))) return undefined;
  return chooseCoding(accepted, type, size);
}

/** As a fresh neighbour on disk has it, else compressed once for each content. */
async function encodedOf(
  site: Site,
  entry: Entry,
  original: Representation,
  coding: Coding,
): Promise<Representation> {
  const neighbour = await freshNeighbour(site, entry, original, coding);
  if (neighbour)
    return derive(neighbour, `for ${original.etag}`, () => encodedIn(neighbour, original, coding));
  const variant = `${original.document ? 'document' : 'plain'} ${coding}`;
  const known = entry.representations.get(variant);
  if (known) return known;
  const made = encoded(original, coding);
  entry.representations.set(variant, made);
  made.catch(() => entry.representations.delete(variant));
  return made;
}

/** Looked for at each request: it comes, goes and changes while the file stays as it is. */
async function freshNeighbour(
  site: Site,
  entry: Entry,
  original: Representation,
  coding: Coding,
): Promise<Entry | undefined> {
  const ending = neighbourOf[coding];
  if (ending === undefined || original.document || entry.overlay !== undefined) return undefined;
  const neighbour = await site.files.entry(entry.file + ending);
  return neighbour && neighbour.stamp.mtimeMs >= entry.stamp.mtimeMs ? neighbour : undefined;
}

/** A folder is named with its slash, or relative links in its page would lead beside it. */
function redirect(located: LocatedPath): Reply {
  const location = toPath(located.segments, true) + located.query;
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
  const folder = site.files.pathOf(located.segments);
  const found = await site.files.find(folder);
  if (found.kind === 'open') await found.file.handle.close();
  if (found.kind === 'forbidden' || found.kind === 'busy') return serveFile(request, site, folder, found);
  if (found.kind !== 'folder' || !site.options.directoryListing) return undefined;
  noteUse(request, site, folder, true);
  const items = await site.files.list(folder);
  if (!items) return serveFile(request, site, folder, { kind: 'forbidden' });
  return listingPage(site.pages, located.segments, items, readOrder(located.query));
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
  if (fallback === '' || !asksForRoute(request, located)) return undefined;
  const target = site.place(`/${fallback.replace(/^\/+/, '')}`);
  if (target.located.kind !== 'path') return undefined;
  const reply = await serveFile(request, site, target.file, await site.files.find(target.file));
  return reply && { ...reply, rule: 'fallback' satisfies Rule };
}

async function serveMissing(
  request: IncomingMessage,
  site: Site,
  place: Place,
  located: LocatedPath,
): Promise<Reply> {
  noteUse(request, site, place.file, false);
  const own = await site.files.entry(site.files.pathOf(['404.html']));
  if (own) return { ...represent(request, site, own).ok, status: 404, rule: 'missing' };
  if (!navigates(request)) return sentence(404, 'missing', say(site.pages, 'notFound'));
  const around = await site.files.namesAround(located.segments);
  const folder = site.options.directoryListing ? toPath(around.folder, true) : undefined;
  const names = near(located.segments[around.folder.length] ?? '', around.names);
  return missingPage(
    site.pages,
    names.map(name => ({ name, href: toPath([...around.folder, name], false) })),
    folder,
  );
}

function noteUse(request: IncomingMessage, site: Site, file: string, found: boolean): void {
  const { headers } = request;
  site.live.used({ file, found, referer: headers.referer, dest: one(headers['sec-fetch-dest']) });
}
