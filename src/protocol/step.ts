import { type Is, isBoolean, isCount, isList, isMaybe, isShape, isText, isUnion } from './is';

/** An element: its local name, then its place among the elements of its parent, for each ancestor from the root down. */
export type ElementPath = readonly [name: string, ...places: number[]];

/** An action on one device, for the others that show the same page. `top` and `left` are shares of the scrollable distance, 0 to 1. */
export type StepAction =
  | { readonly kind: 'scroll'; readonly at: ElementPath; readonly top: number; readonly left: number }
  /** A link was followed. */
  | { readonly kind: 'click'; readonly at: ElementPath }
  | {
      readonly kind: 'input';
      readonly at: ElementPath;
      readonly value?: string;
      readonly checked?: boolean;
      /** Indexes of the options that are selected. */
      readonly selected?: readonly number[];
    }
  /** A form was sent, by a button or without one. */
  | { readonly kind: 'submit'; readonly at: ElementPath; readonly by?: ElementPath };

const DEEPEST = 200;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 20_000;
const MOST_SELECTED = 1000;

const isShare: Is = value => typeof value === 'number' && value >= 0 && value <= 1;

const isPath: Is = value => {
  if (!Array.isArray(value)) return false;
  const [name, ...places] = value as unknown[];
  return isText(LONGEST_NAME)(name) && isList(DEEPEST - 1, isCount)(places);
};

const is = isUnion('kind', {
  scroll: isShape({ at: isPath, top: isShare, left: isShare }),
  click: isShape({ at: isPath }),
  input: isShape({
    at: isPath,
    value: isMaybe(isText(LONGEST_VALUE)),
    checked: isMaybe(isBoolean),
    selected: isMaybe(isList(MOST_SELECTED, isCount)),
  }),
  submit: isShape({ at: isPath, by: isMaybe(isPath) }),
} satisfies Record<StepAction['kind'], Is>);

/** Whether a value is an action: kind, types and sizes. */
export const isStepAction = (value: unknown): value is StepAction => is(value);
