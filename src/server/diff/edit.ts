import type { TreeNode } from './sourceTree';

/** A range of a text and its replacement. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

/** A node with other content. */
export interface Changed {
  /** The nodes from the root to this one. */
  readonly path: readonly TreeNode[];
  readonly change: Pick<TreeNode, 'text'> | Pick<TreeNode, 'attributes'>;
}

/** Characters compared in one piece: comparing strings is many times faster than comparing characters. */
const STRIDE = 4096;

/** The smallest range in which two texts differ. */
export function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.slice(start, start + STRIDE) === after.slice(start, start + STRIDE))
    start = Math.min(start + STRIDE, shorter);
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let [end, newEnd] = [before.length, after.length];
  const stride = (): number => Math.min(STRIDE, end - start, newEnd - start);
  while (stride() > 0 && before.slice(end - stride(), end) === after.slice(newEnd - stride(), newEnd))
    [end, newEnd] = [end - stride(), newEnd - stride()];
  while (stride() > 0 && before.charCodeAt(end - 1) === after.charCodeAt(newEnd - 1)) {
    end--;
    newEnd--;
  }
  return { start, end, put: after.slice(start, newEnd) };
}
