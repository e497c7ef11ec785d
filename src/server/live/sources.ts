import { createHash } from 'node:crypto';
import type { Source } from '../diff/trees';
import { charsetOf } from '../types/charset';
import { isHtml, standardTypeOf } from '../types/mime';

/** Equal for equal bytes; the id of a document that is served. */
export const idOf = (bytes: Buffer | string): string => createHash('sha1').update(bytes).digest('base64url');

/** The source that an editor has. */
export const sourceOf = (text: string): Source => ({ id: idOf(text), text });

/** The source in a file; undefined for a file that is not HTML, and where only the browser knows the encoding. */
export function sourceIn(file: string, bytes: Buffer): Source | undefined {
  const type = standardTypeOf(file) ?? '';
  const charset = isHtml(type) ? charsetOf(type, { bytes, isCut: false }) : undefined;
  return charset && { id: idOf(bytes), text: new TextDecoder(charset.name).decode(bytes) };
}
