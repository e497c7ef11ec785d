import { type FieldLine, isHopByHop } from '../../protocol/fields';
import { isOwnCookie } from './ownCookies';

/** Fields by the first spelling of their name; a field of several lines is a list. */
export type Gathered = Record<string, string | string[]>;

/** Gathers the lines of each name, in any letter case; none sets a cookie of this server. Pure; linear, since a head may have 20,000 lines. */
export function gather(lines: Iterable<FieldLine>): Gathered {
  const known = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    if (key === 'set-cookie' && isOwnCookie(value)) continue;
    const field = known.get(key);
    if (field) field.values.push(value);
    else known.set(key, { name, values: [value] });
  }
  return Object.fromEntries(
    [...known.values()].map(({ name, values }) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  );
}

/**
 * The fields of a reply from a handler or another server, for the client. `access-control-*` is dropped: only `porthole.cors` decides who
 * may read a reply. Pure.
 */
export function replyLines(lines: Iterable<FieldLine>): FieldLine[] {
  return [...lines]
    .map(([name, value]): FieldLine => [name.toLowerCase(), value])
    .filter(([name]) => !isHopByHop(name) && !name.startsWith('access-control-'));
}
