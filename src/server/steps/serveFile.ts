import type { IncomingMessage } from 'node:http';
import { answer } from '../reply/answer';
import { asksForParts, isLocal, navigates, one, originOf } from '../ask/requestFields';
import { chooseCoding, type Coding, compresses, neighbourOf } from '../ask/encoding';
import type { Entry } from '../files/entry';
import type { Found, OpenFile } from '../files/lookup';
import { toRoot } from '../ask/toRoot';
import { answerLarge } from '../reply/large';
import { page, say, sentence } from '../reply/pages';
import type { Judged } from '../html/policyNotes';
import { takesScript } from '../types/mime';
import type { Reply } from '../reply/reply';
import { document, encoded, encodedIn, plain, type Representation, variantOf } from '../reply/represent';
import type { Site } from '../site';

/** The reply for a file, or for a refusal of the system; undefined if the next step has to look further. */
export async function serveFile(
  request: IncomingMessage,
  site: Site,
  file: string,
  found: Found,
): Promise<Reply | undefined> {
  switch (found.kind) {
    case 'entry':
      return serveEntry(request, site, found.entry);
    case 'open':
      return serveLarge(request, site, file, found.file);
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

/** The reply for a file in memory; synchronous once its variant has been made. */
export function serveEntry(request: IncomingMessage, site: Site, entry: Entry): Reply | Promise<Reply> {
  const made = represent(request, site, entry);
  return made instanceof Promise
    ? made.then(representation => serveVariant(request, site, entry, representation))
    : serveVariant(request, site, entry, made);
}

/** The variant of a file in memory that this request gets, before compression. */
export function represent(
  request: IncomingMessage,
  site: Site,
  entry: Entry,
): Representation | Promise<Representation> {
  if (!takesScript(entry.type) || !navigates(request))
    return variantOf(entry, 'plain', async () => plain(entry, await site.common(entry.file)));
  const root = toRoot(request.url ?? '/');
  return variantOf(entry, `document ${root}`, async () => {
    const made = await document(entry, await site.common(entry.file), site.script.version, root);
    const { document: injected, ok } = made;
    if (injected) await judgePolicies(request, site, { ...injected, headers: ok.headers });
    return made;
  });
}

function serveVariant(
  request: IncomingMessage,
  site: Site,
  entry: Entry,
  representation: Representation,
): Reply | Promise<Reply> {
  if (site.options.compression === 'off' || asksForParts(request)) return answer(request, representation);
  const coding = codingFor(request, site, representation.type, representation.bytes.length);
  if (!coding) return answer(request, representation);
  return encodedOf(site, entry, representation, coding).then(smaller => answer(request, smaller));
}

async function serveLarge(
  request: IncomingMessage,
  site: Site,
  file: string,
  open: OpenFile,
): Promise<Reply> {
  try {
    return await composeLarge(request, site, file, open);
  } catch (error) {
    // Without a reply, only this closes the file; closing twice is harmless.
    await open.handle.close();
    throw error;
  }
}

async function composeLarge(
  request: IncomingMessage,
  site: Site,
  file: string,
  open: OpenFile,
): Promise<Reply> {
  const common = await site.common(file);
  const injects = takesScript(common.type) && navigates(request);
  const { size, mtimeMs } = open.stamp;
  const coding = asksForParts(request) ? undefined : codingFor(request, site, common.type, size);
  const root = toRoot(request.url ?? '/');
  const options = { injects, script: site.script.version, root, coding };
  const reply = await answerLarge(request, open, common, options);
  if (reply.rule === 'document') {
    const id = `${size}-${mtimeMs}`;
    await judgePolicies(request, site, { file, id, headers: reply.headers, source: undefined });
  }
  return { ...reply, source: { file }, used: { file: open.canonical, found: true } };
}

/** Logs once per content if the page's own policy blocks our script. */
function judgePolicies(request: IncomingMessage, site: Site, judged: Omit<Judged, 'page'>): Promise<void> {
  return site.policyNotes.judge({ ...judged, page: originOf(request, site.options.authorities) });
}

function codingFor(request: IncomingMessage, site: Site, type: string, size: number): Coding | undefined {
  const accepted = one(request.headers['accept-encoding']);
  if (accepted === undefined || !compresses(site.options.compression, isLocal(request))) return undefined;
  return chooseCoding(accepted, type, size);
}

/** A fresh compressed neighbour on the disk (`a.css.br`), else the variant that we compress once per content. */
async function encodedOf(
  site: Site,
  entry: Entry,
  original: Representation,
  coding: Coding,
): Promise<Representation> {
  const neighbour = await freshNeighbour(site, entry, original, coding);
  if (neighbour)
    return variantOf(neighbour, `for ${original.etag}`, () => encodedIn(neighbour, original, coding));
  return variantOf(entry, `${original.etag} ${coding}`, () => encoded(original, coding));
}

/** Checked on each request, because a neighbour may change while the file does not. */
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
