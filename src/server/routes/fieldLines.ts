import { type FieldLine, isHopByHop } from '../../protocol/fields';

/** Fields by name as it was first spelt, those of several lines as lists. */
export type Gathered = Record<string, string | string[]>;

/** Gathers the lines of each name, in any letter case. Pure; linear, since a head may have 20,000 lines. */
export function gather(lines: Iterable<FieldLine>): Gathered {
  const known = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const field = known.get(key);
    if (field) field.values.push(value);
    else known.set(key, { name, values: [value] });
  }
  return Object.fromEntries(
    [...known.values()].map(({ name, values }) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  );
}

/** The fields of a reply that is not ours, for the client; `porthole.cors` alone says who may read what Porthole answers. Pure. */
export function replyLines(lines: Iterable<FieldLine>): FieldLine[] {
  return [...lines]
    .map(([name, value]): FieldLine => [name.toLowerCase(), value])
    .filter(([name]) => !isHopByHop(name) && !name.startsWith('access-control-'));
}
