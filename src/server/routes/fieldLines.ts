import { type FieldLine, isHopByHop } from '../../protocol/fields';

/** Fields by name in lower case, those of several lines as lists. */
export type Gathered = Record<string, string | string[]>;

/** Gathers the lines of each name. Pure. */
export function gather(lines: Iterable<FieldLine>): Gathered {
  const fields: Gathered = {};
  for (const [given, value] of lines) {
    const name = given.toLowerCase();
    const known = fields[name];
    fields[name] = known === undefined ? value : [known, value].flat();
  }
  return fields;
}

/** The fields of a reply that is not ours, for the client; `porthole.cors` alone says who may read what Porthole answers. Pure. */
export function replyLines(lines: Iterable<FieldLine>): FieldLine[] {
  return [...lines]
    .map(([name, value]): FieldLine => [name.toLowerCase(), value])
    .filter(([name]) => !isHopByHop(name) && !name.startsWith('access-control-'));
}
