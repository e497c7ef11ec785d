import { isInput, kindOfField, type TextField } from '../own/fields';
import { test } from '../own/text';

/** The state that a visitor gave to an element, by the element's locator. */
export type Mark =
  | readonly ['scroll', locator: string, x: number, y: number]
  | readonly ['value', locator: string, value: string]
  | readonly ['checked', locator: string, checked: boolean]
  | readonly ['selected', locator: string, options: readonly number[]]
  | readonly ['open', locator: string, open: boolean]
  | readonly ['focus', locator: string, start: number | null, end: number | null];

export const isScroll = (mark: Mark): boolean => mark[0] === 'scroll';

const UNKEPT = /^(?:password|file|hidden)$/;
const CHECKABLE = /^(?:checkbox|radio)$/;
/** Passwords must not be stored; a file input cannot be set by script. */
export const isKept = (field: TextField): boolean => !test(UNKEPT, kindOfField(field));
export const isCheckable = (field: TextField): field is HTMLInputElement =>
  isInput(field) && test(CHECKABLE, kindOfField(field));
