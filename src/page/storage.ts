import { tokenOfStart } from './token';

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
    sessionStorage.setItem(key(), text);
  } catch {
    window.name = nameHead() + JSON.stringify([window.name, text]);
  }
}

/** Reads and removes the text; undefined if there is none. */
export function takeStored(): string | undefined {
  const head = nameHead();
  if (window.name.startsWith(head)) {
    const [name, text] = JSON.parse(window.name.slice(head.length)) as [name: string, text: string];
    window.name = name;
    return text;
  }
  try {
    const text = sessionStorage.getItem(key());
    sessionStorage.removeItem(key());
    return text ?? undefined;
  } catch {
    return undefined;
  }
}
