/** An element: its local name, then its place among the elements of its parent, for each ancestor from the root down. */
export type ElementPath = readonly [name: string, ...places: number[]];

/** An action on one device, for the others that show the same page. Shares are those of the way that can be scrolled, 0 to 1. */
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

const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

function isPath(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > DEEPEST) return false;
  const [name, ...places] = value as unknown[];
  return typeof name === 'string' && name.length <= LONGEST_NAME && places.every(isIndex);
}

function isInput({ value, checked, selected }: Record<string, unknown>): boolean {
  return (
    (value === undefined || (typeof value === 'string' && value.length <= LONGEST_VALUE)) &&
    (checked === undefined || typeof checked === 'boolean') &&
    (selected === undefined ||
      (Array.isArray(selected) && selected.length <= MOST_SELECTED && selected.every(isIndex)))
  );
}

/** Whether a value is an action: kind, types and sizes. */
export function isStepAction(value: unknown): value is StepAction {
  if (typeof value !== 'object' || value === null) return false;
  const action = value as Record<string, unknown>;
  if (!isPath(action['at'])) return false;
  switch (action['kind']) {
    case 'scroll':
      return isShare(action['top']) && isShare(action['left']);
    case 'click':
      return true;
    case 'input':
      return isInput(action);
    case 'submit':
      return action['by'] === undefined || isPath(action['by']);
    default:
      return false;
  }
}
