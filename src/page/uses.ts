import type { UseKind } from '../protocol/page';
import { pathOf } from './addresses';
import { roots } from './roots';

type Use = readonly [path: string, kind: UseKind];
const BATCH = 200;
/** Milliseconds for which uses are collected before a report. */
const GATHER = 100;
/** Addresses that look like documents: a document in a frame opens a connection of its own. */
const DOCUMENT = /(?:\/|\.x?html?|\.xht|\/[^/.]*)$/i;

const isSheet = (address: string): boolean =>
  /\.css$/i.test(new URL(address).pathname) ||
  roots().some(root => [...root.styleSheets].some(sheet => sheet.href === address));

function kindOf(entry: PerformanceResourceTiming, path: string): UseKind | undefined {
  switch (entry.initiatorType) {
    case 'link':
    case 'css':
      return isSheet(entry.name) ? 'style' : 'resource';
    case 'img':
    case 'image':
    case 'video':
    case 'audio':
    case 'track':
    case 'input':
      return 'resource';
    case 'script':
      return 'script';
    case 'fetch':
    case 'xmlhttprequest':
      return 'data';
    case 'iframe':
    case 'frame':
      return DOCUMENT.test(path) ? undefined : 'other';
    default:
      return 'other';
  }
}

function useOf(entry: PerformanceEntry): Use[] {
  if (!(entry instanceof PerformanceResourceTiming) || !entry.name.startsWith(`${location.origin}/`))
    return [];
  const { pathname } = new URL(entry.name);
  if (pathname.startsWith('/__porthole/') || pathname.length > 2000) return [];
  const kind = kindOf(entry, pathOf(entry.name));
  return kind === undefined ? [] : [[pathname, kind]];
}

/** Reports the files that this page loads. Works without `Referer`, which a page can suppress. */
export class Uses {
  private readonly all: Use[] = [];
  private readonly known = new Set<string>();
  private told = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (uses: readonly Use[]) => void) {
    // Observed from the start: the timeline buffers only the first 250 entries (Resource Timing, buffer size limit).
    new PerformanceObserver(list => {
      for (const use of list.getEntries().flatMap(useOf)) this.add(use);
      this.timer ??= setTimeout(() => this.tell(), GATHER);
    }).observe({ type: 'resource', buffered: true });
  }

  /** Reports everything again, to a server that does not know this page yet. */
  tellAll(): void {
    this.told = 0;
    this.tell();
  }

  private add(use: Use): void {
    const key = use.join(' ');
    if (this.known.has(key)) return;
    this.known.add(key);
    this.all.push(use);
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.all.slice(this.told, this.told + BATCH);
    if (batch.length === 0) return;
    this.told += batch.length;
    this.send(batch);
    if (this.told < this.all.length) this.timer = setTimeout(() => this.tell(), GATHER);
  }
}
