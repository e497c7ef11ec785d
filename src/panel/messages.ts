import type { FromFrame } from '../protocol/frame';
import type { ToPanel } from '../protocol/panel';

const LONGEST_URL = 8192;
const LONGEST_TITLE = 500;

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** Validates a message from the page in the frame; undefined if it is malformed or too long. */
export function readFromFrame(value: unknown): FromFrame | undefined {
  const fields = fieldsOf(value);
  const url = fields.get('url');
  const title = fields.get('title');
  if (fields.get('type') !== 'porthole:shown' || typeof url !== 'string' || typeof title !== 'string')
    return undefined;
  return url.length > LONGEST_URL
    ? undefined
    : { type: 'porthole:shown', url, title: title.slice(0, LONGEST_TITLE) };
}

/** Validates a message from the extension; undefined if it is malformed. */
export function readToPanel(value: unknown): ToPanel | undefined {
  const fields = fieldsOf(value);
  const [type, folder, base, page] = ['type', 'folder', 'base', 'page'].map(name => fields.get(name));
  const reason = fields.get('reason');
  if (type === 'stopped' && typeof reason === 'string') return { type, reason };
  if (type !== 'show' || typeof folder !== 'string' || typeof base !== 'string') return undefined;
  return { type, folder, base, page: typeof page === 'string' ? page : undefined };
}
