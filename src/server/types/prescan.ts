/** Markup without attributes: a comment, a declaration, a processing instruction, a bogus end tag. */
const SKIPPED = /<!--(?:>|->|[^]*?(?:-->|$))|<[!/?][^>]*>/y;
const TAG = /<\/?([a-z][^\t\n\f\r />]*)/iy;
const ATTRIBUTE =
  /[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)(?:"|$)|'([^']*)(?:'|$)|([^\t\n\f\r >"'][^\t\n\f\r >]*))?)?/y;
const END = /[\t\n\f\r /]*>/y;

type Attributes = ReadonlyMap<string, string>;

/**
 * Labels that `<meta>` elements give for the encoding, in their order (WHATWG HTML 13.2.3.2, "prescan a byte stream"). Like a
 * browser it knows neither scripts nor templates. Pure.
 * @param head the document's first bytes as Latin-1
 */
export function declaredLabels(head: string): string[] {
  const labels: string[] = [];
  for (let at = head.indexOf('<'); at >= 0; at = head.indexOf('<', at)) {
    const tag = matchAt(TAG, head, at);
    if (!tag) {
      at += matchAt(SKIPPED, head, at)?.[0].length ?? 1;
      continue;
    }
    const read = readAttributes(head, at + tag[0].length);
    // A tag that is cut off ends the prescan without a result.
    if (!read) break;
    at = read.end;
    const label = tag[0].toLowerCase() === '<meta' ? labelOf(read.attributes) : undefined;
    if (label !== undefined) labels.push(label);
  }
  return labels;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** The attributes from here to the tag's end, the first of each name; undefined for a tag without an end. */
function readAttributes(text: string, from: number): { attributes: Attributes; end: number } | undefined {
  const attributes = new Map<string, string>();
  let at = from;
  for (;;) {
    const end = matchAt(END, text, at);
    if (end) return { attributes, end: at + end[0].length };
    const attribute = matchAt(ATTRIBUTE, text, at);
    if (!attribute) return undefined;
    const [all, name = '', double, single, bare] = attribute;
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '');
    at += all.length;
  }
}

function labelOf(attributes: Attributes): string | undefined {
  const charset = attributes.get('charset');
  if (charset !== undefined) return charset;
  if (attributes.get('http-equiv')?.toLowerCase() !== 'content-type') return undefined;
  const [, double, single, bare] =
    /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))/i.exec(
      attributes.get('content') ?? '',
    ) ?? [];
  return double ?? single ?? bare;
}
