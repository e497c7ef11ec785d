import type { UseKind } from '../protocol/page';

type Use = readonly [path: string, kind: UseKind];
const BATCH = 200;
/** Milliseconds that uses are gathered before they are reported together. */
const GATHER = 100;

function kindOf(entry: PerformanceResourceTiming): UseKind {
  switch (entry.initiatorType) {
    case 'link':
    case 'css':
      return /\.css$/i.test(new URL(entry.name).pathname) ? 'style' : 'resource';
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
    default:
      return 'other';
  }
}

function useOf(entry: PerformanceEntry): Use[] {
  if (!(entry instanceof PerformanceResourceTiming) || !entry.name.startsWith(`${location.origin}/`))
    return [];
  const { pathname } = new URL(entry.name);
  return pathname.startsWith('/__porthole/') || pathname.length > 2000 ? [] : [[pathname, kindOf(entry)]];
}

let stop: (() => void) | undefined;

/** Tells what this page has loaded and goes on to: it works where a page sends no Referer. */
export function reportUses(send: (uses: readonly Use[]) => void): void {
  stop?.();
  let waiting: Use[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    send(waiting.splice(0, BATCH));
    if (waiting.length > 0) timer = setTimeout(flush, GATHER);
  };
  const observer = new PerformanceObserver(list => {
    waiting = waiting.concat(list.getEntries().flatMap(useOf));
    if (waiting.length > 0) timer ??= setTimeout(flush, GATHER);
  });
  observer.observe({ type: 'resource', buffered: true });
  stop = () => {
    observer.disconnect();
    clearTimeout(timer);
  };
}
