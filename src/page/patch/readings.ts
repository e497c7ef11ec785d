import { boxOf, isConnected, isNode, nameOf, scrollHeightOf, scrollWidthOf } from '../own/dom';
import { abs, applied, isArray, max, min, OwnMap, type OwnSet, textOf } from '../own/language';
import { append, each, map, push, some } from '../own/lists';
import { propertiesOf, propertyOf } from '../own/sheets';
import { contains, partsOf, slice, test } from '../own/text';
import { computedOf, heightOfView, self } from '../own/window';
import {
  areTooMany,
  boxes,
  heights,
  margins,
  pseudos,
  questions,
  seen,
  styled,
  widths,
} from '../reads/reads';

/** Properties whose computed value follows from the size of the box. */
const OF_BOX = /^(?:(?:block|inline)-size|(?:perspective|transform)-origin|height|width)$/;

/**
 * The most elements whose properties are all compared: each costs half a millisecond before and after an update. With more, a change
 * of style counts as read.
 */
const MOST_STYLES = 40;

/** The current measures and styles of elements that scripts asked for. */
interface Readings {
  /** Elements with the sides of their boxes in pixels, or other measures. */
  readonly measures: readonly unknown[];
  readonly styles: readonly (readonly [element: Element, values: OwnMap<string, string>])[];
  /** Answers to the questions that scripts asked. */
  readonly answers: readonly unknown[];
}

const SPACE = / /g;
/** Pixels of a margin, in pixels or percents. */
const pixels = (margin: string): number =>
  contains(margin, '%') ? (+slice(margin, 0, -1) * heightOfView(self)) / 100 : +slice(margin, 0, -2);

/** The visible share of a box in percent, with its margins; all or nothing if it has no height. */
function inView(box: readonly number[], around = ''): number {
  const top = box[1] ?? 0;
  const height = (box[3] ?? 0) + 0.01;
  const edges = map(partsOf(around, SPACE), pixels);
  const visible = min(top + height, heightOfView(self) + (edges[2] ?? 0)) - max(top, -(edges[0] ?? 0));
  return visible > 0 ? (100 * visible) / height : 0;
}

/** Measurements of scripts. */
function measure(): unknown[] {
  const found: unknown[] = [];
  const add = (
    set: OwnSet<Element>,
    sidesOf: (box: readonly number[], element: Element) => readonly number[],
  ): void =>
    set.forEach(element => {
      if (!isConnected(element)) return;
      push(found, element);
      append(found, sidesOf(boxOf(element), element));
    });
  add(boxes, box => box);
  add(widths, (box, element) => [box[2] ?? 0, scrollWidthOf(element)]);
  add(heights, (box, element) => [box[3] ?? 0, scrollHeightOf(element)]);
  add(seen, (box, element) => [inView(box, margins.get(element))]);
  return found;
}

function stylesNow(): Readings['styles'] {
  const found: [Element, OwnMap<string, string>][] = [];
  styled.forEach(element => {
    if (!isConnected(element)) return;
    const values = new OwnMap<string, string>();
    const asked = pseudos.get(element);
    each(asked === undefined ? [''] : ['', asked], pseudo => {
      const style = computedOf(element, pseudo);
      each(propertiesOf(style), name => {
        if (!test(OF_BOX, name)) values.set(pseudo + name, propertyOf(style, name));
      });
    });
    push(found, [element, values]);
  });
  return found;
}

const SIDES = partsOf('x y width height a b c d e f startContainer offsetNode', SPACE);

/** An answer in a form that can be compared: values and nodes as they are, boxes by their sides, lists by their items. */
function shot(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || isNode(answer)) return answer;
  const found: unknown[] = [textOf(answer)];
  each(SIDES, side => push(found, (answer as Readonly<Record<string, unknown>>)[side]));
  append(found, map(answer as ArrayLike<unknown>, shot));
  return found;
}

/** The answers that scripts would get now. */
const answersNow = (): unknown[] =>
  map(questions, question => {
    try {
      return shot(applied(question[0], question[1], question[2]));
    } catch {
      return undefined;
    }
  });

/** Whether scripts asked for more than is compared. */
export const areTooManyToRead = (isElemental: boolean, restyles: boolean): boolean =>
  areTooMany(isElemental) || (restyles && styled.size > MOST_STYLES);

/** @param restyles whether the change is one of style */
export const readingsNow = (restyles: boolean): Readings => ({
  measures: measure(),
  styles: restyles ? stylesNow() : [],
  answers: answersNow(),
});

const isOther = (one: unknown, two: unknown, most = 0.5): boolean =>
  typeof one === 'number' && typeof two === 'number' ? abs(one - two) > most : one !== two;

function isOtherAnswer(one: unknown, two: unknown): boolean {
  if (!isArray(one) || !isArray(two)) return isOther(one, two, 0.01);
  const other = two as readonly unknown[];
  return one.length !== other.length || some(one, (part, at) => isOtherAnswer(part, other[at]));
}

/** The name of the first property whose value changed. */
function changedValue(before: OwnMap<string, string>, after: OwnMap<string, string>): string | undefined {
  let found: string | undefined;
  before.forEach((value, name) => {
    if (after.get(name) !== value) found ??= name;
  });
  return found;
}

function changedStyle(before: Readings['styles'], after: Readings['styles']): string | undefined {
  let reason: string | undefined;
  each(before, (styled, at) => {
    const element = styled[0];
    const now = after[at];
    const name = now?.[0] === element ? changedValue(styled[1], now[1]) : 'style';
    if (name !== undefined) reason ??= `style:${nameOf(element)} ${name}`;
  });
  return reason;
}

/** Why a measure or an answer differs from the earlier one. */
export function changedReading(before: Readings, restyles: boolean): string | undefined {
  const after = readingsNow(restyles);
  const isChanged =
    some(before.measures, (measure, at) => isOther(measure, after.measures[at])) ||
    some(before.answers, (answer, at) => isOtherAnswer(answer, after.answers[at]));
  return isChanged ? 'measured:' : changedStyle(before.styles, after.styles);
}
