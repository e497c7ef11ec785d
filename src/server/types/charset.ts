import { bomOf, type Charset } from './bom';
import { metaCharset } from '../html/markup';
import { isHtml, isText } from './mime';
import { mayDeclare, plainCharset } from '../html/plainStart';

/** HTML looks for its `<meta charset>` this far (WHATWG HTML, 13.2.3.2). */
export const PRESCAN = 1024;

/** The charset of a text file by its first bytes; undefined for what is not text or says its encoding itself (XML). Pure. */
export function charsetOf(type: string, head: Buffer): Charset | undefined {
  if (!isText(type)) return undefined;
  return bomOf(head) ?? { name: declared(type, head.subarray(0, PRESCAN)) ?? 'utf-8', bom: 0 };
}

function declared(type: string, head: Buffer): string | undefined {
  const text = head.toString('latin1');
  if (isHtml(type)) return mayDeclare(text) ? resolve(plainCharset(text) ?? metaCharset(text)) : undefined;
  // CSS Syntax 3, 3.2: these bytes exactly, at the very start.
  if (type === 'text/css') return resolve(/^@charset "([^"]*)";/.exec(text)?.[1]);
  return undefined;
}

/** A label by the Encoding standard's table; one that says UTF-16 in an ASCII-readable file cannot be true. */
function resolve(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    const name = new TextDecoder(label.trim()).encoding;
    return name.startsWith('utf-16') ? 'utf-8' : name;
  } catch {
    return undefined;
  }
}
