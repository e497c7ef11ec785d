import * as v from 'valibot';
import { LONGEST_ADDRESS } from '../../protocol/frame';
import type { FromPanel, PanelState } from '../../protocol/previewMessages';

/** Characters of a folder's address. */
const LONGEST_FOLDER = 8192;
const LONGEST_TITLE = 500;
const MOST_ANCESTORS = 10;
const OPENED: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.[\]:_-]+$/i;

// A scheme, a slash, or a backslash that URL parsers take for one would leave the base. Parsers skip leading spaces, and tabs and
// line ends anywhere (WHATWG URL, 4.4), so any control character is refused.
// oxlint-disable-next-line no-control-regex -- refusing control characters is the purpose
const LEAVES = /^ *(?:[a-z][a-z0-9+.-]*:|[/\\])|[\x00-\x1f\x7f]/i;

/** A page relative to a server's root, never one that could lead to another server. */
const page = v.pipe(
  v.string(),
  v.maxLength(LONGEST_ADDRESS),
  v.check(text => !LEAVES.test(text)),
);

/** An address for the browser or the mail program; other schemes are refused. */
const outside = v.pipe(
  v.string(),
  v.maxLength(LONGEST_ADDRESS),
  v.check(text => URL.canParse(text)),
  v.transform(text => new URL(text)),
  v.check(url => OPENED.has(url.protocol)),
  v.transform(url => url.href),
);

const ancestors = v.pipe(
  v.array(v.unknown()),
  v.maxLength(MOST_ANCESTORS),
  v.transform(all => all.filter((one): one is string => typeof one === 'string' && ORIGIN.test(one))),
);

const message = v.variant('type', [
  v.object({ type: v.literal('ready'), ancestors }),
  v.object({ type: v.literal('navigated'), page, title: v.pipe(v.string(), v.maxLength(LONGEST_TITLE)) }),
  v.object({ type: v.picklist(['openInBrowser', 'openAside', 'silent']), page }),
  v.object({ type: v.literal('openOutside'), url: outside }),
  v.object({ type: v.literal('follow'), on: v.boolean() }),
  v.object({ type: v.picklist(['pick', 'start', 'focusTaken']) }),
]);

/** A message from the panel; undefined when the value is malformed. Its contents come from pages and are untrusted. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  const read = v.safeParse(message, value);
  return read.success ? read.output : undefined;
}

const withFolder = v.object({ folder: v.pipe(v.string(), v.maxLength(LONGEST_FOLDER)) });
const following = v.object({ follow: v.literal(true) });

/** The folder key in a restored panel's state. */
export const folderOfState = (state: unknown): PanelState['folder'] | undefined =>
  v.is(withFolder, state) ? state.folder : undefined;

/** Whether a restored panel follows the active editor. */
export const followOfState = (state: unknown): boolean => v.is(following, state);
