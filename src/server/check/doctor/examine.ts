import { stat } from 'node:fs/promises';
import http from 'node:http';
import type { Examine, PageFacts, ServerFacts } from '../../../protocol/doctor';
import { toPath } from '../../ask/locate';
import type { LiveFacts } from '../../live/door';
import type { Log } from '../../log';
import type { Visits } from './visits';

/** The parts of a server that are asked about a file. */
export interface Examined {
  /** The path of a file below the root, with forward slashes. */
  readonly pathOf: (file: string) => string;
  readonly log: Pick<Log, 'lastRefusal'>;
  readonly visits: Visits;
  /** Undefined where the live side cannot be loaded. */
  readonly live: LiveFacts | undefined;
  /** When an editor's text began to stand before the file, in milliseconds since the epoch. */
  readonly unsavedSince: number | undefined;
  /** The port that this server listens on. */
  readonly port: number;
}

/** Milliseconds in which a server on this machine answers. */
const PATIENCE = 500;
/** Times of files are those of the kernel's coarse clock. */
const SLACK = 50;
const TEN_MINUTES = 600_000;
/** Visits, and names of pages and files, that are told. */
const MOST = 20;

/** @param file in its one spelling, below the root */
export async function examine(asked: Examine, file: string, on: Examined): Promise<ServerFacts> {
  const { live, log, pathOf, visits, unsavedSince } = on;
  const changed = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
  const pages = (live?.pages ?? []).map(page => pageOf(page, visits));
  const isUsed = pages.some(({ uses }) => uses);
  const below = pathOf(file);
  return {
    path: below,
    ignoredBy: live?.ignoredBy ?? '',
    isBehind: unsavedSince !== undefined && changed > unsavedSince + SLACK,
    pages: pages.slice(0, MOST),
    visits: visits.factsOf(file, new URL(`http://127.0.0.1:${on.port}`)).slice(0, MOST),
    twins: live?.twins.slice(0, MOST) ?? [],
    workers: visits.workers,
    stored: storedOf(file, Math.max(changed, live?.heard ?? 0), pages, on),
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
  return { ...page, stored: visits.isUnasked(page.address), optsOut: text !== undefined && OFF.test(text) };
}

/** A body that asks for no updates, by our attribute or by that of another live server. */
const OFF = /<body\b[^>]*?\s(?:data-porthole\s*=\s*["']?off\b|data-server-no-reload\b)/i;

/** A reply that may be used again without a request counts once the file has changed behind it. */
function storedOf(
  file: string,
  changed: number,
  pages: readonly PageFacts[],
  { visits }: Pick<Examined, 'visits'>,
): string {
  const known = visits.storedOf(file);
  if (!known) return '';
  const isOld = changed > known.time || pages.some(({ uses, stored }) => uses && stored);
  return isOld ? known.cacheControl : '';
}

function refusedOf(last: Log['lastRefusal']): ServerFacts['refused'] {
  if (!last || Date.now() - last.time > TEN_MINUTES) return undefined;
  const { who, reason, setting = '' } = last.refusal;
  return { target: last.target, who, reason, setting };
}

/** Whether a server on this machine answers an address with success. Never rejects. */
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
