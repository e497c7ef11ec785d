import type { UseKind } from '../protocol/page';
import { pathOf } from './addresses';
import { roots } from './roots';

type Use = readonly [path: string, kind: UseKind];
const BATCH = 200;
/** Milliseconds that uses are gathered before they are reported together. */
const GATHER = 100;
/** A frame's document connects for itself, if its address is like that of one. */
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

/** What this page has loaded and goes on to: it works where a page sends no Referer. */
export class Uses {
  private readonly all: Use[] = [];
  private readonly known = new Set<string>();
  private told = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (uses: readonly Use[]) => void) {
    // From the start: the browser itself remembers the first 250 only.
    new PerformanceObserver(list => {
      for (const use of list.getEntries().flatMap(useOf)) this.add(use);
      this.timer ??= setTimeout(() => this.tell(), GATHER);
    }).observe({ type: 'resource', buffered: true });
  }

  /** To a server that knows nothing of this page yet. */
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
