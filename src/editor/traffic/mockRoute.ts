import { fieldLines } from '../../protocol/fields';
import { plainBody, textOf } from './bodies';
import { mediaType, queryOf, valueOf } from './fields';
import { isJson } from './kinds';
import type { Kept } from './store';

/** A route that answers as this request was answered, as far as its answer was kept and is text. */
export function mockRoute({ entry }: Kept): object {
  const { method, target, status, details } = entry;
  const headers = fieldLines(details?.responseHeaders ?? []);
  const query = queryOf(target);
  return {
    method,
    path: literalPath(decoded(target.split('?', 1)[0] ?? '/')),
    ...(query.length > 0 ? { when: { query: Object.fromEntries(query) } } : {}),
    ...(status === 200 ? {} : { status }),
    ...answerOf(details?.responseBody && plainBody(details.responseBody, headers), headers),
  };
}

function answerOf(plain: ReturnType<typeof plainBody>, fields: ReturnType<typeof fieldLines>): object {
  const text = plain?.whole ? textOf(plain) : undefined;
  const type = valueOf(fields, 'content-type');
  if (text === undefined || type === undefined) return { body: '' };
  const json = isJson(mediaType(type)) ? parsed(text) : undefined;
  const headers = { 'Content-Type': type };
  if (json === undefined) return { headers, body: text };
  return mediaType(type) === 'application/json' ? { json: json.value } : { headers, json: json.value };
}

/** Patterns are compared with the decoded path. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The path with what would mean something in a pattern taken literally. */
function literalPath(path: string): string {
  return path.replace(/[\\:*?+!(){}[\]]/g, String.raw`\$&`);
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
