import type { Operation, Placed, Splice } from '../../protocol/page';
import { isConnected, isData, isElement, isFragment, dataOf, parentOf, rootOf } from '../own/dom';
import { OwnMap, OwnSet } from '../own/language';
import { append, each, filter, map, part, push, some } from '../own/lists';
import { Refusal } from '../refusal';
import { containerOf } from './recording';
import { sourceValue, type Twin, twinOf } from './twins';

/** The new children of a twin, and those removed or moved away. */
export interface Rearranged {
  readonly twin: Twin;
  readonly kids: readonly Twin[];
  readonly gone: readonly Twin[];
}

interface TextChange {
  readonly twin: Twin;
  readonly text: string;
}

/** A change of an attribute; null means absent. */
export interface AttributeChange {
  readonly twin: Twin;
  readonly name: string;
  readonly value: string | null;
}

/** All changes of one patch, computed before the first one is made. */
export interface Plan {
  readonly texts: TextChange[];
  readonly attributes: AttributeChange[];
  readonly rearranged: Rearranged[];
  /** Twins whose nodes are created. */
  readonly fresh: OwnSet<Twin>;
  /** Twins whose nodes move. */
  readonly moved: OwnSet<Twin>;
  readonly parents: OwnMap<Twin, Twin>;
}

export function must<T>(value: T | undefined | null | false, reason: string): T {
  if (!value) throw new Refusal(reason);
  return value;
}

export const containerOfTwin = (twin: Twin): Node | undefined =>
  twin.container ?? (twin.live && containerOf(twin.live));
/** Scripts never change in the page: they have run, and only a reload runs the new text. */
export const isScript = (twin: Twin): boolean => twin.name === 'script';
/** In the document, a template or a shadow root; false if a script removed the node. */
const isAttached = (node: Node): boolean => isConnected(node) || isFragment(rootOf(node));

/** The changes that operations describe, checked against the page; throws `Refusal` if the page differs from what they expect. */
export function planOf(twins: readonly Twin[], operations: readonly Operation[]): Plan {
  const parents = new OwnMap<Twin, Twin>();
  each(twins, parent => each(parent.kids, kid => parents.set(kid, parent)));
  const plan: Plan = {
    texts: [],
    attributes: [],
    rearranged: [],
    fresh: new OwnSet(),
    moved: new OwnSet(),
    parents,
  };
  const byNumber = (number: number): Twin => must(twins[number], 'left:');
  each(operations, operation => {
    const twin = byNumber(operation[1]);
    if (operation[0] === 'text') push(plan.texts, { twin, text: operation[2] });
    else if (operation[0] === 'attribute')
      push(plan.attributes, { twin, name: operation[2], value: operation[3] });
    else push(plan.rearranged, rearrange(twin, operation[2], byNumber, plan));
  });
  check(plan);
  return plan;
}

function rearrange(
  twin: Twin,
  splices: readonly Splice[],
  byNumber: (number: number) => Twin,
  plan: Plan,
): Rearranged {
  const kids: Twin[] = [];
  const gone: Twin[] = [];
  let from = 0;
  const place = (one: Placed): Twin => {
    if (typeof one === 'number') {
      const moved = byNumber(one);
      plan.moved.add(moved);
      return moved;
    }
    const fresh = twinOf(one);
    plan.fresh.add(fresh);
    if (fresh.text === undefined) fresh.kids = map(one[2] as readonly Placed[], place);
    return fresh;
  };
  each(splices, splice => {
    append(kids, part(twin.kids, from, splice[0]));
    append(kids, map(splice[2], place));
    append(gone, part(twin.kids, splice[0], splice[0] + splice[1]));
    from = splice[0] + splice[1];
  });
  append(kids, part(twin.kids, from));
  return { twin, kids, gone };
}

function check(plan: Plan): void {
  const inPlace = (twin: Twin): boolean => {
    const parent = plan.parents.get(twin);
    return twin.live !== undefined && parent !== undefined && parentOf(twin.live) === containerOfTwin(parent);
  };
  // A start tag that a script has written takes in what the parser finds next.
  const isStray = (twin: Twin): boolean =>
    twin.live !== undefined && isConnected(twin.live) && !inPlace(twin);
  const meetsStray = (kids: readonly Twin[]): boolean => {
    let last: Twin | undefined;
    let isNew = false;
    return some(kids, kid => {
      const wasNew = isNew;
      isNew = plan.fresh.has(kid) || plan.moved.has(kid);
      if (isNew) return last !== undefined && isStray(last);
      last = kid;
      return wasNew && isStray(kid);
    });
  };
  each(plan.texts, ({ twin }) => {
    if (isScript(must(plan.parents.get(twin), 'left:'))) return;
    must(inPlace(twin) && twin.live && isAttached(twin.live), 'left:');
    must(twin.live && isData(twin.live) && dataOf(twin.live) === twin.text, 'wrote:');
  });
  each(plan.attributes, ({ twin }) => must(isElement(twin.live) && isAttached(twin.live), 'left:'));
  each(plan.rearranged, ({ twin, kids, gone }) => {
    if (isScript(twin)) return;
    must(isAttached(must(containerOfTwin(twin), 'strange:')), 'left:');
    each(gone, kid => must(inPlace(kid), 'shifted:'));
    const staying = filter(kids, kid => !plan.fresh.has(kid) && !plan.moved.has(kid));
    must(staying.length === 0 || some(staying, inPlace), 'shifted:');
    must(!meetsStray(kids), 'shifted:');
  });
  plan.moved.forEach(twin => must(inPlace(twin), 'shifted:'));
  plan.fresh.forEach(twin => must(twin.name !== 'template' || !isDeclared(twin), 'shadow:'));
}

/** Only a parser makes a shadow root of a template (HTML, "declarative shadow DOM"). */
const isDeclared = (twin: Twin): boolean => sourceValue(twin, 'shadowrootmode') !== null;
