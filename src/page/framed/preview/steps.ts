import type { Tell } from '../messages';
import { onceHandled } from './onceHandled';
import type { Realm } from './windows';

/** The buttons of a mouse that go back and forward (Pointer Events 3, 4.1.1). */
const BUTTONS: Readonly<Record<number, -1 | 1>> = { 3: -1, 4: 1 };

/** The windows of the frames in this page, which have a history of their own. */
const frames: Realm[] = [];

const has = ({ closed, navigation }: Realm, by: number): boolean =>
  !closed && (navigation.currentEntry?.index ?? 0) + by in navigation.entries();

/**
 * Leaves history steps to the preview: it replaces pages in its frame, so the frame's own history is another one. Without a page to
 * return to, the browser would navigate the whole VS Code.
 * @returns the native step
 */
export function replaceSteps(tell: Tell, realm: Realm): (by: number) => void {
  const { history } = realm;
  const native = history.go.bind(history);
  if (!('navigation' in realm)) return native;
  if (realm !== window) frames.push(realm);
  const step = (by: number): void => {
    if (by === 0 || frames.some(frame => has(frame, by))) native(by);
    else tell({ type: 'porthole:step', by });
  };
  history.back = () => step(-1);
  history.forward = () => step(1);
  history.go = (by = 0) => step(Math.trunc(by) || 0);
  return native;
}

/** The mouse's back and forward buttons do the same as the panel's: the browser would leave VS Code. */
export function hearButtons(tell: Tell, realm: Realm): void {
  onceHandled(realm, 'mouseup', event => {
    const by = BUTTONS[event.button];
    if (by === undefined || event.defaultPrevented) return;
    event.preventDefault();
    tell({ type: 'porthole:step', by });
  });
}
