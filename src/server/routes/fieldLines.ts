/** Fields as they are sent: a line for each, a name as often as it was sent. */
export type Lines = Iterable<readonly [name: string, value: string]>;

/** Fields by name in lower case, those of several lines as lists. */
export type Gathered = Record<string, string | string[]>;

/** Fields that are about one connection and go no further (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const isHopByHop = (name: string): boolean => HOP_BY_HOP.has(name.toLowerCase());

/** Lines of a name as one list. Pure. */
export function gather(lines: Lines): Gathered {
  const fields: Gathered = {};
  for (const [given, value] of lines) {
    const name = given.toLowerCase();
    const known = fields[name];
    fields[name] = known === undefined ? value : [known, value].flat();
  }
  return fields;
}

/** What a reply that is not ours may say to the client. Who may read what we answer is said by `porthole.cors` alone. Pure. */
export function replyLines(lines: Lines): [name: string, value: string][] {
  return [...lines]
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !HOP_BY_HOP.has(name) && !name.startsWith('access-control-'));
}

/** Lines as Node has them: name, value, name, value … Names in lower case. Pure. */
export function pairsOf(raw: readonly string[]): [name: string, value: string][] {
  const lines: [string, string][] = [];
  for (let at = 0; at < raw.length; at += 2) lines.push([(raw[at] ?? '').toLowerCase(), raw[at + 1] ?? '']);
  return lines;
}
