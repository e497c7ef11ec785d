import { parseJson, toJson } from '../own/language';
import { slice, startsWith } from '../own/text';
import {
  location,
  readStored,
  removeStored,
  self,
  setWindowName,
  windowName,
  writeStored,
} from '../own/window';
import { tokenOfStart } from '../token';

/** Frames of one origin share `sessionStorage`; the address keeps their entries apart. */
const key = (): string => `__porthole ${location.href}`;
/** Contains the token: another site can set `window.name` before it links here, but cannot know the token. */
const nameHead = (): string => `${key()} ${tokenOfStart} `;

/**
 * Stores a text for the page after a reload. Browsers deny storage to third-party frames such as the preview; `window.name`
 * is used there and reset before any script of the page can read it.
 */
export function store(text: string): void {
  try {
    writeStored(key(), text);
  } catch {
    setWindowName(self, nameHead() + toJson([windowName(self), text]));
  }
}

/** Reads and removes the text; undefined if there is none. */
export function takeStored(): string | undefined {
  const head = nameHead();
  const name = windowName(self);
  if (startsWith(name, head)) {
    const both = parseJson(slice(name, head.length)) as readonly [name: string, text: string];
    setWindowName(self, both[0]);
    return both[1];
  }
  try {
    const text = readStored(key());
    removeStored(key());
    return text ?? undefined;
  } catch {
    return undefined;
  }
}
