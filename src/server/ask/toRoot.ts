/** Folders above which references are path-absolute: a variant of a document is kept for each depth. */
const MOST = 32;

/**
 * The relative reference from a request's path to the root. A forwarder may have put a path before it, which nothing that is written
 * relative needs to know (RFC 3986, 5.2). Pure.
 * @param target a request target in origin form
 * @returns `./`, or `../` once for each folder
 */
export function toRoot(target: string): string {
  const depth = (target.split(/[?#]/, 1)[0] ?? '').split('/').length - 2;
  if (depth < 0 || depth > MOST || !target.startsWith('/')) return '/';
  return depth === 0 ? './' : '../'.repeat(depth);
}
