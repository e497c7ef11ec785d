import { isElement, parentOf } from '../own/dom';
import { getOwnNames } from '../own/language';
import { each, find } from '../own/lists';
import { lower, test } from '../own/text';
import { self as view } from '../own/window';
import {
  noteAttribute,
  noteAttributes,
  noteMatch,
  noteQuestion,
  noteText,
  noteWalk,
  noteWritten,
} from './reads';
import { gettersOf, ofEach, record, recordOne, STYLED } from './recorder';

/** Interfaces of which every property reflects an attribute, or depends on attributes, text or children. */
const INTERFACE = /^(?:HTML|SVG).+Element$/;
/** Properties of all elements that reflect attributes. */
const OF_ALL = /^(?:aria.|id$|slot$|role$|part|assignedS)/;
/** Properties of all HTML elements, except for styles, sizes and texts. */
const OF_HTML = /^(?!offset|style|inner|outer|attributeS|data|on)/;
/** Properties that depend on text or children. */
const OF_TEXT = /^(?:text|value|label|opti|selected[OI]|leng|rows|cells|tB|tH|tF|capt|eleme|areas|defaultV)/;
/** Properties that depend on other elements: by an id, a form or a fieldset. */
const OF_OTHERS = /Elements?$|^(?:labels|willV|form$|contr|list$|isC|tra|spe)/;
/** Positions in a table, and options: a script may have found one by its number. */
const OF_PLACE = /[wlx]Index$|^HTMLOp/;
/** Properties that reflect an attribute of another name, or several. */
const NAMES = [
  [/^(?:compl|currentS|natur|content[DW])/, 'src'],
  [/^(?:hash|pathn|sear|host|origi|proto|port)/, 'href'],
  [/^assigned/, 'slot'],
  [/^in1/, 'in'],
  [/^(?:valid|posit)/, '*'],
] as const;

export function noteAct(self: Node | null): void {
  if (!isElement(self)) return;
  noteAttributes(self);
  noteWritten(self);
}
export function noteAll(self: Element): void {
  noteText(self);
  noteAct(self);
}

function nameOf(property: string): string {
  const known = find(NAMES, pair => test(pair[0], property));
  return known ? known[1] : lower(property);
}

function reflect(interfaces: string, which: RegExp): void {
  ofEach(interfaces, prototype =>
    each(gettersOf(prototype), property => {
      if (!test(which, property)) return;
      const name = nameOf(property);
      const isText = test(OF_TEXT, property);
      const isPlace = test(OF_PLACE, interfaces + property);
      const isOfOthers = test(OF_OTHERS, property);
      recordOne(prototype, property, (self: Element, _, __, rest, native) => {
        noteAttribute(self, name);
        if (isOfOthers) noteQuestion(self as never, '', null as never, rest, native);
        if (isText) noteText(self);
        if (!isPlace) return;
        const parent = parentOf(self);
        noteWalk(parent);
        if (parent) noteWalk(parentOf(parent));
      });
    }),
  );
}

/** Records reads of properties that reflect attributes. No script of the page has run yet. */
export function recordReflected(): void {
  each(getOwnNames(view), name => {
    if (!test(INTERFACE, name)) return;
    reflect(name, /./);
    record(name, /[kt]Val/, (self: Element) => noteMatch(self, ':invalid'));
    // The effect of these depends on attributes, or on what is in the element.
    record(name, /^(?:step[UD]|sho|clos|requestC)/, noteAct);
    record(name, /^(?:setR|add$|remo|del|ins|create[CT])/, noteAll);
  });
  reflect('Element', OF_ALL);
  reflect(STYLED, OF_HTML);
}
