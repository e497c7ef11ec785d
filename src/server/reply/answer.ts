import type { IncomingMessage } from 'node:http';
import { evaluate, rangeStillHolds, type Validators } from '../ask/conditional';
import { one } from '../ask/requestFields';
import { multipart } from './multipart';
import { type ByteRange, readRange } from '../ask/range';
import { type Headers, noBody, type Part, type Reply } from './reply';
import type { Representation } from './represent';

/** Answers with a representation in memory: preconditions first, then ranges, then the whole (RFC 9110, 13.2.2). */
export function answer(request: IncomingMessage, representation: Representation): Reply {
  const { ok, bytes, type } = representation;
  switch (precondition(request, representation)) {
    case 'not modified':
      return representation.notModified;
    case 'failed':
      return preconditionFailed(ok);
    case 'go on':
      break;
  }
  if (!representation.ranges) return ok;
  const ranges = askedRanges(request, representation, bytes.length);
  if (ranges === undefined) return ok;
  if (ranges === 'unsatisfiable') return unsatisfiable(ok, bytes.length);
  return inParts(ok, ranges, bytes.length, type, parts => ({
    kind: 'bytes',
    bytes: Buffer.concat(
      parts.map(part =>
        'bytes' in part ? part.bytes : bytes.subarray(part.start, part.start + part.length),
      ),
    ),
  }));
}

/** Evaluates the preconditions of a request against its current representation. */
export function precondition({ headers }: IncomingMessage, now: Validators): ReturnType<typeof evaluate> {
  // Fast path for a browser's revalidation; only these two fields are evaluated before it (RFC 9110, 13.2.2).
  const { 'if-match': ifMatch, 'if-unmodified-since': ifUnmodifiedSince } = headers;
  if (headers['if-none-match'] === now.etag && ifMatch === undefined && ifUnmodifiedSince === undefined)
    return 'not modified';
  return evaluate(
    {
      ifMatch,
      ifNoneMatch: headers['if-none-match'],
      ifModifiedSince: headers['if-modified-since'],
      ifUnmodifiedSince,
    },
    now,
  );
}

/** The ranges to answer with; undefined for the whole. Range is defined for GET only (RFC 9110, 14.2). */
export function askedRanges(
  request: IncomingMessage,
  now: Validators,
  size: number,
): ReturnType<typeof readRange> {
  const field = request.headers.range;
  if (field === undefined || request.method !== 'GET') return undefined;
  return rangeStillHolds(one(request.headers['if-range']), now) ? readRange(field, size) : undefined;
}

/** A 206 for one range or several. */
export function inParts(
  ok: Reply,
  ranges: readonly ByteRange[],
  size: number,
  type: string,
  body: (parts: readonly Part[]) => Reply['body'],
): Reply {
  const [first, ...rest] = ranges;
  if (first === undefined) return ok;
  if (rest.length === 0) {
    const length = first.end - first.start + 1;
    const headers = {
      ...ok.headers,
      'Content-Length': String(length),
      'Content-Range': `bytes ${first.start}-${first.end}/${size}`,
    };
    return { ...ok, status: 206, headers, body: body([{ start: first.start, length }]) };
  }
  const laid = multipart(ranges, String(ok.headers['Content-Type'] ?? type), size);
  const headers = { ...ok.headers, 'Content-Type': laid.contentType, 'Content-Length': String(laid.length) };
  return { ...ok, status: 206, headers, body: body(laid.parts) };
}

export function preconditionFailed(ok: Reply): Reply {
  return { ...ok, status: 412, headers: { ...withoutBody(ok.headers), 'Content-Length': '0' }, body: noBody };
}

export function unsatisfiable(ok: Reply, size: number): Reply {
  const headers = { ...withoutBody(ok.headers), 'Content-Range': `bytes */${size}`, 'Content-Length': '0' };
  return { ...ok, status: 416, headers, body: noBody };
}

function withoutBody(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !/^(content-(type|length|encoding|range)|etag|last-modified)$/i.test(name),
    ),
  );
}
