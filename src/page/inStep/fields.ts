import type { StepAction } from '../../protocol/step';
import { ownProperty } from './ownProperty';

type Input = Extract<StepAction, { kind: 'input' }>;
type Content = Pick<Input, 'value' | 'checked' | 'selected'>;

/** Kinds of fields that never leave their device. */
const PRIVATE = new Set(['password', 'file', 'hidden']);
/** Words of `autocomplete` for secrets (HTML, autofill): passwords, codes and cards. */
const SECRET = /(?:^|\s)(?:(?:current|new)-password|one-time-code|cc-[a-z-]+)(?:\s|$)/i;

/** Fields that have been passwords: a button may turn one into a text field to show it. */
const passwords = new WeakSet<Element>();
/** Names and ids of password fields: some pages replace the field by another one. */
const passwordNames = new Set<string>();

/** Remembers the page's passwords. Call before the page's own listeners, which may reveal one. */
export function notePasswords(): void {
  for (const field of document.querySelectorAll('input[type="password" i]')) {
    passwords.add(field);
    for (const name of namesOf(field)) passwordNames.add(name);
  }
}

const namesOf = (field: Element): string[] =>
  ['name', 'id'].map(each => field.getAttribute(each) ?? '').filter(name => name !== '');

/** Whether a style hides the typed text, as some pages do to avoid password managers. */
const isMasked = (field: Element): boolean =>
  !/^(?:none)?$/.test(getComputedStyle(field).getPropertyValue('-webkit-text-security'));

export function isPrivate(field: Element): boolean {
  if (SECRET.test(field.getAttribute('autocomplete') ?? '')) return true;
  if (passwords.has(field) || namesOf(field).some(name => passwordNames.has(name))) return true;
  if (isMasked(field)) return true;
  return field instanceof HTMLInputElement && PRIVATE.has(field.type);
}

const elementsOf = ownProperty(HTMLFormElement.prototype, 'elements');

/** Whether a form has a private field, which other devices have not filled in. */
export const hasPrivate = (form: HTMLFormElement): boolean =>
  [...(elementsOf(form) ?? [])].some(
    field => isPrivate(field) && !(field instanceof HTMLInputElement && field.type === 'hidden'),
  );

/** The content of a field; undefined for a private field, and for an element that is no field. */
export function contentOf(field: Element): Content | undefined {
  if (isPrivate(field)) return undefined;
  if (field instanceof HTMLSelectElement)
    return { selected: [...field.options].flatMap((option, at) => (option.selected ? [at] : [])) };
  if (field instanceof HTMLTextAreaElement) return { value: field.value };
  if (!(field instanceof HTMLInputElement)) return undefined;
  return field.type === 'checkbox' || field.type === 'radio'
    ? { checked: field.checked }
    : { value: field.value };
}

/** Fills in a field as a person would: with its events, and without the setters that a framework put on the element. */
export function fillIn(field: Element, { value, checked, selected }: Content): void {
  if (isPrivate(field)) return;
  if (field instanceof HTMLSelectElement && selected)
    [...field.options].forEach((option, at) => (option.selected = selected.includes(at)));
  else if (field instanceof HTMLInputElement && checked !== undefined)
    set(HTMLInputElement.prototype, 'checked', field, checked);
  else if (field instanceof HTMLInputElement && value !== undefined)
    set(HTMLInputElement.prototype, 'value', field, value);
  else if (field instanceof HTMLTextAreaElement && value !== undefined)
    set(HTMLTextAreaElement.prototype, 'value', field, value);
  else return;
  for (const type of ['input', 'change'])
    field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
}

const set = (prototype: object, name: string, field: Element, value: unknown): void =>
  Object.getOwnPropertyDescriptor(prototype, name)?.set?.call(field, value);
