import type { UseKind } from '../protocol/page';
import { cancel, getter, later, method, OwnSet, type Timer } from './own/language';
import { flatMap, each, part, push, some } from './own/lists';
import { startsWith, test } from './own/text';
import { origin, parseUrl, pathnameOf } from './own/window';
import { onServer, pathOf } from './own/served';
import { roots } from './roots';
import { addressOfSheet, sheetsOf } from './own/sheets';

type Use = readonly [path: string, kind: UseKind];
const BATCH = 200;
/** Milliseconds for which uses are collected before a report. */
const GATHER = 100;
/** Addresses that look like documents: a document in a frame opens a connection of its own. */
const DOCUMENT = /(?:\/|\.x?html?|\.xht|\/[^/.]*)$/i;
/** Types of initiators (Resource Timing): `link` and `css`; `fetch` and `xmlhttprequest`; frames. */
const OF_STYLE = /^(?:li|cs)/;
const OF_DATA = /^(?:fe|xm)/;
const OF_FRAME = /frame$/;
/** Elements that show a file: `img` and SVG's `image`, videos, audios, tracks and inputs. */
const OF_RESOURCE = /^(?:im|vid|aud|tr|inp)/;
const CSS_FILE = /\.css$/i;

const nameOfEntry = getter(PerformanceEntry, 'name');
const initiatorOf = getter(PerformanceResourceTiming, 'initiatorType');
const entriesOf = method(PerformanceObserverEntryList, 'getEntries');
const observe = method(PerformanceObserver, 'observe');
const OwnObserver = PerformanceObserver;

const isSheet = (address: string, path: string): boolean =>
  test(CSS_FILE, path) ||
  some(roots(), root => some(sheetsOf(root), sheet => addressOfSheet(sheet) === address));

function kindOf(entry: PerformanceResourceTiming, path: string): UseKind | undefined {
  const initiator = initiatorOf(entry);
  if (test(OF_STYLE, initiator)) return isSheet(nameOfEntry(entry), path) ? 'style' : 'resource';
  if (test(OF_DATA, initiator)) return 'data';
  if (initiator === 'script') return initiator;
  if (test(OF_RESOURCE, initiator)) return 'resource';
  return test(OF_FRAME, initiator) && test(DOCUMENT, path) ? undefined : 'other';
}

function usesOf(entry: PerformanceEntry): Use[] {
  const address = nameOfEntry(entry);
  const url = startsWith(address, `${origin}/`) ? parseUrl(address) : undefined;
  const path = url ? onServer(pathnameOf(url)) : '';
  if (path === '' || startsWith(path, '/__porthole/') || path.length > 2000) return [];
  const kind = kindOf(entry as PerformanceResourceTiming, pathOf(address));
  return kind === undefined ? [] : [[path, kind]];
}

/** Reports the files that this page loads. Works without `Referer`, which a page can suppress. */
export class Uses {
  readonly #all: Use[] = [];
  readonly #known = new OwnSet<string>();
  #told = 0;
  #timer: Timer | undefined;

  readonly #send: (uses: readonly Use[]) => void;

  constructor(send: (uses: readonly Use[]) => void) {
    this.#send = send;
    const observer = new OwnObserver(list => {
      each(flatMap(entriesOf(list), usesOf), use => this.#add(use));
      this.#timer ??= later(() => this.#tell(), GATHER);
    });
    // Observed from the start: the timeline buffers only the first 250 entries (Resource Timing, buffer size limit).
    observe(observer, { type: 'resource', buffered: true });
  }

  /** Reports everything again, to a server that does not know this page yet. */
  tellAll(): void {
    this.#told = 0;
    this.#tell();
  }

  #add(use: Use): void {
    const key = `${use[0]} ${use[1]}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    push(this.#all, use);
  }

  #tell(): void {
    cancel(this.#timer);
    this.#timer = undefined;
    const batch = part(this.#all, this.#told, this.#told + BATCH);
    if (batch.length === 0) return;
    this.#told += batch.length;
    this.#send(batch);
    if (this.#told < this.#all.length) this.#timer = later(() => this.#tell(), GATHER);
  }
}
