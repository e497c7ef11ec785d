/**
 * Calls back after all of the page's own listeners for an event, wherever and whenever they were added. A listener that stops the
 * event does not prevent its default action.
 */
export function onceHandled<K extends keyof WindowEventMap>(
  on: EventTarget,
  type: K,
  handle: (event: WindowEventMap[K]) => void,
  options: AddEventListenerOptions = {},
): void {
  const handled = new WeakSet<Event>();
  const last = (event: Event): void => {
    if (handled.has(event)) return;
    handled.add(event);
    handle(event as WindowEventMap[K]);
  };
  on.addEventListener(
    type,
    event => {
      // Listeners run in the order in which they were added, so this one is removed and added again.
      on.removeEventListener(type, last);
      on.addEventListener(type, last, options);
      for (const name of ['stopPropagation', 'stopImmediatePropagation'] as const) {
        const native = event[name];
        event[name] = () => {
          native.call(event);
          // A microtask runs after the page's listener has returned, while the event is still dispatched.
          queueMicrotask(() => last(event));
        };
      }
    },
    { ...options, capture: true },
  );
}
