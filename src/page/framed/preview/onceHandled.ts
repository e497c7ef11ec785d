/**
 * Calls back after the page's own listeners for an event, wherever they are and whenever they came. A page that stops an event on its
 * way says nothing about its default action.
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
      // Listeners run in the order in which they came: added anew, this one is the last.
      on.removeEventListener(type, last);
      on.addEventListener(type, last, options);
      for (const name of ['stopPropagation', 'stopImmediatePropagation'] as const) {
        const native = event[name];
        event[name] = () => {
          native.call(event);
          // Microtasks run when the page's listener has returned, and the event is still under way.
          queueMicrotask(() => last(event));
        };
      }
    },
    { ...options, capture: true },
  );
}
