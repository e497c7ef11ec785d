import { FRAME_NAME } from '../../../protocol/frame';

/** Puts the page's own `window.name` behind the panel's, which the next page must still find: a name outlives its page. */
export function keepName(): void {
  const native = Object.getOwnPropertyDescriptor(window, 'name');
  Object.defineProperty(window, 'name', {
    configurable: true,
    enumerable: true,
    get: () => String(native?.get?.call(window)).slice(FRAME_NAME.length),
    set(name: unknown) {
      native?.set?.call(window, FRAME_NAME + String(name));
    },
  });
}
