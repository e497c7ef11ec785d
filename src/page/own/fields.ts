import { isHtml, select } from './dom';
import { bare, getter, method, OwnWeakMap, setter } from './language';
import { filter, find } from './lists';
import { isOfSvg } from './sheets';

const input = HTMLInputElement;
const area = HTMLTextAreaElement;
export type TextField = HTMLInputElement | HTMLTextAreaElement;
export const isInput = (one: Element): one is HTMLInputElement => isHtml(one, 'input');
export const isTextField = (one: Element): one is TextField => isInput(one) || isHtml(one, 'textarea');
export const isSelect = (one: Element): one is HTMLSelectElement => isHtml(one, 'select');
export const isDetails = (one: Element): one is HTMLDetailsElement => isHtml(one, 'details');

/** An attribute that inputs and text areas share. */
function shared<K extends keyof HTMLInputElement & keyof HTMLTextAreaElement>(
  name: K,
): (field: TextField) => HTMLInputElement[K] | HTMLTextAreaElement[K] {
  const ofInput = getter(input, name);
  const ofArea = getter(area, name);
  return field => (isInput(field) ? ofInput(field) : ofArea(field));
}
export const kindOfField = shared('type');
export const valueOf = shared('value');
export const defaultOf = shared('defaultValue');
export const selectionStart = shared('selectionStart');
export const selectionEnd = shared('selectionEnd');
const setOfInput = setter(input, 'value');
const setOfArea = setter(area, 'value');
export const setValue = (field: TextField, value: string): void =>
  isInput(field) ? setOfInput(field, value) : setOfArea(field, value);
const selectInInput = method(input, 'setSelectionRange');
const selectInArea = method(area, 'setSelectionRange');
export const setSelection = (field: TextField, start: number | null, end: number | null): void =>
  isInput(field) ? selectInInput(field, start, end) : selectInArea(field, start, end);

export const isChecked = getter(input, 'checked');
export const isCheckedAtStart = getter(input, 'defaultChecked');
export const formOf = getter(input, 'form');
export const setChecked = setter(input, 'checked');

const option = HTMLOptionElement;
export const isSelected = getter(option, 'selected');
export const isSelectedAtStart = getter(option, 'defaultSelected');
export const setSelected = setter(option, 'selected');
export const optionsIn = (one: HTMLSelectElement): HTMLOptionElement[] =>
  filter(select(one, 'option'), each => isHtml(each, 'option')) as HTMLOptionElement[];

export const isOpen = getter(HTMLDetailsElement, 'open');
/** Choices and texts as scripts left them: a load makes them anew. */
export const written = new OwnWeakMap<Element, unknown>();
/** The choice or text that an element shows, in a form that can be compared; false for an element without one. */
export const stateOf = (one: Element): unknown =>
  isDetails(one)
    ? isOpen(one)
    : isSelect(one)
      ? find(optionsIn(one), option => isSelected(option))
      : isTextField(one) && valueOf(one) + (isInput(one) && isChecked(one));
export const setOpen = setter(HTMLDetailsElement, 'open');
const focusHtml = method(HTMLElement, 'focus') as (self: Element, options: FocusOptions) => void;
const focusSvg = method(SVGElement, 'focus') as typeof focusHtml;
/** Gives an element the focus without scrolling to it. */
export const focusOn = (one: Element): void =>
  (isOfSvg(one) ? focusSvg : focusHtml)(one, bare({ preventScroll: true }));
