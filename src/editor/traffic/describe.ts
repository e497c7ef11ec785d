import { fieldLines } from '../../protocol/fields';
import { withoutSecrets } from '../../protocol/secrets';
import type { Field, TrafficDetail, TrafficRow } from '../../protocol/trafficView';
import { shownBody } from './bodies';
import { mediaType, queryOf, valueOf } from './headerFields';
import { typeOf } from './kinds';
import type { Kept } from './store';

/** Most characters of a target in a row. */
const LONGEST = 2048;

export function rowOf({ id, entry }: Kept): TrafficRow {
  const { time, method, target, status, bytes, duration, complete, details } = entry;
  const requested = fieldLines(details?.requestHeaders ?? []);
  const type = mediaType(valueOf(fieldLines(details?.responseHeaders ?? []), 'content-type'));
  return {
    id,
    time,
    method,
    target: target.slice(0, LONGEST),
    status,
    type: typeOf(type, target),
    bytes,
    duration,
    page: pageOf(requested).slice(0, LONGEST),
    complete,
  };
}

/** All details of a request; cookies and credentials only when `revealed`. */
export function detailOf(kept: Kept, sourceName: string | undefined, revealed: boolean): TrafficDetail {
  const { id, entry } = kept;
  const { method, target, status, httpVersion, rule, duration, details } = entry;
  const requested = fieldLines(details?.requestHeaders ?? []);
  const responded = fieldLines(details?.responseHeaders ?? []);
  const shown = (flat: readonly string[] = []): readonly Field[] =>
    fieldLines(revealed ? flat : withoutSecrets(flat));
  return {
    id,
    url: urlOf(kept),
    method,
    status,
    httpVersion,
    rule,
    source: sourceName,
    page: pageOf(requested),
    wait: details?.wait,
    duration,
    query: queryOf(target),
    requestHeaders: shown(details?.requestHeaders),
    responseHeaders: shown(details?.responseHeaders),
    requestBody: shownBody(details?.requestBody, requested),
    responseBody: shownBody(details?.responseBody, responded),
  };
}

/** The requested URL; the server's base when the target makes no URL. */
export function urlOf({ base, entry }: Pick<Kept, 'base' | 'entry'>): string {
  const { target } = entry;
  if (/^https?:\/\//i.test(target)) return target;
  return target.startsWith('/') ? `${base.replace(/\/$/, '')}${target}` : base;
}

/** The page that sent the request: its path on this server, its URL on another; empty without a `Referer`. */
export function pageOf(requestHeaders: readonly Field[]): string {
  const referer = valueOf(requestHeaders, 'referer');
  if (referer === undefined || !URL.canParse(referer)) return '';
  const { host, pathname, search, origin } = new URL(referer);
  return host === valueOf(requestHeaders, 'host') ? `${pathname}${search}` : `${origin}${pathname}`;
}
