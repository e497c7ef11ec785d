import type { FromThread } from '../protocol/thread';

type Kind = 'string' | 'number' | 'object' | 'array';
type Shape = Readonly<Record<string, Kind>>;

/** The fields of each message. A thread that runs wild can at worst send one of these. */
const SHAPES = {
  listening: { url: 'string', port: 'number', askedPort: 'number' },
  failed: { failure: 'object' },
  closed: {},
  log: { entries: 'array', omitted: 'number' },
  requests: { entries: 'array', omitted: 'number' },
  pages: { count: 'number' },
  updated: { update: 'object' },
  problems: { owner: 'string', problems: 'array' },
  pong: { id: 'number' },
} satisfies { readonly [T in FromThread['type']]: Shape };
const SHAPE_OF: ReadonlyMap<unknown, Shape> = new Map(Object.entries(SHAPES));

function isKind(value: unknown, kind: Kind): boolean {
  if (kind === 'array') return Array.isArray(value);
  return kind === 'object' ? typeof value === 'object' && value !== null : typeof value === kind;
}

function isFromThread(value: object): value is FromThread {
  const fields = new Map<string, unknown>(Object.entries(value));
  const shape = SHAPE_OF.get(fields.get('type'));
  return (
    shape !== undefined && Object.entries(shape).every(([field, kind]) => isKind(fields.get(field), kind))
  );
}

/** A message from the thread; undefined when it is none. */
export function readFromThread(value: unknown): FromThread | undefined {
  return typeof value === 'object' && value !== null && isFromThread(value) ? value : undefined;
}
