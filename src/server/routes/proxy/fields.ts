import type { IncomingMessage } from 'node:http';
import type { Headers } from '../../reply/reply';
import { type FieldLine, fieldLines, isHopByHop } from '../../../protocol/fields';
import { gather, replyLines } from '../fieldLines';
import type { Changes } from './readProxy';

/** Answered here: Node has told the client to go on before anybody reads the body. */
const ANSWERED = new Set(['expect', 'host']);

export interface Forwarding {
  readonly target: URL;
  readonly changes: Changes;
  /** What this server calls itself in `Via` (RFC 9110, 7.6.3). */
  readonly via: string;
  /** Whether an Origin is that of our own pages. */
  readonly isOwn: (origin: string) => boolean;
}

/** The fields that the other server gets. Pure. */
export function requestLines(
  request: IncomingMessage,
  forwarding: Forwarding,
): [name: string, value: string][] {
  const { headers, httpVersion, socket } = request;
  const { target, changes, via, isOwn } = forwarding;
  const named = namedBy(headers.connection);
  const lines = fieldLines(request.rawHeaders)
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !isHopByHop(name) && !named.has(name) && !ANSWERED.has(name));
  const set: Changes = {
    host: target.host,
    via: joined(headers.via, `${httpVersion} ${via}`),
    'x-forwarded-for': joined(headers['x-forwarded-for'], socket.remoteAddress ?? ''),
    'x-forwarded-host': joined(headers['x-forwarded-host'], headers.host ?? ''),
    'x-forwarded-proto': joined(headers['x-forwarded-proto'], 'http'),
    // Its own pages are ours: what it asks of them, that they come from itself, is so.
    ...(headers.origin !== undefined && isOwn(headers.origin) ? { origin: target.origin } : {}),
    ...changes,
  };
  const kept = lines.filter(([name]) => !(name in set));
  return [...kept, ...Object.entries(set).filter((line): line is [string, string] => line[1] !== null)];
}

/** Whether a request has come through this very server before. */
export function hasLooped({ headers }: IncomingMessage, via: string): boolean {
  return (headers.via ?? '').split(',').some(each => each.trim().split(' ')[1] === via);
}

/** What of the other server's fields the client gets, by name in lower case, before our own are laid over them. Pure. */
export function responseFields(
  lines: Iterable<FieldLine>,
  redirect: (location: string) => string,
  changes: Changes,
): Headers {
  const ours = replyLines(lines).map(([name, value]): [string, string] => {
    if (name === 'set-cookie') return [name, hostCookie(value)];
    return [name, name === 'location' ? redirect(value) : value];
  });
  const fields = gather(ours);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete fields[name];
    else fields[name] = value;
  }
  return fields;
}

/** A cookie of the other server as one of ours: for this host, and over plain http, which this server speaks. */
function hostCookie(value: string): string {
  const [pair = '', ...attributes] = value.split(';');
  const kept = attributes.filter(
    attribute => !/^\s*(domain\s*=|secure\s*$|samesite\s*=\s*none\s*$)/i.test(attribute),
  );
  return [pair, ...kept].join(';');
}

function namedBy(connection: string | undefined): ReadonlySet<string> {
  return new Set((connection ?? '').split(',').map(name => name.trim().toLowerCase()));
}

const joined = (before: string | string[] | undefined, value: string): string =>
  [before ?? [], value].flat().filter(Boolean).join(', ');
