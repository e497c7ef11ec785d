const MOST = 12;
// The name stays for the other side of a range, as in `400px <= width <= 700px`.
const WIDTH =
  /(?:min|max)-width\s*:\s*([\d.]+)(px|r?em)|width\s*[<>]=?\s*([\d.]+)(px|r?em)|([\d.]+)(px|r?em)\s*[<>]=?\s*(?=width)/g;
/** In media queries `em` and `rem` are the browser's initial font size (Media Queries 4, 1.3). */
const EM = 16;

/** Widths in CSS pixels that the page's media queries name, in ascending order. */
export function breakpoints(): readonly number[] {
  const widths = new Set<number>();
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
    note(sheet.media, widths);
    collect(rulesOf(sheet), widths);
  }
  for (const { media } of document.querySelectorAll<HTMLSourceElement>('source[media]')) note(media, widths);
  const ascending = [...widths];
  ascending.sort((a, b) => a - b);
  return ascending.slice(0, MOST);
}

/** The rules of a stylesheet from another origin cannot be read. */
function rulesOf(sheet: CSSStyleSheet): Iterable<CSSRule> {
  try {
    return sheet.cssRules;
  } catch {
    return [];
  }
}

function collect(rules: Iterable<CSSRule>, widths: Set<number>): void {
  for (const rule of rules) {
    // Rules of these kinds, and style rules, may hold others.
    const { media, styleSheet, cssRules } = rule as Partial<CSSMediaRule & CSSImportRule>;
    if (media) note(media, widths);
    if (styleSheet) collect(rulesOf(styleSheet), widths);
    if (cssRules) collect(cssRules, widths);
  }
}

function note(media: MediaList | string, widths: Set<number>): void {
  const text = typeof media === 'string' ? media : media.mediaText;
  for (const [, a, aUnit, b, bUnit, c, cUnit] of text.matchAll(WIDTH)) {
    const value = Number(a ?? b ?? c) * ((aUnit ?? bUnit ?? cUnit) === 'px' ? 1 : EM);
    // `max-width: 599.98px` and `min-width: 600px` are one breakpoint.
    if (value >= 100 && value <= 4000) widths.add(Math.round(value));
  }
}
