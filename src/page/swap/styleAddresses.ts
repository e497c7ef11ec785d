import { addressOf, hashOf, pathOf, renewed } from '../addresses';
import { loads } from './loading';
import { everywhere, roots } from '../roots';

const URL_TOKEN = /url\(\s*("[^"]*"|'[^']*'|[^)"']*?)\s*\)/g;

/** Changes the text of a style, given the address that it is relative to. */
type Renew = (css: string, base: string) => string;

/** Gives every `url()` that names one of these files its fresh address. */
const renewing =
  (files: ReadonlyMap<string, string>): Renew =>
  (css, base) =>
    css.replace(URL_TOKEN, (whole, quoted: string) => {
      const address = quoted.replace(/^["']|["']$/g, '');
      const fresh = files.get(pathOf(address, base));
      return fresh === undefined ? whole : `url("${fresh}${hashOf(address)}")`;
    });

type Group = Pick<CSSStyleSheet, 'cssRules' | 'insertRule' | 'deleteRule'>;

/** Puts changed rules in the place of the old ones: of a font face, unlike of a style rule, nothing else takes effect. */
function renewRules(group: Group, base: string, renew: Renew): number {
  let count = 0;
  [...group.cssRules].forEach((rule, index) => {
    const fresh = renew(rule.cssText, base);
    if (fresh === rule.cssText) {
      if (rule instanceof CSSImportRule && rule.styleSheet) count += renewSheet(rule.styleSheet, renew);
      return;
    }
    group.deleteRule(index);
    group.insertRule(fresh, index);
    count += 1;
  });
  return count;
}

function renewSheet(sheet: CSSStyleSheet, renew: Renew): number {
  try {
    return renewRules(sheet, sheet.href ?? document.baseURI, renew);
  } catch {
    // The rules of another origin's sheet are not readable.
    return 0;
  }
}

function renewAttributes(renew: Renew): number {
  let count = 0;
  for (const element of everywhere<HTMLElement | SVGElement>('[style*="url("]')) {
    const fresh = renew(element.style.cssText, document.baseURI);
    if (fresh === element.style.cssText) continue;
    element.style.cssText = fresh;
    count += 1;
  }
  return count;
}

/** Loads the file once under its fresh address, so that it is there when the styles ask for it: no flash. */
async function preload(address: string, path: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'preload';
  link.as = /\.(?:woff2?|[ot]tf|eot)$/i.test(path) ? 'font' : 'image';
  if (link.as === 'font') link.crossOrigin = 'anonymous';
  link.href = address;
  await loads(link, () => document.head.append(link));
  link.remove();
}

function renewAll(renew: Renew): number {
  const sheets = roots().flatMap(root => [...root.styleSheets, ...root.adoptedStyleSheets]);
  return sheets.reduce((sum, sheet) => sum + renewSheet(sheet, renew), renewAttributes(renew));
}

/**
 * Fresh addresses of files that have changed. A browser goes on to show the old content under the old address for as long as this
 * document stands, so a style sheet that loads again needs them again.
 */
const changed = new Map<string, string>();

/** Remembers that a file has changed, and gives it an address of its own. */
export function note(path: string): void {
  changed.set(path, renewed(addressOf(path)));
}

/** Milliseconds that imports get to load, and between two looks at them: nothing tells of it. */
const LONGEST = 2_000;
const PACE = 10;
/** Imports of imports that are followed. */
const DEEPEST = 8;

function areThere(sheet: CSSStyleSheet): boolean {
  try {
    return [...sheet.cssRules].every(
      rule => !(rule instanceof CSSImportRule) || (rule.styleSheet !== null && areThere(rule.styleSheet)),
    );
  } catch {
    // Not yet, or of another origin and then never.
    return sheet.href !== null && pathOf(sheet.href) === '';
  }
}

/** Gives a style sheet that has just loaded the files as they are now: at any depth, for what is new may import again. */
export async function bringUpToDate(sheet: CSSStyleSheet): Promise<void> {
  const until = performance.now() + LONGEST;
  for (let depth = 0; depth < DEEPEST && renewSheet(sheet, renewing(changed)) > 0; depth++)
    while (!areThere(sheet) && performance.now() < until)
      await new Promise(resolve => setTimeout(resolve, PACE));
}

/** Swaps an image or a font in style sheets and style attributes. */
export async function swapInStyles(path: string, fresh: string): Promise<number> {
  changed.set(path, fresh);
  const renew = renewing(new Map([[path, fresh]]));
  let isNamed = false;
  renewAll((css, base) => {
    isNamed ||= renew(css, base) !== css;
    return css;
  });
  if (!isNamed) return 0;
  await preload(fresh, path);
  return renewAll(renew);
}
