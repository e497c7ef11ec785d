import { hrefOf, parseUrl, source } from './own/window';
import * as dom from './own/dom';
import * as events from './own/events';
import * as fields from './own/fields';
import { bare, define } from './own/language';
import * as language from './own/language';
import * as lists from './own/lists';
import * as text from './own/text';
import * as media from './own/media';
import * as observers from './own/observers';
import * as sheets from './own/sheets';
import * as window from './own/window';
import * as wire from './own/wire';
import type { Mark } from './keep/marks';
import * as served from './own/served';
import { type Gathered, type Part, parts, type Updates } from './parts';
import * as drawn from './reads/drawn';
import * as reads from './reads/reads';
import * as roots from './roots';

/** All that later parts share with this script: they must not take it from a page that has run. The build lists each module's names. */
const shared: unknown[] = [
  dom,
  events,
  fields,
  language,
  lists,
  media,
  observers,
  sheets,
  text,
  window,
  wire,
  served,
  roots,
  drawn,
  reads,
  parts,
];
// A part takes its names by a pattern, which asks for an iterator: a page may have replaced those of arrays.
define(
  shared,
  Symbol.iterator,
  bare({
    value() {
      let at = 0;
      return bare({ next: () => ({ value: shared[at++], done: false }) });
    },
  }),
);

/** The parts that the server puts before this script: the console's while one is looked at, the preview's while a panel is open. */
declare const portholeParts: Part['default'] | undefined;

parts.load = load;
if (typeof portholeParts === 'function') portholeParts(shared);

let loaded: Updates | undefined;
let loading: Promise<void> | undefined;

/** Runs a later part of the page script. `import()` is syntax, which no page replaces. */
export async function load(name: string): Promise<void> {
  const url = parseUrl(name, source);
  try {
    if (url) ((await import(hrefOf(url))) as Part).default(shared);
  } catch {
    // The server has stopped, or a policy of the page forbids the part.
  }
}

/** Brings the visitor's state back: few pages have some, right after a reload. */
export async function restore(kept: readonly Mark[]): Promise<void> {
  await load('restore.js');
  parts.restore?.(kept);
}

async function loadOnce(gathered: Gathered): Promise<void> {
  await load('update.js');
  try {
    loaded = parts.update?.(gathered);
  } catch {
    // The page has broken what the part needs.
  }
  loading = undefined;
}

/**
 * Loads the part that applies updates; undefined if it cannot be had now.
 * It must not run twice: its hooks would be those of modules that no update reaches.
 */
export async function loadUpdates(gathered: Gathered): Promise<Updates | undefined> {
  if (!loaded) await (loading ??= loadOnce(gathered));
  return loaded;
}
