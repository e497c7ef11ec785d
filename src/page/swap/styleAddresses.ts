import { addressOf, hashOf, pathOf, renewed } from '../addresses';
import { loads } from './loading';
import { everywhere, roots } from '../roots';

const URL_TOKEN = /url\(\s*("[^"]*"|'[^']*'|[^)"']*?)\s*\)/g;

/** Rewrites CSS text; `base` is the address that relative URLs resolve against. */
type Renew = (css: string, base: string) => string;

/** Replaces every `url()` of these files by its fresh address. */
const renewing =
  (files: ReadonlyMap<string, string>): Renew =>
  (css, base) =>
    css.replace(URL_TOKEN, (whole, quoted: string) => {
      const address = quoted.replace(/^["']|["']$/g, '');
      const fresh = files.get(pathOf(address, base));
      return fresh === undefined ? whole : `url("${fresh}${hashOf(address)}")`;
    });

type Group = Pick<CSSStyleSheet, 'cssRules' | 'insertRule' | 'deleteRule'>;

/** Deletes and inserts changed rules: setting a property of a `@font-face` rule has no effect. */
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
    // `cssRules` throws for a cross-origin style sheet (CSSOM, origin-clean flag).
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

/** Loads the file before the styles refer to it, so that nothing flashes. */
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
 * Fresh addresses of changed files. Browsers reuse the old content for the old address while this document exists, so every
 * reloaded style sheet needs them again.
 */
const changed = new Map<string, string>();

/** Records a changed file and makes a fresh address for it. */
export function noteChanged(path: string): void {
  changed.set(path, renewed(addressOf(path)));
}

/** Milliseconds to wait for imported sheets, and between two checks: an import fires no event. */
const LONGEST_WAIT = 2_000;
const CHECK_EVERY = 10;
/** Depth to which imports of imports are followed. */
const DEEPEST = 8;

function areLoaded(sheet: CSSStyleSheet): boolean {
  try {
    return [...sheet.cssRules].every(
      rule => !(rule instanceof CSSImportRule) || (rule.styleSheet !== null && areLoaded(rule.styleSheet)),
    );
  } catch {
    // `cssRules` throws while a sheet loads, and always for a cross-origin one.
    return sheet.href !== null && pathOf(sheet.href) === '';
  }
}

/** Gives a reloaded style sheet the fresh addresses of all changed files, in its imports as well. */
export async function bringUpToDate(sheet: CSSStyleSheet): Promise<void> {
  const until = performance.now() + LONGEST_WAIT;
  for (let depth = 0; depth < DEEPEST && renewSheet(sheet, renewing(changed)) > 0; depth++)
    while (!areLoaded(sheet) && performance.now() < until)
      await new Promise(resolve => setTimeout(resolve, CHECK_EVERY));
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
