import { bomOf, type Charset } from './bom';
import { declaredLabels } from './prescan';
import { isHtml, isText } from './mime';

/** HTML looks for its `<meta charset>` in this many bytes (WHATWG HTML 13.2.3.2). */
export const PRESCAN = 1024;

/** The charset of a text file by its first bytes; undefined for other files and for XML, which names its encoding itself. Pure. */
export function charsetOf(type: string, head: Buffer): Charset | undefined {
  if (!isText(type)) return undefined;
  return bomOf(head) ?? { name: declared(type, head.subarray(0, PRESCAN)) ?? 'utf-8', bom: 0 };
}

function declared(type: string, head: Buffer): string | undefined {
  const text = head.toString('latin1');
  // The prescan goes on after a label that names no encoding.
  if (isHtml(type)) return declaredLabels(text).map(encodingOf).find(Boolean);
  // CSS Syntax 3, 3.2: exactly these bytes, at the very start.
  if (type === 'text/css') return encodingOf(/^@charset "([^"]*)";/.exec(text)?.[1]);
  return undefined;
}

/** The encoding that the Encoding standard has for a label. UTF-16 cannot be true of a text whose label reads as ASCII. */
function encodingOf(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    const name = new TextDecoder(label.trim()).encoding;
    return name.startsWith('utf-16') ? 'utf-8' : name;
  } catch {
    // HTML 13.2.3.2 has windows-1252 for this label; Node's decoder does not know it.
    return label.trim().toLowerCase() === 'x-user-defined' ? 'windows-1252' : undefined;
  }
}
