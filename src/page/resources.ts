import type { Outcome } from '../protocol/page';
import { names, renewed } from './addresses';
import { swapStyle } from './stylesheets';

const ATTRIBUTES = ['src', 'href', 'poster', 'data', 'xlink:href'] as const;

function swapAttributes(path: string): number {
  let swapped = 0;
  for (const name of ATTRIBUTES) {
    for (const element of document.querySelectorAll(`[${CSS.escape(name)}]`)) {
      const address = element.getAttribute(name) ?? '';
      if (element.matches('a, area, script, base, iframe') || !names(address, path)) continue;
      element.setAttribute(name, renewed(address));
      swapped += 1;
    }
  }
  return swapped;
}

function swapSets(path: string): number {
  let swapped = 0;
  for (const element of document.querySelectorAll('[srcset]')) {
    const old = element.getAttribute('srcset') ?? '';
    const fresh = old.replace(/(^|,\s*)(\S+)/g, (whole, lead: string, address: string) =>
      names(address, path) ? lead + renewed(address) : whole,
    );
    if (fresh === old) continue;
    element.setAttribute('srcset', fresh);
    swapped += 1;
  }
  return swapped;
}

/** The sheets of this origin whose text names the file. */
function sheetsNaming(path: string): string[] {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return [...document.styleSheets].flatMap(sheet => {
    try {
      const named = [...sheet.cssRules].some(rule => rule.cssText.includes(file));
      return named && sheet.href !== null ? [decodeURIComponent(new URL(sheet.href).pathname)] : [];
    } catch {
      return [];
    }
  });
}

/** Swaps an image, a font or another resource alone, in elements and in style sheets. */
export async function swapResource(path: string): Promise<Outcome> {
  const swapped = swapAttributes(path) + swapSets(path);
  const sheets = sheetsNaming(path);
  if (sheets.length > 0) {
    await fetch(encodeURI(path).replace(/[?#]/g, encodeURIComponent), { cache: 'reload' }).catch(
      () => undefined,
    );
    for (const sheet of sheets) await swapStyle(sheet);
  }
  return swapped + sheets.length > 0 ? 'applied' : 'unused';
}
