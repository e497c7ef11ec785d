/** Where kept state lies between a reload and the page after it. */
const KEY = '__porthole';

interface Kept {
  readonly address: string;
  readonly scroll: readonly [x: number, y: number];
  /** Scrollers, fields and details by a path of child positions. */
  readonly scrollers: readonly (readonly [path: string, x: number, y: number])[];
  readonly values: readonly (readonly [path: string, value: string, checked: boolean])[];
  readonly open: readonly (readonly [path: string, open: boolean])[];
  readonly focus: string | undefined;
}

function pathOf(element: Element): string {
  if (element.id !== '') return `#${element.id}`;
  const steps: number[] = [];
  for (let at: Element | null = element; at?.parentElement; at = at.parentElement) {
    steps.unshift([...at.parentElement.children].indexOf(at));
  }
  return steps.join('/');
}

function find(path: string): Element | null {
  if (path.startsWith('#')) return document.getElementById(path.slice(1));
  let at: Element | undefined = document.documentElement;
  for (const step of path.split('/').filter(Boolean)) at = at?.children[Number(step)];
  return at ?? null;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const isField = (element: Element): element is Field => /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
/** A secret is not written down, and a file cannot be put back. */
const isKept = (field: Field): boolean =>
  field.type !== 'password' && field.type !== 'file' && field.type !== 'hidden';

function gather(): Kept {
  const all = [...document.querySelectorAll('body *')];
  return {
    address: location.href,
    scroll: [scrollX, scrollY],
    scrollers: all
      .filter(e => e.scrollTop !== 0 || e.scrollLeft !== 0)
      .map(e => [pathOf(e), e.scrollLeft, e.scrollTop]),
    values: all
      .filter(isField)
      .filter(isKept)
      .map(f => [pathOf(f), f.value, f instanceof HTMLInputElement && f.checked]),
    open: all.filter(e => e instanceof HTMLDetailsElement).map(e => [pathOf(e), e.open]),
    focus:
      document.activeElement && document.activeElement !== document.body
        ? pathOf(document.activeElement)
        : undefined,
  };
}

/** Writes down what the visitor did, for the page after the reload. A page without storage loses it. */
export function keep(): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(gather()));
  } catch {
    // Storage may be full or forbidden; the reload goes on.
  }
}

function put(kept: Kept): void {
  for (const [path, open] of kept.open) {
    const element = find(path);
    if (element instanceof HTMLDetailsElement) element.open = open;
  }
  for (const [path, value, checked] of kept.values) {
    const element = find(path);
    if (!element || !isField(element) || !isKept(element)) continue;
    if (element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type))
      element.checked = checked;
    else element.value = value;
  }
  for (const [path, x, y] of kept.scrollers) find(path)?.scrollTo(x, y);
  scrollTo(...kept.scroll);
  const focused = kept.focus === undefined ? null : find(kept.focus);
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/** Puts back what was kept by the page before, once there is a document to put it into. */
export function restore(): void {
  let text: string | null = null;
  try {
    text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
  if (text === null) return;
  const kept = JSON.parse(text) as Kept;
  if (kept.address !== location.href) return;
  document.addEventListener('DOMContentLoaded', () => put(kept), { once: true });
  // Images give the page its height only when they are there.
  addEventListener('load', () => scrollTo(...kept.scroll), { once: true });
}
