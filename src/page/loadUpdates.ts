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
import { type Gathered, parts, type Updates } from './parts';
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
  parts: { parts },
  drawn,
  reads,
});

type Part = { readonly default: (require: (name: string) => object | undefined) => void };
let loaded: Updates | undefined;

/** Loads the part that applies updates; undefined if it cannot be had now. `import()` is syntax, which no page replaces. */
export async function loadUpdates(address: string, gathered: Gathered): Promise<Updates | undefined> {
  const url = parseUrl('update.js', address);
  try {
    if (!loaded && url) {
      const part = (await import(hrefOf(url))) as Part;
      part.default(name => shared[name]);
      loaded ??= parts.update?.(gathered);
    }
  } catch {
    // The server has stopped, or a policy of the page forbids the part.
  }
  return loaded;
}
