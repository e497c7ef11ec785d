/**
 * The first index for which `holds` is true; undefined for none. It must be true for all later ones, too.
 * Steps double, then the range is bisected. An address may have thousands of names, and a system call for
 * each folder above it would block other requests (security rule 19).
 */
export function firstThat(length: number, holds: (index: number) => boolean): number | undefined {
  let from = 0;
  let to = 0;
  while (to < length && !holds(to))
    [from, to] = [to + 1, to === length - 1 ? length : Math.min(2 * to + 1, length - 1)];
  if (to >= length) return undefined;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return to;
}
