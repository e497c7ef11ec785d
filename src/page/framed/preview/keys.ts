import type { Tell } from '../messages';
import { onceHandled } from './onceHandled';

/** Ctrl or Cmd with one of these edits text or selects it: the page keeps these chords. */
const EDITING = /^(?:[acvxyz]|Arrow.+|Home|End|Backspace|Delete|Insert|Enter)$/i;
/** In text with formats they make it bold, italic or underlined. */
const FORMATTING = /^[biu]$/i;
/** Every text field of macOS knows these with Ctrl. */
const EMACS = /^[abdefhknoptvw]$/;
const FUNCTION_KEY = /^F\d{1,2}$/;
/** The key of an event that an input method takes (UI Events, 7.3.1). */
const COMPOSED = 229;
const isMac = /^Mac/i.test(navigator.platform);

/** Whether a key belongs to VS Code or the panel and not to the page. */
function isForEditor(event: KeyboardEvent): boolean {
  // Input methods use every key: Escape ends a composition, and F7 writes katakana.
  if (event.isComposing || event.keyCode === COMPOSED) return false;
  if (event.key === 'Escape' || FUNCTION_KEY.test(event.key)) return true;
  if (event.getModifierState('AltGraph')) return false;
  if (event.ctrlKey || event.metaKey) return !isEditing(event);
  // On a Mac, Option types characters and moves by words. On other systems, Alt alone opens menus or begins a chord.
  return event.altKey && !isMac && !/^(?:Alt|Dead|Unidentified)$/.test(event.key);
}

function isEditing(event: KeyboardEvent): boolean {
  const { key, ctrlKey, shiftKey, altKey } = event;
  if (EDITING.test(key)) return !(shiftKey && /^[acx]$/i.test(key));
  const { isContentEditable = false, localName = '' } = event.composedPath()[0] as Partial<HTMLElement>;
  const isText = isContentEditable || /^(?:input|textarea)$/.test(localName);
  if (isMac && ctrlKey && isText && EMACS.test(key)) return true;
  return isContentEditable && !shiftKey && !altKey && FORMATTING.test(key);
}

/** Forwards the chords of VS Code and the panel. A page keeps a key by calling `preventDefault`. */
export function forwardKeys(tell: Tell, on: Window): void {
  onceHandled(on, 'keydown', event => {
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
