import type { FromPanel, PanelState } from '../../protocol/panel';

const LONGEST_PAGE = 8192;
const LONGEST_TITLE = 500;
const MOST_ANCESTORS = 10;
const OPENED: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.[\]:_-]+$/i;

// A scheme, a slash, or a backslash that URL parsers take for one would leave the base. Parsers skip leading spaces, and tabs and
// line ends anywhere (WHATWG URL, 4.4), so any control character is refused.
// oxlint-disable-next-line no-control-regex -- refusing control characters is the purpose
const LEAVES = /^ *(?:[a-z][a-z0-9+.-]*:|[/\\])|[\x00-\x1f\x7f]/i;

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function textOf(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value.length <= longest ? value : undefined;
}

/** A page relative to a server's root; undefined when it could lead to another server. */
function pageFrom(value: unknown): string | undefined {
  const page = textOf(value, LONGEST_PAGE);
  return page === undefined || LEAVES.test(page) ? undefined : page;
}

function readyFrom(fields: Fields): FromPanel | undefined {
  const ancestors = fields.get('ancestors');
  if (!Array.isArray(ancestors) || ancestors.length > MOST_ANCESTORS) return undefined;
  return {
    type: 'ready',
    ancestors: ancestors.filter(origin => typeof origin === 'string' && ORIGIN.test(origin)),
  };
}

/** An address that the browser or the mail program may open; no other scheme is. */
function outsideFrom(value: unknown): FromPanel | undefined {
  const url = textOf(value, LONGEST_PAGE);
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { href, protocol } = new URL(url);
  return OPENED.has(protocol) ? { type: 'openOutside', url: href } : undefined;
}

/** A message from the panel; undefined when the value is malformed. Its contents come from pages and are untrusted. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  const fields = fieldsOf(value);
  const page = pageFrom(fields.get('page'));
  const type = fields.get('type');
  switch (type) {
    case 'ready':
      return readyFrom(fields);
    case 'navigated': {
      const title = textOf(fields.get('title'), LONGEST_TITLE);
      return page === undefined || title === undefined ? undefined : { type: 'navigated', page, title };
    }
    case 'openInBrowser':
    case 'openAside':
    case 'silent':
      return page === undefined ? undefined : { type, page };
    case 'openOutside':
      return outsideFrom(fields.get('url'));
    case 'follow': {
      const on = fields.get('on');
      return typeof on === 'boolean' ? { type, on } : undefined;
    }
    case 'start':
      return { type: 'start' };
    default:
      return undefined;
  }
}

/** The folder key in a restored panel's state. */
export function folderOfState(value: unknown): PanelState['folder'] | undefined {
  return textOf(fieldsOf(value).get('folder'), LONGEST_PAGE);
}

/** Whether a restored panel follows the active editor. */
export function followOfState(value: unknown): boolean {
  return fieldsOf(value).get('follow') === true;
}
