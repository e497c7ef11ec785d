const MOST = 12;
const WIDTH =
  /(?:min|max)-width\s*:\s*([\d.]+)(px|r?em)|width\s*[<>]=?\s*([\d.]+)(px|r?em)|([\d.]+)(px|r?em)\s*[<>]=?\s*width/g;
/** In media queries `em` and `rem` are the browser's initial font size (Media Queries 4, 1.3). */
const EM = 16;

/** Widths in CSS pixels that the page's media queries name, in ascending order. */
export function breakpoints(): readonly number[] {
  const widths = new Set<number>();
  for (const sheet of document.styleSheets) collect(rulesOf(sheet), widths);
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
    if (rule instanceof CSSMediaRule)
      for (const [, a, aUnit, b, bUnit, c, cUnit] of rule.media.mediaText.matchAll(WIDTH)) {
        const value = Number(a ?? b ?? c) * ((aUnit ?? bUnit ?? cUnit) === 'px' ? 1 : EM);
        // `max-width: 599.98px` and `min-width: 600px` are one breakpoint.
        if (value >= 100 && value <= 4000) widths.add(Math.round(value));
      }
    if (rule instanceof CSSImportRule && rule.styleSheet) collect(rulesOf(rule.styleSheet), widths);
    if (rule instanceof CSSGroupingRule) collect(rule.cssRules, widths);
  }
}
