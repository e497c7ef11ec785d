import type { Frame, Page } from 'playwright-core';

/** More stops than any document of Porthole has. */
const MOST = 150;

/** An element at which the Tab key stops. */
export interface Stop {
  readonly name: string;
  /** Whether it looks different with the focus. */
  readonly isSeen: boolean;
}

export interface Walk {
  readonly stops: readonly Stop[];
  /** Elements that react to clicks but are not reached by the Tab key; lines of a list have keys of their own. */
  readonly missed: readonly string[];
  /** Elements that are no HTML controls and ignore Enter and the space bar. */
  readonly dead: readonly string[];
}

/** Walks through a document by the Tab key, from start to end, and finds the elements that it misses. */
export async function walk(page: Page, frame: Frame): Promise<Walk> {
  await frame.evaluate(begin);
  for (let count = 0; count < MOST; count++) {
    await page.keyboard.press('Tab');
    const found = await frame.evaluate(arrive);
    if (found === 'end') break;
    if (found !== 'custom') continue;
    // The keys that stand for a click; the click itself goes nowhere.
    for (const key of ['Enter', 'Space']) await page.keyboard.press(key);
    await frame.evaluate(leaveControl);
  }
  return frame.evaluate(finish);
}

/** Runs in the document, so it cannot use variables from here. */
interface Kept {
  readonly stops: { element: Element; name: string; with: string; without: string }[];
  readonly dead: string[];
  heard: number;
  listening: boolean;
  readonly nameOf: (element: Element) => string;
  readonly focused: () => Element | null;
  readonly parts: (element: Element) => readonly Element[];
  readonly styleOf: (element: Element) => string;
  readonly look: (element: Element) => string;
  readonly every: (root: ParentNode) => Element[];
  readonly above: (element: Element) => Element | undefined;
  readonly within: (inner: Element | undefined, outer: Element) => boolean;
  readonly isPointed: (element: Element | undefined) => boolean;
}

declare global {
  var walked: Kept;
}

/** Stores the functions of the walk in the document, and puts the focus before its first element. */
function begin(): void {
  globalThis.walked = {
    stops: [],
    dead: [],
    heard: 0,
    listening: false,
    nameOf: element =>
      `${element.localName} ${element.getAttribute('aria-label') ?? element.id ?? ''} ${(element.textContent ?? '').trim().slice(0, 30)}`,
    focused: () => {
      let found = document.activeElement;
      while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
      return found;
    },
    // The elements that may show the focus: the element itself, its host, and its parts.
    parts: element => {
      const root = element.getRootNode();
      const host = root instanceof ShadowRoot ? root.host : undefined;
      const inside = host?.shadowRoot ?? element.shadowRoot;
      return [element, ...(inside?.querySelectorAll('*') ?? []), ...(host ? [host] : [])];
    },
    styleOf: element => {
      const { outlineStyle, outlineWidth, outlineColor, borderColor, boxShadow, backgroundColor } =
        getComputedStyle(element);
      const outline = outlineStyle === 'none' ? '' : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
      return [outline, borderColor, boxShadow, backgroundColor].join();
    },
    look: element => walked.parts(element).map(walked.styleOf).join(';'),
    every: root =>
      [...root.querySelectorAll('*')].flatMap(each => [
        each,
        ...(each.shadowRoot ? walked.every(each.shadowRoot) : []),
      ]),
    above: element => {
      const root = element.getRootNode();
      return element.parentElement ?? (root instanceof ShadowRoot ? root.host : undefined);
    },
    within: (inner, outer) =>
      inner !== undefined && (inner === outer || walked.within(walked.above(inner), outer)),
    isPointed: element => element !== undefined && getComputedStyle(element).cursor === 'pointer',
  };
  for (const type of ['click', 'change'])
    addEventListener(
      type,
      event => {
        if (!walked.listening) return;
        walked.heard++;
        event.stopImmediatePropagation();
        if (type === 'click') event.preventDefault();
      },
      true,
    );
  document.body.tabIndex = -1;
  document.body.focus();
}

/** Notes the focused element: `end` after the last one, `custom` if keys must be tried on it. */
function arrive(): 'end' | 'custom' | 'native' {
  const { stops } = walked;
  const last = stops.at(-1);
  if (last) last.without = walked.look(last.element);
  const element = walked.focused();
  if (!document.hasFocus() || !element || element === document.body) return 'end';
  if (stops[0]?.element === element) return 'end';
  // A page in a frame has stops of its own.
  if (last?.element === element) return 'native';
  // A page in a frame shows its focus itself.
  const look = element instanceof HTMLIFrameElement ? 'a page' : walked.look(element);
  stops.push({ element, name: walked.nameOf(element), with: look, without: '' });
  const isCustom = element.matches('vscode-button, vscode-checkbox, [role=button], [role=checkbox]');
  const isNative = element.matches('button, input, select, textarea, a, summary');
  if (!isCustom || isNative) return 'native';
  Object.assign(walked, { heard: 0, listening: true });
  return 'custom';
}

function leaveControl(): void {
  if (walked.heard === 0) walked.dead.push(walked.stops.at(-1)?.name ?? '');
  walked.listening = false;
}

function finish(): Walk {
  const { stops, dead, every, above, within, isPointed, nameOf } = walked;
  const missed = every(document.body)
    .filter(
      element =>
        element.matches(
          'button, input, select, textarea, a[href], summary, [role=button], [role=checkbox]',
        ) ||
        (isPointed(element) && !isPointed(above(element))),
    )
    .filter(
      element =>
        element.checkVisibility({ visibilityProperty: true }) &&
        element.getBoundingClientRect().width > 0 &&
        !element.matches(':disabled') &&
        !stops.some(stop => within(element, stop.element) || within(stop.element, element)),
    );
  return {
    stops: stops.map(stop => ({ name: stop.name, isSeen: stop.with !== stop.without })),
    missed: missed.map(nameOf),
    dead,
  };
}
