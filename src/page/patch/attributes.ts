import { attributeOf, isHtml, makeElement, page, putAttribute, takeAttribute } from '../own/dom';
import { each, filter, includes, joined, push } from '../own/lists';
import {
  declarationsOf,
  isStyled,
  priorityOf,
  propertiesOf,
  propertyOf,
  removeProperty,
  setProperty,
} from '../own/sheets';
import { partsOf, pattern, test } from '../own/text';
import { renewed } from '../addresses';
import { setAttribute } from './make';

const SPACE = pattern(/[\t\n\f\r ]+/g, 'g');

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

function parsedStyle(text: string): CSSStyleDeclaration {
  const element = makeElement(page, 'i');
  putAttribute(element, 'style', text);
  return declarationsOf(element);
}

/** The same for the declarations of a `style` attribute that a script has changed. */
function mergeStyles(element: HTMLElement | SVGElement, old: string, value: string): void {
  const live = declarationsOf(element);
  const before = parsedStyle(old);
  const after = parsedStyle(value);
  each(propertiesOf(before), name => {
    if (propertyOf(after, name) === '') removeProperty(live, name);
  });
  each(propertiesOf(after), name => {
    const wanted = propertyOf(after, name);
    if (propertyOf(before, name) !== wanted) setProperty(live, name, wanted, priorityOf(after, name));
  });
}

/** Attributes with which a browser requests a style sheet, and that it reads only then. */
const OF_REQUEST = pattern(/^(?:integrity|crossorigin|referrerpolicy|fetchpriority)$/);

/** A sheet that was refused for its old `integrity` is requested again; a browser does that for a new `href` only. */
function requestAgain(element: Element, name: string): void {
  const address = attributeOf(element, 'href');
  if (isHtml(element, 'link') && address !== null && test(OF_REQUEST, name))
    putAttribute(element, 'href', renewed(address));
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
}
