import { wheelZoom } from '../../../protocol/wheelZoom';
import type { Tell } from '../messages';
import { onceHandled } from './onceHandled';

/** Ctrl with the wheel, or a pinch, zooms the page in the panel: the browser would zoom the whole of VS Code. */
export function hearZoom(tell: Tell, on: Window): void {
  const stepOf = wheelZoom();
  const zoom = (event: WheelEvent): void => {
    if (!event.ctrlKey || event.defaultPrevented) return;
    event.preventDefault();
    const by = stepOf(event);
    if (by !== 0) tell({ type: 'porthole:zoom', by });
  };
  // A listener of the window is passive unless it says otherwise, and could prevent nothing.
  onceHandled(on, 'wheel', zoom, { passive: false });
}
