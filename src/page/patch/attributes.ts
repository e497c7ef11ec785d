import {
  attributeOf,
  hasAttribute,
  isHtml,
  makeElement,
  page,
  putAttribute,
  takeAttribute,
} from '../own/dom';
import { each, filter, includes, joined, push, some } from '../own/lists';
import { isMedia, isPaused, loadMedia, setMuted } from '../own/media';
import { declarationsOf, isStyled, priorityOf, propertiesOf, propertyOf, setProperty } from '../own/sheets';
import { partsOf, test } from '../own/text';
import { renewed } from '../addresses';
import { setAttribute } from './make';

const SPACE = /[\t\n\f\r ]+/g;

/** Adds and removes the classes that changed in the source; classes added by scripts stay. */
function mergeClasses(element: Element, old: string, value: string): void {
  const before = partsOf(old, SPACE);
  const after = partsOf(value, SPACE);
  const live = partsOf(attributeOf(element, 'class') ?? '', SPACE);
  const merged = filter(live, name => !includes(before, name) || includes(after, name));
  each(after, name => {
    if (!includes(before, name) && !includes(merged, name)) push(merged, name);
  });
  putAttribute(element, 'class', joined(merged, ' '));
}

/** Whether a script has itself added or taken away a class that the source now loses or gets: a load may toggle it. */
export function isToggled(live: string, old: string, value: string): boolean {
  const now = partsOf(live, SPACE);
  const before = partsOf(old, SPACE);
  const after = partsOf(value, SPACE);
  const isIn = (list: readonly string[], other: readonly string[]): boolean =>
    some(list, name => !includes(other, name) && includes(before, name) !== includes(now, name));
  return isIn(before, after) || isIn(after, before);
}

function parsedStyle(text: string): CSSStyleDeclaration {
  const element = makeElement(page, 'i');
  putAttribute(element, 'style', text);
  return declarationsOf(element);
}

/** Changes the declarations that changed in the source; those that a script set stay. */
function mergeStyles(element: HTMLElement | SVGElement, old: string, value: string): void {
  const live = declarationsOf(element);
  const before = parsedStyle(old);
  const after = parsedStyle(value);
  // Only values of the source are changed: a script would set its own in a fresh load, too. An empty value removes a property.
  const change = (name: string): void => {
    const was = propertyOf(before, name);
    const wanted = propertyOf(after, name);
    if (was !== wanted && propertyOf(live, name) === was)
      setProperty(live, name, wanted, priorityOf(after, name));
  };
  each(propertiesOf(before), change);
  each(propertiesOf(after), change);
}

/** Attributes that a browser reads only when it requests the style sheet. */
const OF_REQUEST = /^(?:integrity|crossorigin|referrerpolicy|fetchpriority)$/;

/** Attributes of a frame that take effect at its next navigation. */
const OF_FRAME = /^(?:sandbox|allow|allowfullscreen|referrerpolicy|credentialless|csp)$/;

/** A sheet that was refused for its old `integrity` is requested again; a browser does that for a new `href` only. */
function requestAgain(element: Element, name: string): void {
  const address = attributeOf(element, 'href');
  if (isHtml(element, 'link') && address !== null && test(OF_REQUEST, name))
    putAttribute(element, 'href', renewed(address));
  if (isHtml(element, 'iframe') && test(OF_FRAME, name))
    each(['src', 'srcdoc'], source => {
      const text = attributeOf(element, source);
      if (text !== null) putAttribute(element, source, text);
    });
}

/** Attributes that limit the value of a field (HTML, "value sanitization algorithm"). */
const OF_VALUE = /^(?:type|min|max|step|multiple)$/;

/** Gives a field its value again, unless a visitor has typed. */
function takeValueAgain(field: Element): void {
  const value = attributeOf(field, 'value');
  // Firefox ignores a value that is equal to the current one.
  putAttribute(field, 'value', '');
  if (value === null) takeAttribute(field, 'value');
  else putAttribute(field, 'value', value);
}

/** Browsers read these attributes only when they make or load the element. */
function readAgain(element: Element, name: string): void {
  if (isHtml(element, 'input') && test(OF_VALUE, name)) takeValueAgain(element);
  else if (isMedia(element) && name === 'muted') setMuted(element, hasAttribute(element, name));
  else if (isMedia(element) && name === 'autoplay' && isPaused(element)) loadMedia(element);
}

/** Applies a change of an attribute in the source to the page; null means absent. */
export function changeAttribute(
  element: Element,
  name: string,
  old: string | null,
  value: string | null,
): void {
  const isTouched = attributeOf(element, name) !== old;
  if (isTouched && name === 'class') mergeClasses(element, old ?? '', value ?? '');
  else if (isTouched && name === 'style' && isStyled(element)) mergeStyles(element, old ?? '', value ?? '');
  else if (value === null) takeAttribute(element, name);
  else setAttribute(element, name, value);
  requestAgain(element, name);
  readAgain(element, name);
}
