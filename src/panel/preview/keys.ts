import type { KeyPress } from '../../protocol/frame';

/** The action of a key in the panel itself; every other key goes to VS Code. */
type PanelAction =
  | 'back'
  | 'forward'
  | 'reload'
  | 'find'
  | 'next'
  | 'previous'
  | 'close'
  | 'zoomIn'
  | 'zoomOut'
  | 'zoomReset';

const PLAIN: Readonly<Record<string, PanelAction>> = { F5: 'reload', Escape: 'close', F3: 'next' };
const SHIFTED: Readonly<Record<string, PanelAction>> = { F3: 'previous' };
const ALT: Readonly<Record<string, PanelAction>> = { ArrowLeft: 'back', ArrowRight: 'forward' };
/** On a Mac, Option with an arrow moves by a word. */
const MAC: Readonly<Record<string, PanelAction>> = { '[': 'back', ']': 'forward' };
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
  if (command && shiftKey && key !== '+') return undefined;
  if (command) return COMMAND[key.toLowerCase()] ?? (isMac ? MAC[key] : undefined);
  if (altKey) return shiftKey || isMac ? undefined : ALT[key];
  return shiftKey ? SHIFTED[key] : PLAIN[key];
}

/**
 * Runs the actions of keys that are pressed in the panel.
 *
 * @param isNow whether an action can be taken
 * @returns takes a key that was pressed in the frame
 */
export function onKeys(
  actions: Readonly<Record<PanelAction, () => void>>,
  isNow: (action: PanelAction) => boolean,
): (press: KeyPress) => void {
  const isMac = /^Mac/i.test(navigator.platform);
  const actionNow = (press: KeyPress): PanelAction | undefined => {
    const action = actionOf(press, isMac);
    return action && isNow(action) ? action : undefined;
  };
  addEventListener('keydown', event => {
    // Keys that this panel hands to VS Code arrive here as well.
    const action = event.isTrusted ? actionNow(event) : undefined;
    if (!action) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    actions[action]();
  });
  return press => {
    const action = actionNow(press);
    if (action) actions[action]();
    else pressInEditor(press);
  };
}

/** Hands a key to VS Code, which listens for `keydown` on the webview's window and reads `keyCode`. */
function pressInEditor(press: KeyPress): void {
  dispatchEvent(new KeyboardEvent('keydown', { ...press, bubbles: true, cancelable: true }));
}
