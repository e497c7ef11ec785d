import type { ShownBody, ToTraffic, TrafficDetail, TrafficRow } from '../../protocol/trafficView';

type Kind = 'string' | 'number' | 'boolean';

const ROW: Readonly<Record<keyof TrafficRow, Kind>> = {
  id: 'number',
  time: 'number',
  method: 'string',
  target: 'string',
  status: 'number',
  type: 'string',
  bytes: 'number',
  duration: 'number',
  page: 'string',
  complete: 'boolean',
};
type Texts = 'url' | 'method' | 'httpVersion' | 'rule' | 'page';
type Numbers = 'id' | 'status' | 'duration';
const DETAIL: Readonly<Record<Texts, 'string'> & Record<Numbers, 'number'>> = {
  id: 'number',
  url: 'string',
  method: 'string',
  status: 'number',
  httpVersion: 'string',
  rule: 'string',
  page: 'string',
  duration: 'number',
};
const FIELDS = ['query', 'requestHeaders', 'responseHeaders'] satisfies (keyof TrafficDetail)[];
const BODIES = ['requestBody', 'responseBody'] satisfies (keyof TrafficDetail)[];
const BODY: Readonly<Record<ShownBody['kind'], Readonly<Record<string, Kind>>>> = {
  none: {},
  gone: {},
  text: { text: 'string', total: 'number', cut: 'boolean' },
  image: { source: 'string', total: 'number' },
  binary: { total: 'number' },
};
const BODY_OF: ReadonlyMap<unknown, Readonly<Record<string, Kind>>> = new Map(Object.entries(BODY));

function has(value: unknown, shape: Readonly<Record<string, Kind>>): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(shape).every(([name, kind]) => typeof fields.get(name) === kind);
}

function isRow(value: unknown): value is TrafficRow {
  return has(value, ROW);
}

function isField(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(part => typeof part === 'string');
}

function isBody(value: unknown): value is ShownBody {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const shape = BODY_OF.get(value.kind);
  if (!shape || !has(value, shape)) return false;
  // Only `data:` URLs: an image must not load from the network.
  return !('source' in value) || (typeof value.source === 'string' && value.source.startsWith('data:image/'));
}

function isDetail(value: unknown): value is TrafficDetail {
  if (!has(value, DETAIL)) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const optional = (name: string, kind: Kind): boolean =>
    fields.get(name) === undefined || typeof fields.get(name) === kind;
  return (
    optional('source', 'string') &&
    optional('wait', 'number') &&
    FIELDS.every(name => {
      const list = fields.get(name);
      return Array.isArray(list) && list.every(isField);
    }) &&
    BODIES.every(name => isBody(fields.get(name)))
  );
}

/** Validates a message from the extension; undefined if it is malformed. */
export function readToTraffic(value: unknown): ToTraffic | undefined {
  const fields = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  const [rows, reset, first] = [fields.get('rows'), fields.get('reset'), fields.get('first')];
  const [id, text, detail] = [fields.get('id'), fields.get('text'), fields.get('detail')];
  const [paused, keep, revealed] = [fields.get('paused'), fields.get('keep'), fields.get('revealed')];
  switch (fields.get('type')) {
    case 'rows':
      if (!Array.isArray(rows) || typeof reset !== 'boolean' || typeof first !== 'number') return undefined;
      return { type: 'rows', rows: rows.filter(isRow), reset, first };
    case 'settings':
      if (typeof paused !== 'boolean' || typeof keep !== 'boolean' || typeof revealed !== 'boolean')
        return undefined;
      return { type: 'settings', paused, keep, revealed };
    case 'detail':
      return isDetail(detail) ? { type: 'detail', detail } : undefined;
    case 'gone':
      return typeof id === 'number' ? { type: 'gone', id } : undefined;
    case 'note':
      return typeof text === 'string' ? { type: 'note', text } : undefined;
    default:
      return undefined;
  }
}
