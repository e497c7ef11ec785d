import type { PageSettings } from '../reply/pages';
import { type Headers, noBody, type Reply, type Rule } from '../reply/reply';
import { guarded } from './guarded';

/** A status, a JSON value (undefined for no body), and fields with names in lower case. */
export interface JsonAnswer {
  readonly status: number;
  readonly value: unknown;
  /** The JSON text of the value, where it is at hand. */
  readonly text?: string;
  readonly headers?: Headers;
}

/** A JSON value as a reply that no cache keeps. */
export function jsonReply(
  { status, value, text, headers = {} }: JsonAnswer,
  rule: Rule,
  settings: Pick<PageSettings, 'framing'>,
): Reply {
  const fields = { 'cache-control': 'no-store', ...headers };
  if (value === undefined && text === undefined)
    return { status, headers: guarded(fields, settings), body: noBody, rule };
  const bytes = Buffer.from(text ?? JSON.stringify(value));
  const own = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  return { status, headers: guarded({ ...own, ...fields }, settings), body: { kind: 'bytes', bytes }, rule };
}
