import { createHash } from 'node:crypto';
import type { Source } from '../diff/trees';
import { charsetOf, decoded, encodingOf } from '../types/charset';
import { isHtml, standardTypeOf } from '../types/mime';

/** Equal for equal bytes; the id of a document that is served. */
export const idOf = (bytes: Buffer | string): string => createHash('sha1').update(bytes).digest('base64url');

/** The source that an editor has. */
export const sourceOf = (text: string): Source => ({ id: idOf(text), text });

/**
 * The source in a file; undefined for a file that is not HTML, and where only the browser knows the encoding.
 * @param told the encoding that a browser took, where nothing declares one
 */
export function sourceIn(file: string, bytes: Buffer, told?: string): Source | undefined {
  const type = standardTypeOf(file) ?? '';
  if (!isHtml(type)) return undefined;
  const charset = charsetOf(type, { bytes, isCut: false })?.name ?? encodingOf(told);
  return charset === undefined ? undefined : { id: idOf(bytes), text: decoded(bytes, charset) };
}
