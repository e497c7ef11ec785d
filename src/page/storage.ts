import { tokenOfStart } from './token';

/** Frames of one origin share the storage. */
const key = (): string => `__porthole ${location.href}`;
/** Nobody who leads here from elsewhere, with a name of their choice, knows the token. */
const nameHead = (): string => `${key()} ${tokenOfStart} `;

/**
 * Puts a text where the page after a reload finds it. Browsers deny storage to a frame of another site, such as the preview; the
 * window's name is left to it, and is the page's own again before a script of the page can look at it.
 */
export function store(text: string): void {
  try {
    sessionStorage.setItem(key(), text);
  } catch {
    window.name = nameHead() + JSON.stringify([window.name, text]);
  }
}

/** Takes it out again; undefined when there is none. */
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
