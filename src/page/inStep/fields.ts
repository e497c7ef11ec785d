import type { StepAction } from '../../protocol/step';
import { ownProperty } from './ownProperty';

type Input = Extract<StepAction, { kind: 'input' }>;
type Content = Pick<Input, 'value' | 'checked' | 'selected'>;

/** Kinds of fields that never leave their device. */
const PRIVATE = new Set(['password', 'file', 'hidden']);
/** Words of `autocomplete` for secrets (HTML, autofill): passwords, codes and cards. */
const SECRET = /(?:^|\s)(?:(?:current|new)-password|one-time-code|cc-[a-z-]+)(?:\s|$)/i;

/** Fields that have been passwords: a button that shows one makes it a field of text. */
const passwords = new WeakSet<Element>();
/** Their names and ids: some pages put another field in the place of the password. */
const passwordNames = new Set<string>();

/** Remembers the page's passwords. To be called before the page's own listeners may show one. */
export function notePasswords(): void {
  for (const field of document.querySelectorAll('input[type="password" i]')) {
    passwords.add(field);
    for (const name of namesOf(field)) passwordNames.add(name);
  }
}

const namesOf = (field: Element): string[] =>
  ['name', 'id'].map(each => field.getAttribute(each) ?? '').filter(name => name !== '');

/** Whether a style of the page hides what is typed, as some pages do to keep password managers away. */
const isMasked = (field: Element): boolean =>
  !/^(?:none)?$/.test(getComputedStyle(field).getPropertyValue('-webkit-text-security'));

export function isPrivate(field: Element): boolean {
  if (SECRET.test(field.getAttribute('autocomplete') ?? '')) return true;
  if (passwords.has(field) || namesOf(field).some(name => passwordNames.has(name))) return true;
  if (isMasked(field)) return true;
  return field instanceof HTMLInputElement && PRIVATE.has(field.type);
}

const elementsOf = ownProperty(HTMLFormElement.prototype, 'elements');

/** Whether a form has a field that the other devices do not have filled in. */
export const hasPrivate = (form: HTMLFormElement): boolean =>
  [...(elementsOf(form) ?? [])].some(
    field => isPrivate(field) && !(field instanceof HTMLInputElement && field.type === 'hidden'),
  );

/** The content of a field; undefined for an element that is none, and for a private one. */
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

/** Fills a field in as a person would: with its events, and past setters that a framework has put on the element. */
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
