import { bare, getter, method } from './language';

const target = EventTarget;
const listen = method(target, 'addEventListener') as (
  self: EventTarget,
  type: string,
  listener: (event: Event) => void,
  options: AddEventListenerOptions,
) => void;
const unlisten = method(target, 'removeEventListener') as (
  self: EventTarget,
  type: string,
  listener: (event: Event) => void,
  capture: boolean,
) => void;
const OwnEvent = CustomEvent;
export const dispatch = method(target, 'dispatchEvent');
export const typeOfEvent = getter(Event, 'type');
export const targetOfEvent = getter(Event, 'target') as (event: Event) => EventTarget;
export const currentTargetOf = getter(Event, 'currentTarget');
export const prevent = method(Event, 'preventDefault');
export const detailOf = getter(CustomEvent, 'detail') as (event: CustomEvent) => unknown;
export const stopEvent = method(Event, 'stopImmediatePropagation');
const isOfUser = getter(Event, 'isTrusted');
export { isOfUser };

export const messageOf = getter(ErrorEvent, 'message');
export const fileOf = getter(ErrorEvent, 'filename');
export const lineOf = getter(ErrorEvent, 'lineno');
export const columnOf = getter(ErrorEvent, 'colno');
export const errorOf = getter(ErrorEvent, 'error') as (event: ErrorEvent) => unknown;
export const reasonOf = getter(PromiseRejectionEvent, 'reason') as (event: PromiseRejectionEvent) => unknown;

type Listener<E extends Event> = (event: E) => void;

/** Adds a listener; options of a page's `Object.prototype` do not count. */
export function on<E extends Event = Event>(
  target: EventTarget,
  type: string,
  listener: Listener<E>,
  options: AddEventListenerOptions = {},
): void {
  listen(target, type, listener as Listener<Event>, bare(options));
}

/** Removes a listener of the capture phase. */
export const off = (target: EventTarget, type: string, listener: (event: Event) => void): void =>
  unlisten(target, type, listener, true);

export const customEvent = (type: string, cancelable: boolean, detail: object): Event =>
  new OwnEvent(type, bare({ cancelable, detail }));
