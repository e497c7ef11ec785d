import { FRAME_NAME } from '../../../protocol/frame';

/** A page may name its window, and the name outlives the page: behind the panel's own, the next page still finds that one. */
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
