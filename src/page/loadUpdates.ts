import { hrefOf, parseUrl } from './own/window';
import * as dom from './own/dom';
import * as events from './own/events';
import * as fields from './own/fields';
import * as language from './own/language';
import * as lists from './own/lists';
import * as text from './own/text';
import * as media from './own/media';
import * as observers from './own/observers';
import * as sheets from './own/sheets';
import * as ownWindow from './own/window';
import * as wire from './own/wire';
import { type Gathered, type Part, parts, type Updates } from './parts';
import * as drawn from './reads/drawn';
import * as reads from './reads/reads';

/** The modules that a later part shares with this script, by name: it must not take them from a page that has run. */
const shared: Readonly<Record<string, object>> = language.bare({
  dom,
  events,
  fields,
  language,
  lists,
  media,
  observers,
  sheets,
  text,
  window: ownWindow,
  wire,
  parts: { parts },
  drawn,
  reads,
});

/** The console's part, which the server puts before this script while the console of pages is looked at. */
declare const portholeConsole: Part['default'] | undefined;

parts.require = name => shared[name];
if (typeof portholeConsole === 'function') portholeConsole(parts.require);

let loaded: Updates | undefined;

/** Runs a later part of the page script. `import()` is syntax, which no page replaces. */
export async function load(name: string, address: string): Promise<void> {
  const url = parseUrl(name, address);
  try {
    if (url) ((await import(hrefOf(url))) as Part).default(parts.require);
  } catch {
    // The server has stopped, or a policy of the page forbids the part.
  }
}

/** Loads the part that applies updates; undefined if it cannot be had now. */
export async function loadUpdates(address: string, gathered: Gathered): Promise<Updates | undefined> {
  if (!loaded) await load('update.js', address);
  try {
    loaded ??= parts.update?.(gathered);
  } catch {
    // The page has broken what the part needs.
  }
  return loaded;
}
