import type { EditedRequest, Field, FromTraffic } from '../../protocol/traffic';

const LONGEST_METHOD = 64;
const LONGEST_TARGET = 16 * 1024;
const LONGEST_HEADER = 64 * 1024;
const MOST_HEADERS = 1000;
const LONGEST_BODY = 4 * 1024 * 1024;

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function textOf(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value.length <= longest ? value : undefined;
}

function isField(value: unknown): value is Field {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every(part => typeof part === 'string' && part.length <= LONGEST_HEADER)
  );
}

function editedFrom(value: unknown): EditedRequest | undefined {
  const fields = fieldsOf(value);
  const method = textOf(fields.get('method'), LONGEST_METHOD);
  const target = textOf(fields.get('target'), LONGEST_TARGET);
  const headers = fields.get('headers');
  const body = fields.get('body');
  if (method === undefined || target === undefined) return undefined;
  if (!Array.isArray(headers) || headers.length > MOST_HEADERS || !headers.every(isField)) return undefined;
  if (body === undefined) return { method, target, headers, body };
  const text = textOf(body, LONGEST_BODY);
  return text === undefined ? undefined : { method, target, headers, body: text };
}

function replayFrom(id: number, edited: unknown): FromTraffic | undefined {
  if (edited === undefined) return { type: 'replay', id };
  const read = editedFrom(edited);
  return read && { type: 'replay', id, edited: read };
}

function aboutOne(type: unknown, id: number, fields: Fields): FromTraffic | undefined {
  switch (type) {
    case 'detail':
    case 'open':
    case 'mock':
      return { type, id };
    case 'copy': {
      const as = fields.get('as');
      return as === 'curl' || as === 'fetch' ? { type, id, as } : undefined;
    }
    case 'replay':
      return replayFrom(id, fields.get('edited'));
    default:
      return undefined;
  }
}

/** A message from the traffic view; undefined when the value is malformed. */
export function readFromTraffic(value: unknown): FromTraffic | undefined {
  const fields = fieldsOf(value);
  const type = fields.get('type');
  const id = fields.get('id');
  const keep = fields.get('keep');
  const revealed = fields.get('revealed');
  if (type === 'ready') return { type };
  if (type === 'keep') return typeof keep === 'boolean' ? { type, keep } : undefined;
  if (type === 'reveal') return typeof revealed === 'boolean' ? { type, revealed } : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? aboutOne(type, id, fields) : undefined;
}
