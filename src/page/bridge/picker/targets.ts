import { idOf, nameOf as tagOf } from '../../own/dom';
import { childrenOf, classesOf } from '../nodes';

const holds = ({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean =>
  left <= x && x <= right && top <= y && y <= bottom;

/** The text of an element at a point; undefined beside its texts. Browsers report no positions of characters in shadow roots. */
function textUnder(element: Element, x: number, y: number): Node | undefined {
  const range = new Range();
  return childrenOf(element).find(node => {
    if (!(node instanceof Text) || node.data.trim() === '') return false;
    range.selectNodeContents(node);
    return [...range.getClientRects()].some(rect => holds(rect, x, y));
  });
}

/** The attribute whose value an element shows. */
function attributeShown(element: Element): string | undefined {
  if (element instanceof HTMLImageElement)
    return element.complete && element.naturalWidth === 0 && element.alt !== '' ? 'alt' : undefined;
  if (element instanceof HTMLInputElement && /^(?:button|submit|reset)$/.test(element.type))
    return element.hasAttribute('value') ? 'value' : undefined;
  if (element instanceof HTMLIFrameElement) return element.hasAttribute('srcdoc') ? 'srcdoc' : undefined;
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  return isField && element.value === '' && element.placeholder !== '' ? 'placeholder' : undefined;
}

/** The target at a point in an element: a text, an attribute or the element itself. */
export interface Meant {
  readonly node: Node;
  readonly attribute: string | undefined;
}

export function meantBy(element: Element, x: number, y: number): Meant {
  const attribute = attributeShown(element);
  if (attribute !== undefined) return { node: element, attribute };
  return { node: textUnder(element, x, y) ?? element, attribute: undefined };
}

const LONGEST = 40;

/** How a label names an element: `section#top.hero.wide`. */
export function nameOf(element: Element): string {
  const id = idOf(element) === '' ? '' : `#${idOf(element)}`;
  const classes = [...classesOf(element)].map(name => `.${name}`).join('');
  const name = `${tagOf(element)}${id}${classes}`;
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST)}…`;
}
