import type { Tell } from '../messages';

/** Ctrl or Cmd with one of these edits text or selects it: the page keeps these chords. */
const EDITING = /^(?:[acvxyz]|Arrow.+|Home|End|Backspace|Delete|Insert|Enter)$/i;
const FUNCTION_KEY = /^F\d{1,2}$/;

/** Whether a key belongs to VS Code or the panel and not to the page. */
function isForEditor(event: KeyboardEvent): boolean {
  if (event.key === 'Escape' || FUNCTION_KEY.test(event.key)) return true;
  if (event.isComposing || event.getModifierState('AltGraph')) return false;
  if (event.ctrlKey || event.metaKey)
    return !EDITING.test(event.key) || (event.shiftKey && /^[acx]$/i.test(event.key));
  // On a Mac, Option types characters. Everywhere else Alt alone opens menus or begins a chord.
  return event.altKey && !/^(?:Alt|Dead|Unidentified)$/.test(event.key);
}

/** Forwards the chords of VS Code and the panel. A page keeps a key by calling `preventDefault`. */
export function forwardKeys(tell: Tell): void {
  addEventListener('keydown', event => {
    if (!event.isTrusted || event.defaultPrevented || !isForEditor(event)) return;
    // Escape also ends what the browser does, such as a full-screen element.
    if (event.key !== 'Escape') event.preventDefault();
    const { key, code, keyCode, ctrlKey, shiftKey, altKey, metaKey, repeat } = event;
    tell({
      type: 'porthole:key',
      press: { key, code, keyCode, ctrlKey, shiftKey, altKey, metaKey, repeat },
    });
  });
}
