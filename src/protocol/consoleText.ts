import type { ConsoleValue, Property } from './consoleMessages';

/** A piece of a line, with the class that colours it. */
export interface Piece {
  readonly text: string;
  readonly kind: string;
  /** Declarations after `%c`. */
  readonly style?: string;
  /** The node that a click shows. */
  readonly node?: number;
}

const MOST_SHOWN = 5;
const LONGEST = 100;

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const quoted = (text: string): string => JSON.stringify(text).replaceAll('\\n', '↵');

/** A value within another one. */
function short({ kind, text, properties = [] }: ConsoleValue): Piece[] {
  if (kind === 'pair') return pairOf(properties);
  if (kind === 'string') return [{ text: quoted(shortened(text)), kind }];
  if (kind !== 'object' || text !== 'Object') return [{ text: shortened(text), kind }];
  return [{ text: properties.length > 0 ? '{…}' : '{}', kind }];
}

const pairOf = ([key, value]: readonly Property[]): Piece[] => [
  ...(key ? short(key[1]) : []),
  { text: ' => ', kind: 'mark' },
  ...(value ? short(value[1]) : []),
];

const isItem = (name: string): boolean => /^\d+$/.test(name);

/** The first properties of an object in braces. */
function inside(value: ConsoleValue, open: string, close: string): Piece[] {
  const { properties = [], id, kind } = value;
  const pieces: Piece[] = [{ text: open, kind: 'mark' }];
  for (const [at, [name, each]] of properties.slice(0, MOST_SHOWN).entries()) {
    if (at > 0) pieces.push({ text: ', ', kind: 'mark' });
    const isNamed = kind === 'object' || kind === 'error' || !isItem(name);
    if (isNamed) pieces.push({ text: name, kind: 'name' }, { text: ': ', kind: 'mark' });
    pieces.push(...short(each));
  }
  const hasMore = properties.length > MOST_SHOWN || (id !== undefined && kind !== 'function');
  if (hasMore) pieces.push({ text: properties.length > 0 ? ', …' : '…', kind: 'mark' });
  return [...pieces, { text: close, kind: 'mark' }];
}

/** A value as a console writes it in one line. Pure. */
export function piecesOf(value: ConsoleValue): readonly Piece[] {
  const { kind, text, style, id, length } = value;
  const cut = length === undefined ? '' : '…';
  if (kind === 'pair') return pairOf(value.properties ?? []);
  if (kind === 'string') return [{ text: quoted(text) + cut, kind }];
  if (kind === 'array')
    return [{ text: `${text.replace(/^Array(?=\()/, '')} `, kind: 'mark' }, ...inside(value, '[', ']')];
  if (kind === 'map' || kind === 'set') return [{ text: `${text} `, kind }, ...inside(value, '{', '}')];
  if (kind === 'object')
    return [...(text === 'Object' ? [] : [{ text: `${text} `, kind }]), ...inside(value, '{', '}')];
  const node = kind === 'node' && id !== undefined ? { node: id } : {};
  return [{ text: text + cut, kind, ...(style === undefined ? {} : { style }), ...node }];
}

/** The pieces of a message: values separated by spaces, except values of one format string. Pure. */
export function messagePieces(values: readonly ConsoleValue[]): readonly Piece[] {
  return values.flatMap((value, at): readonly Piece[] => [
    ...(at > 0 && value.glued !== true ? [{ text: ' ', kind: 'text' }] : []),
    ...piecesOf(value),
  ]);
}

export const plainText = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

/** Whether there is anything to see in a value. */
export const canOpen = ({ id, properties, frames }: ConsoleValue): boolean =>
  id !== undefined || (properties?.length ?? 0) > 0 || (frames?.length ?? 0) > 0;
