/** These characters end an address in single quotes or in `url()`; `encodeURIComponent` leaves them. */
const MARKS = /['()]/g;

const encoded = (name: string): string =>
  encodeURIComponent(name).replace(MARKS, mark => `%${mark.charCodeAt(0).toString(16)}`);

/**
 * The text of an attribute with another fragment in its address; undefined if the address is written differently, for example with
 * entities. Pure.
 */
export function withFragment(text: string, written: string, id: string): string | undefined {
  const fragment = written.slice(written.indexOf('#'));
  const at = text.lastIndexOf(fragment);
  const isWhole = /^\s*["']?$/.test(text.slice(at + fragment.length));
  return at > 0 && isWhole
    ? `${text.slice(0, at)}#${encoded(id)}${text.slice(at + fragment.length)}`
    : undefined;
}

/** The path of an address as it is written, without query and fragment. */
const pathIn = (written: string): string => written.replace(/[?#].*$/s, '');

/**
 * The part of a written path before its last segments; undefined where they are not written out, as in `../`.
 * @param path with a slash behind its last segment or none
 */
function before(path: string, segments: number): string | undefined {
  // A pattern would look at each segment again and again.
  let at = path.endsWith('/') ? path.length - 1 : path.length;
  for (let left = segments; left > 0; left--) {
    const start = path.lastIndexOf('/', at - 1) + 1;
    const segment = at > 0 ? path.slice(start, at) : '';
    if (segment === '' || segment === '.' || segment === '..') return undefined;
    at = left > 1 ? start - 1 : start;
  }
  return path.slice(0, at);
}

/** The written path with other last segments; only these if the path is not written out, as in `../`. Pure. */
export const leadingTo = (written: string, end: readonly string[]): string =>
  (before(pathIn(written), end.length) ?? '') + end.join('/');

/**
 * The text of an attribute, or of a `url()`, in which the last segments of one of its addresses are others; undefined where the
 * address is written in another way, for example with entities. Pure.
 * @param text `src="a.png"`, `url(a.png)` or `@import "a.css"`
 * @param written the address, one of several in a `srcset`
 */
export function renamed(text: string, written: string, end: readonly string[]): string | undefined {
  const path = pathIn(written);
  const kept = before(path, end.length);
  if (kept === undefined) return undefined;
  const changed = kept + end.map(encoded).join('/');
  const value = /^[^\s"'(=]*\s*=/.exec(text)?.[0].length ?? 0;
  for (let at = text.indexOf(path, value); at >= 0; at = text.indexOf(path, at + 1)) {
    const [ahead = ' ', behind = ' '] = [text[at - 1], text[at + path.length]];
    if (/[\s"'=,(]/.test(ahead) && /[\s"',)?#]/.test(behind))
      return text.slice(0, at) + changed + text.slice(at + path.length);
  }
  return undefined;
}
