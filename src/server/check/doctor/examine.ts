import { stat } from 'node:fs/promises';
import http from 'node:http';
import type { Examine, PageFacts, ServerFacts } from '../../../protocol/doctor';
import { OPTED_OUT } from '../../../protocol/paths';
import { toPath } from '../../ask/locate';
import type { LiveFacts } from '../../live/door';
import type { Log } from '../../log';
import type { Visits } from './visits';

/** The parts of a server that are examined for a file. */
interface Examined {
  /** The path of a file below the root, with forward slashes. */
  readonly pathOf: (file: string) => string;
  readonly log: Pick<Log, 'lastRefusal'>;
  readonly visits: Visits;
  /** Whether a name in its path begins with a dot, so that it is not served. */
  readonly isDenied: boolean;
  /** Undefined if the live code cannot be loaded. */
  readonly live: LiveFacts | undefined;
  /** Time since which an editor's unsaved text replaces the file, in milliseconds since the epoch. */
  readonly unsavedSince: number | undefined;
  /** The bytes that a request for the file would get; undefined if there are none. */
  readonly read: () => Promise<Buffer | undefined>;
  /** This server's own port. */
  readonly port: number;
}

/** Milliseconds in which a server on this machine answers. */
const PATIENCE = 500;
/** Milliseconds by which file times may be early: they come from the kernel's coarse clock. */
const SLACK = 50;
/** Milliseconds after a change within which pages request the file, even on a busy machine. */
const ASKING = 1000;
const TEN_MINUTES = 600_000;
/** The most visits, and names of pages and files, in an answer. */
const MOST = 20;

/** @param file in its one spelling, below the root */
export async function examine(asked: Examine, file: string, on: Examined): Promise<ServerFacts> {
  const { live, log, pathOf, visits, unsavedSince } = on;
  const changed = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
  const pages = (live?.pages ?? []).map(page => pageOf(page, visits));
  const isUsed = pages.some(({ uses }) => uses);
  const below = pathOf(file);
  const latest = Math.max(changed, live?.heard ?? 0);
  const origin = new URL(`http://127.0.0.1:${on.port}`);
  const ofFile = visits.factsOf(file, origin);
  return {
    path: below,
    ignoredBy: live?.ignoredBy ?? '',
    isDenied: on.isDenied,
    isBehind: unsavedSince !== undefined && changed > unsavedSince + SLACK,
    pages: pages.slice(0, MOST),
    visits: ofFile.slice(0, MOST),
    twins: live?.twins.slice(0, MOST) ?? [],
    misspelt: pathOfOther(live?.misspelt, pathOf),
    kept: await keptFrom(file, changed > 0, origin, on),
    workers: visits.workers,
    route: routeOf(file, below, visits),
    // A document is patched without a request.
    isUnasked: !ofFile.some(({ own }) => own) && isUnasked(visits.sentAt(file), latest),
    stored: storedOf(file, latest, pages, on),
    unwatched: live?.unwatched ?? '',
    refused: refusedOf(log.lastRefusal),
    otherPort:
      asked.port !== on.port &&
      !isUsed &&
      (await answers(asked.port, toPath(below.slice(1).split('/'), false)))
        ? asked.port
        : 0,
    heard: live?.heard ?? 0,
  };
}

function pageOf({ text, ...page }: LiveFacts['pages'][number], visits: Visits): PageFacts {
  const { address } = page;
  // A script may have set the attribute.
  const bySelf = page.last?.reason === OPTED_OUT ? ATTRIBUTE : '';
  const optsOut = visits.isOptedOut(address) ? '?no-reload' : optOutIn(text ?? '') || bySelf;
  return { ...page, stored: visits.isUnasked(address), optsOut };
}

const pathOfOther = (file: string | undefined, pathOf: Examined['pathOf']): string =>
  file === undefined || file === '' ? '' : pathOf(file);

/** Why pages do not show a file; a missing file is not the browser's fault. */
async function keptFrom(
  file: string,
  isThere: boolean,
  origin: URL,
  { live, visits, read, pathOf }: Examined,
): Promise<ServerFacts['kept']> {
  if (!isThere) return undefined;
  const type = visits.mistypedAs(file);
  // Browsers report it only in the console: the sheet exists and is empty.
  if (type !== undefined) return { by: 'type', remedy: type };
  const page = live?.pages.find(({ isLost }) => isLost);
  if (!page) return undefined;
  const { address, text } = page;
  const { keptBy } = await import('./kept');
  const fields = visits.policiesAt(address);
  return keptBy({ address, text, fields, path: pathOf(file), bytes: await read() }, origin);
}

const isUnasked = (sent: number, changed: number): boolean =>
  sent > 0 && changed > sent + SLACK && Date.now() - changed > ASKING;

/** The line of the route that answers for a file. A route may also answer for the folder whose page the file is. */
function routeOf(file: string, below: string, visits: Visits): number {
  const address = toPath(below.slice(1).split('/'), false);
  const folder = address.replace(/\/index\.html$/, '/');
  return visits.routeAt(address, file) || visits.routeAt(folder, file);
}

function optOutIn(text: string): string {
  const bare = text.replaceAll(COMMENT, '');
  const at = bare.search(/<body\b/i);
  const [, name] = (at < 0 ? undefined : OFF.exec(bare.slice(at))) ?? [];
  return name === undefined || name === 'data-server-no-reload' ? (name ?? '') : ATTRIBUTE;
}

const ATTRIBUTE = 'data-porthole="off"';

/** A body that opts out of updates, by our attribute or by that of another live server. */
const OFF =
  /^<body\b(?:"[^"]*"|'[^']*'|[^<>"'])*?\s(data-porthole\s*=\s*["']?off\b|data-server-no-reload\b)/i;
const COMMENT = /<!--[^]*?-->/g;

/** A stored reply matters only if the file has changed since. */
function storedOf(
  file: string,
  changed: number,
  pages: readonly PageFacts[],
  { visits }: Pick<Examined, 'visits'>,
): string {
  const known = visits.storedOf(file);
  if (!known) return '';
  const isOld = known.isBehind || changed > known.time || pages.some(({ uses, stored }) => uses && stored);
  return isOld ? known.cacheControl : '';
}

function refusedOf(last: Log['lastRefusal']): ServerFacts['refused'] {
  if (!last || Date.now() - last.time > TEN_MINUTES) return undefined;
  const { who, reason, setting = '' } = last.refusal;
  return { target: last.target, who, reason, setting };
}

/** Whether a server on this machine answers an address successfully. Never rejects. */
function answers(port: number, target: string): Promise<boolean> {
  return new Promise(resolve => {
    const request = http.get({ host: '127.0.0.1', port, path: target, agent: false, timeout: PATIENCE });
    request.on('response', response => {
      resolve((response.statusCode ?? 500) < 400);
      response.destroy();
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
  });
}
