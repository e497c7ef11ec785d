import { isElement } from '../own/dom';
import { each, flatMap, includes, some } from '../own/lists';
import { isToldOfMoves } from './custom';
import type { Plan } from './plan';
import { numbered, type Twin } from './twins';

/** How a node is named in a reason. */
export const titled = (twin: Twin | undefined): string => twin?.name || 'text';

/** All twins below and including these. */
export const withAll = (twins: readonly Twin[]): Twin[] => flatMap(twins, numbered);

export interface Answer {
  readonly selector: string;
  readonly elements: readonly Element[];
}

/** Why a script may know the previous parent of an element that it found. */
export function movedReason(plan: Plan, answers: readonly Answer[]): string | undefined {
  let reason: string | undefined;
  const look = (parent: Twin, kids: readonly Twin[]): void =>
    each(kids, kid => {
      if (plan.fresh.has(kid)) look(kid, kid.kids);
      if (!plan.moved.has(kid)) return;
      const isOther = plan.parents.get(kid) !== parent;
      each(withAll([kid]), ({ live }) => {
        if (!isElement(live)) return;
        if (isToldOfMoves(live)) reason ??= `moved:${titled(kid)}`;
        // From an element that it found, a script may have gone up to the parent.
        if (isOther && some(answers, ({ elements }) => includes(elements, live)))
          reason ??= `parent:${titled(kid)}`;
      });
    });
  each(plan.rearranged, ({ twin, kids }) => look(twin, kids));
  return reason;
}
