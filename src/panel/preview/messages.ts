import { type Arrival, type FromFrame, type KeyPress, LONGEST_ADDRESS } from '../../protocol/frame';
import type { ToPanel, Unseen } from '../../protocol/previewMessages';

const LONGEST_TITLE = 500;
const LONGEST_KEY = 40;
const MOST_WIDTHS = 12;
const REASONS: readonly Unseen[] = ['framing', 'pdf', 'loop'];
const ARRIVALS: readonly Arrival[] = ['load', 'push', 'replace', 'traverse', 'title'];

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function urlOf(fields: Fields): string | undefined {
  const url = fields.get('url');
  return typeof url === 'string' && url.length <= LONGEST_ADDRESS ? url : undefined;
}

const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;

/** Validates a message from the page in the frame; undefined if it is malformed or too long. */
export function readFromFrame(value: unknown): FromFrame | undefined {
  const fields = fieldsOf(value);
  const type = fields.get('type');
  switch (type) {
    case 'porthole:shown':
      return shownFrom(fields);
    case 'porthole:leaving':
    case 'porthole:open':
    case 'porthole:blocked': {
      const url = urlOf(fields);
      if (url === undefined) return undefined;
      if (type === 'porthole:leaving') return { type, url, replaces: fields.get('replaces') === true };
      return type === 'porthole:open' ? { type, url } : { type, url, byPage: fields.get('byPage') === true };
    }
    case 'porthole:dialog':
      return { type };
    case 'porthole:step': {
      const by = Math.trunc(numberOf(fields.get('by')));
      return by === 0 ? undefined : { type, by };
    }
    case 'porthole:scrolled': {
      const scroll = fieldsOf(fields.get('scroll'));
      return {
        type,
        document: numberOf(fields.get('document')),
        scroll: { x: numberOf(scroll.get('x')), y: numberOf(scroll.get('y')) },
      };
    }
    case 'porthole:key':
      return keyFrom(fieldsOf(fields.get('press')));
    case 'porthole:zoom':
      return { type, by: numberOf(fields.get('by')) < 0 ? -1 : 1 };
    case 'porthole:found':
      return { type, count: numberOf(fields.get('count')), current: numberOf(fields.get('current')) };
    case 'porthole:widths':
      return widthsFrom(fields.get('widths'));
    default:
      return undefined;
  }
}

function shownFrom(fields: Fields): FromFrame | undefined {
  const url = urlOf(fields);
  const title = fields.get('title');
  if (url === undefined || typeof title !== 'string') return undefined;
  return {
    type: 'porthole:shown',
    url,
    title: title.slice(0, LONGEST_TITLE),
    how: ARRIVALS.find(how => how === fields.get('how')) ?? 'load',
    document: numberOf(fields.get('document')),
  };
}

function keyFrom(fields: Fields): FromFrame | undefined {
  const [key, code] = [fields.get('key'), fields.get('code')];
  if (typeof key !== 'string' || typeof code !== 'string') return undefined;
  if (key.length > LONGEST_KEY || code.length > LONGEST_KEY) return undefined;
  const isOn = (name: string): boolean => fields.get(name) === true;
  const press: KeyPress = {
    key,
    code,
    keyCode: numberOf(fields.get('keyCode')),
    ctrlKey: isOn('ctrlKey'),
    shiftKey: isOn('shiftKey'),
    altKey: isOn('altKey'),
    metaKey: isOn('metaKey'),
    repeat: isOn('repeat'),
  };
  return { type: 'porthole:key', press };
}

function widthsFrom(value: unknown): FromFrame | undefined {
  if (!Array.isArray(value) || value.length > MOST_WIDTHS) return undefined;
  return {
    type: 'porthole:widths',
    widths: value.map(numberOf).filter(width => width >= 100 && width <= 4000),
  };
}

/** Validates a message from the extension; undefined if it is malformed. */
export function readToPanel(value: unknown): ToPanel | undefined {
  const fields = fieldsOf(value);
  const [type, folder, base, page] = ['type', 'folder', 'base', 'page'].map(name => fields.get(name));
  const reason = fields.get('reason');
  if (type === 'stopped' && typeof reason === 'string') return { type, reason };
  const why = REASONS.find(each => each === fields.get('why'));
  if (type === 'unseen' && typeof page === 'string' && why) return { type, page, why };
  if (type !== 'show' || typeof folder !== 'string' || typeof base !== 'string') return undefined;
  const replaces = fields.get('replaces') === true;
  return { type, folder, base, page: typeof page === 'string' ? page : undefined, replaces };
}

interface Heard {
  readonly hearFrame: (message: FromFrame) => void;
  readonly hear: (message: ToPanel) => void;
}

/** Calls back for messages of VS Code, and of the page in the frame while that is one of the server at this base. */
export function onMessage(
  frame: HTMLIFrameElement,
  baseOf: () => string | undefined,
  { hearFrame, hear }: Heard,
): void {
  addEventListener('message', event => {
    const base = baseOf();
    const isFrame = base !== undefined && event.source === frame.contentWindow;
    if (isFrame && event.origin === new URL(base).origin) {
      const message = readFromFrame(event.data);
      if (message) hearFrame(message);
    } else if (event.origin === location.origin) {
      // VS Code replaces `window.parent`, so `event.source` cannot be checked. No page shares this origin; the sender is VS Code.
      const message = readToPanel(event.data);
      if (message) hear(message);
    }
  });
}
