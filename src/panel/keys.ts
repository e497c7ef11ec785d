import type { KeyPress } from '../protocol/frame';

/** The action of a key in the panel itself; every other key goes to VS Code. */
export type PanelAction =
  'back' | 'forward' | 'reload' | 'find' | 'next' | 'previous' | 'close' | 'zoomIn' | 'zoomOut' | 'zoomReset';

const PLAIN: Readonly<Record<string, PanelAction>> = { F5: 'reload', Escape: 'close', F3: 'next' };
const SHIFTED: Readonly<Record<string, PanelAction>> = { F3: 'previous' };
const ALT: Readonly<Record<string, PanelAction>> = { ArrowLeft: 'back', ArrowRight: 'forward' };
const COMMAND: Readonly<Record<string, PanelAction>> = {
  f: 'find',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'zoomReset',
};

/** @param isMac whether Cmd takes the place of Ctrl */
export function actionOf(press: KeyPress, isMac: boolean): PanelAction | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = press;
  const command = isMac ? metaKey : ctrlKey;
  const other = isMac ? ctrlKey : metaKey;
  if (other) return undefined;
  if (command && altKey) return undefined;
  // A plus needs Shift on many keyboards.
  if (command) return shiftKey && key !== '+' ? undefined : COMMAND[key.toLowerCase()];
  if (altKey) return shiftKey ? undefined : ALT[key];
  return shiftKey ? SHIFTED[key] : PLAIN[key];
}

/** Hands a key to VS Code, which listens for `keydown` on the webview's window and reads `keyCode`. */
export function pressInEditor(press: KeyPress): void {
  dispatchEvent(new KeyboardEvent('keydown', { ...press, bubbles: true, cancelable: true }));
}
