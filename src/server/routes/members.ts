import { endOfString } from './json';
import type { Slices } from './slices';

/** Characters between two looks at the clock. */
const AT_ONCE = 4096;

/** A member of a list or an object in a JSON text, and where its value stands. */
export interface Member {
  /** Undefined in a list. */
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** The members of the list or object that begins at this offset of a text that is JSON; none for any other value. */
export async function membersOf(text: string, open: number, slices: Slices): Promise<readonly Member[]> {
  const members: Member[] = [];
  let [depth, start, end, looked] = [0, -1, -1, open];
  let name: string | undefined;
  if (text[open] !== '[' && text[open] !== '{') return members;
  for (let at = open + 1; at < text.length; at += 1) {
    if (at - looked > AT_ONCE) {
      if (slices.isOver(at - looked)) await slices.next();
      looked = at;
    }
    const char = text.charAt(at);
    if (char === ' ' || char === '\n' || char === '\r' || char === '\t') continue;
    const closes = char === ']' || char === '}';
    if (depth === 0 && (char === ',' || closes)) {
      if (start >= 0) members.push({ name, start, end });
      if (closes) return members;
      [start, name] = [-1, undefined];
      continue;
    }
    if (depth === 0 && char === ':') {
      name = String(JSON.parse(text.slice(start, end)));
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (closes) depth -= 1;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === '"') at = endOfString(text, at);
    end = at + 1;
  }
  return members;
}

const named =
  (wanted: string) =>
  ({ name }: Member): boolean =>
    name === wanted;

/** The member at a path below a value, or the nearest one around it. */
export async function memberAt(
  text: string,
  value: Member,
  path: readonly (string | number)[],
  slices: Slices,
): Promise<Member> {
  let found = value;
  for (const key of path) {
    const members = await membersOf(text, found.start, slices);
    const isList = text[found.start] === '[';
    const next = typeof key === 'number' ? (isList ? members[key] : undefined) : members.findLast(named(key));
    if (!next) return found;
    found = next;
  }
  return found;
}
