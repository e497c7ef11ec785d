import type { FromPanel, PanelState } from '../../protocol/panel';

const LONGEST_PAGE = 8192;
const LONGEST_TITLE = 500;
const MOST_ANCESTORS = 10;
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

/** A message from the panel; undefined when the value is malformed. Its contents come from pages and are untrusted. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  const fields = fieldsOf(value);
  const page = pageFrom(fields.get('page'));
  switch (fields.get('type')) {
    case 'ready':
      return readyFrom(fields);
    case 'navigated': {
      const title = textOf(fields.get('title'), LONGEST_TITLE);
      return page === undefined || title === undefined ? undefined : { type: 'navigated', page, title };
    }
    case 'openInBrowser':
      return page === undefined ? undefined : { type: 'openInBrowser', page };
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
