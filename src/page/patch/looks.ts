import { boxOf, isConnected, nameOf } from '../own/dom';
import { abs, OwnMap } from '../own/language';
import { each, push, some } from '../own/lists';
import { propertiesOf, propertyOf } from '../own/sheets';
import { pattern, test } from '../own/text';
import { computedOf } from '../own/window';
import { boxes, styled } from '../reads/reads';

/** Properties whose computed value follows from the size of the box. */
const OF_BOX = pattern(/^(?:(?:block|inline)-size|(?:perspective|transform)-origin|height|width)$/);

/** The most elements of which all properties are compared: each costs half a millisecond, before and after an update. */
const MOST_STYLES = 20;

interface Box {
  readonly element: Element;
  /** Left, top, width and height in pixels. */
  readonly sides: readonly number[];
}

/** Measures that scripts took, and elements whose style they asked for, as they are now. */
export interface Looks {
  readonly boxes: readonly Box[];
  readonly styles: readonly (readonly [element: Element, values: OwnMap<string, string>])[];
}

/** The boxes that scripts measured. The root and body change with every line; scripts measure them again. */
function measure(): Box[] {
  const found: Box[] = [];
  boxes.forEach(element => {
    const name = nameOf(element);
    if (isConnected(element) && name !== 'html' && name !== 'body')
      push(found, { element, sides: boxOf(element) });
  });
  return found;
}

function stylesNow(): Looks['styles'] {
  const found: [Element, OwnMap<string, string>][] = [];
  styled.forEach(element => {
    if (found.length >= MOST_STYLES || !isConnected(element)) return;
    const style = computedOf(element);
    const values = new OwnMap<string, string>();
    each(propertiesOf(style), name => {
      if (!test(OF_BOX, name)) values.set(name, propertyOf(style, name));
    });
    push(found, [element, values]);
  });
  return found;
}

/** @param restyles whether the change is one of style */
export const looksNow = (restyles: boolean): Looks => ({
  boxes: measure(),
  styles: restyles ? stylesNow() : [],
});

function isMoved(before: readonly Box[], after: readonly Box[]): boolean {
  const isOther = ({ element, sides }: Box, at: number): boolean => {
    const now = after[at];
    return (
      now?.element !== element || some(sides, (side, index) => abs(side - (now.sides[index] ?? 0)) > 0.5)
    );
  };
  return some(before, isOther);
}

/** The name of the first property that has another value. */
function changedValue(before: OwnMap<string, string>, after: OwnMap<string, string>): string | undefined {
  let found: string | undefined;
  before.forEach((value, name) => {
    if (after.get(name) !== value) found ??= name;
  });
  return found;
}

function changedStyle(before: Looks['styles'], after: Looks['styles']): string | undefined {
  let reason: string | undefined;
  each(before, (styled, at) => {
    const element = styled[0];
    const now = after[at];
    const name = now?.[0] === element ? changedValue(styled[1], now[1]) : 'style';
    if (name !== undefined)
      reason ??= `a script asked for the style of <${nameOf(element)}>, whose ${name} changed`;
  });
  return reason;
}

/** Why what scripts measured, or asked for, is no longer what it was. */
export function changedLooks(before: Looks, restyles: boolean): string | undefined {
  const after = looksNow(restyles);
  return isMoved(before.boxes, after.boxes)
    ? 'a script measured what the change moves'
    : changedStyle(before.styles, after.styles);
}
