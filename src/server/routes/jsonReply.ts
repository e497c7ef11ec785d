import type { PageSettings } from '../reply/pages';
import { type Headers, noBody, type Reply, type Rule } from '../reply/reply';
import { guarded } from './guarded';
import { writeJson } from './writeJson';

/** A status, a JSON value (undefined for no body), and header fields with names in lower case. */
export interface JsonAnswer {
  readonly status: number;
  readonly value: unknown;
  readonly headers?: Headers;
}

/** A JSON value as a reply that no cache keeps. */
export async function jsonReply(
  { status, value, headers = {} }: JsonAnswer,
  rule: Rule,
  settings: Pick<PageSettings, 'framing'>,
): Promise<Reply> {
  const fields = { 'cache-control': 'no-store', ...headers };
  if (value === undefined) return { status, headers: guarded(fields, settings), body: noBody, rule };
  const bytes = await writeJson(value);
  const own = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  return { status, headers: guarded({ ...own, ...fields }, settings), body: { kind: 'bytes', bytes }, rule };
}
