import { bare, getter, method } from './language';

const { prototype } = EventTarget;
const listen = method(prototype, 'addEventListener') as (
  self: EventTarget,
  type: string,
  listener: (event: Event) => void,
  options: AddEventListenerOptions,
) => void;
const unlisten = method(prototype, 'removeEventListener') as (
  self: EventTarget,
  type: string,
  listener: (event: Event) => void,
  capture: boolean,
) => void;
const OwnEvent = CustomEvent;
export const dispatch = method(prototype, 'dispatchEvent');
export const typeOfEvent = getter(Event.prototype, 'type');
export const targetOfEvent = getter(Event.prototype, 'target') as (event: Event) => EventTarget;
export const currentTargetOf = getter(Event.prototype, 'currentTarget');
export const prevent = method(Event.prototype, 'preventDefault');
export const detailOf = getter(CustomEvent.prototype, 'detail') as (event: CustomEvent) => unknown;
export const stopEvent = method(Event.prototype, 'stopImmediatePropagation');
const isOfUser = getter(Event.prototype, 'isTrusted');
export { isOfUser };

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
