import { fieldLines } from '../../protocol/fields';
import { plainBody, textOf } from './bodies';
import { mediaType, queryOf, valueOf } from './headerFields';
import { isJson } from './kinds';
import type { Kept } from './store';

/** A route that repeats the recorded reply; its body only if it was recorded completely and is text. */
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

/** Route patterns match the decoded path. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Escapes the characters that have a meaning in a route pattern. */
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
