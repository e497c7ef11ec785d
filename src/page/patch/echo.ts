import {
  attributesOf,
  dataOf,
  isElement,
  kidsOf,
  makeText,
  markupOf,
  nameOf,
  page,
  parentOf,
  replaceData,
  shadowOf,
} from '../own/dom';
import { OwnSet, promised } from '../own/language';
import { each, find, flatMap, joined, map, some } from '../own/lists';
import {
  attributeOfRecord,
  disconnect,
  kindOfRecord,
  makeObserver,
  observe,
  takeRecords,
  targetOf,
} from '../own/observers';
import { isCustom, isObserved, rendersAnew } from './custom';
import { extent } from '../reads/reads';
import { containerOfTwin, type Plan } from './plan';
import type { Twin } from './twins';

/** Turns to wait for the page's observers and their promises. */
const TURNS = 5;

/** Resolves after the page's own mutation observers, which are older, have run. WebKit runs promises before any observer. */
const turn = (): Promise<void> =>
  promised(resolve => {
    const text = makeText(page, '');
    observe(
      makeObserver(() => resolve()),
      text,
      { characterData: true },
    );
    replaceData(text, 0, 0, ' ');
  });

/** Makes an observer of all changes in the page. */
function watching(hear: (records: readonly MutationRecord[]) => void): MutationObserver {
  const observer = makeObserver(hear);
  observe(observer, page, { childList: true, subtree: true, characterData: true, attributes: true });
  return observer;
}

/** @param before the value of `extent.later` before the change; meanwhile no timer of the page runs */
const reasonOf = (target: Node | undefined, before: number): string | undefined => {
  if (target) return `answered:${isElement(target) ? nameOf(target) : 'text'}`;
  return extent.later === before ? undefined : 'later:';
};

/** The nodes that a plan changes, and the parents that nodes leave. */
function changedBy(plan: Plan): OwnSet<Node | null | undefined> {
  const known = new OwnSet<Node | null | undefined>();
  const leave = ({ live }: Twin): void => void (live && known.add(parentOf(live)));
  const come = (twin: Twin): void => {
    known.add(twin.live);
    known.add(containerOfTwin(twin));
  };
  const comeWith = ({ twin }: { readonly twin: Twin }): void => come(twin);
  each(plan.texts, comeWith);
  each(plan.attributes, comeWith);
  each(plan.rearranged, comeWith);
  each(plan.rearranged, ({ gone }) => each(gone, leave));
  plan.moved.forEach(leave);
  plan.fresh.forEach(come);
  return known;
}

/** The nodes in an element or a shadow root, as text. */
const written = (container: Node): string =>
  joined(
    map(kidsOf(container), kid =>
      isElement(kid) ? joined(attributesOf(kid), '\0') + markupOf(kid) : dataOf(kid as Text),
    ),
    '\0',
  );

/** The content of custom elements whose attributes a plan changes. */
const insides = ({ attributes }: Plan): (readonly [count: number, text: string])[] =>
  flatMap(attributes, ({ twin: { live }, name }) => {
    if (!isElement(live) || !isObserved(live, name) || rendersAnew(live)) return [];
    const root = shadowOf(live) ?? live;
    return [[kidsOf(root).length, written(root)] as const];
  });

/** Whether a record belongs to the plan: a custom element may change itself at the same time. */
function isPlanned(record: MutationRecord, { attributes, rearranged }: Plan): boolean {
  const target = targetOf(record);
  if (!isCustom(target)) return true;
  return kindOfRecord(record) === 'attributes'
    ? some(attributes, ({ twin, name }) => twin.live === target && name === attributeOfRecord(record))
    : some(rearranged, ({ twin }) => containerOfTwin(twin) === target) ||
        kindOfRecord(record) === 'characterData';
}

/** Carries out a plan, and tells whether callbacks of custom elements changed anything beyond it. */
export function callbacks(plan: Plan, act: () => void): string | undefined {
  const known = changedBy(plan);
  const laterBefore = extent.later;
  const insidesBefore = insides(plan);
  const observer = watching(() => undefined);
  act();
  const answer = find(
    takeRecords(observer),
    // Details of one name close each other.
    record =>
      attributeOfRecord(record) !== 'open' && (!known.has(targetOf(record)) || !isPlanned(record, plan)),
  );
  disconnect(observer);
  const after = insides(plan);
  let reason = reasonOf(answer && targetOf(answer), laterBefore);
  each(insidesBefore, (one, at) => {
    const now = after[at];
    if (now && (now[0] > one[0] || now[1] === one[1])) reason ??= 'keeps:';
  });
  return reason;
}

/**
 * Tells how scripts answered a patch: their mutation observers see it, but would see nothing in a fresh load. No timer and no frame
 * runs meanwhile, so all changes are answers.
 */
export async function echo(): Promise<string | undefined> {
  let target: Node | undefined;
  const laterBefore = extent.later;
  const hear = (records: readonly MutationRecord[]): void =>
    each(records, record => {
      // Elements of Lit answer their slots and attributes in turns when a page loads, too.
      if (!rendersAnew(targetOf(record))) target ??= targetOf(record);
    });
  const observer = watching(hear);
  for (let turns = 0; turns < TURNS && !target; turns++) await turn();
  hear(takeRecords(observer));
  disconnect(observer);
  return reasonOf(target, laterBefore);
}
