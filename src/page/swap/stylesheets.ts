import type { Check, Outcome } from '../../protocol/page';
import { names, renewed } from '../addresses';
import { loads } from './loading';
import { everywhere } from '../roots';
import { bringUpToDate, noteChanged } from './styleAddresses';

type Owner = HTMLLinkElement | HTMLStyleElement;
const isLink = (owner: Element): owner is HTMLLinkElement => owner.localName === 'link';

/** Whether a style sheet imports this file, at any depth. */
function imports(sheet: CSSStyleSheet, path: string): boolean {
  let rules: CSSRuleList;
  try {
    rules = sheet.cssRules;
  } catch {
    // `cssRules` throws for a cross-origin style sheet; its files are not ours.
    return false;
  }
  const base = sheet.href ?? document.baseURI;
  return [...rules].some(
    rule =>
      rule instanceof CSSImportRule &&
      (names(rule.href, path, base) || (rule.styleSheet !== null && imports(rule.styleSheet, path))),
  );
}

const isNamed = (owner: Owner, path: string): boolean => isLink(owner) && names(owner.href, path);

async function bringIn({ sheet }: Owner, isDisabled: boolean): Promise<void> {
  if (!sheet) return;
  sheet.disabled = isDisabled;
  await bringUpToDate(sheet);
}

/**
 * Loads a style sheet again. A copy behind the element applies until the element itself, which scripts may refer to, has the new
 * rules: the page is never without style, and the cascade order stays.
 */
async function reloadStyle(owner: Owner): Promise<boolean> {
  const isDisabled = owner.sheet?.disabled ?? false;
  const standIn = owner.cloneNode(true) as Owner;
  for (const name of ['id', 'onload', 'onerror']) standIn.removeAttribute(name);
  if (isLink(standIn)) standIn.href = renewed(standIn.href);
  const isLoaded = await loads(standIn, () => owner.after(standIn));
  if (isLoaded) {
    await bringIn(standIn, isDisabled);
    await loads(owner, () => {
      if (isLink(owner) && isLink(standIn)) owner.href = standIn.href;
      // Reinserting its child nodes makes the browser parse the text and load the imports again.
      else owner.replaceChildren(...owner.childNodes);
    });
    await bringIn(owner, isDisabled);
  }
  standIn.remove();
  return isLoaded;
}

function isUnderstood([kind, name, value]: Check): boolean {
  if (kind === 'declaration') return CSS.supports(name, value);
  try {
    document.createDocumentFragment().querySelector(name);
    return true;
  } catch {
    return false;
  }
}

/** Swaps the style sheets that use this file, unless the browser does not understand the typed text yet. */
export async function swapStyle(path: string, checks: readonly Check[] = []): Promise<Outcome> {
  if (!checks.every(isUnderstood)) return 'waits';
  const owners = everywhere<Owner>('link[rel~="stylesheet" i], style').filter(
    owner => isNamed(owner, path) || (owner.sheet !== null && imports(owner.sheet, path)),
  );
  if (owners.length === 0) return 'unused';
  // An `@import` keeps its address, for which the browser reuses the old sheet while this document exists.
  noteChanged(path);
  // A disabled link has no sheet; it loads once it is enabled.
  const shown = owners.filter(owner => !isLink(owner) || !owner.disabled);
  const loaded = await Promise.all(shown.map(reloadStyle));
  return loaded.every(Boolean) ? 'applied' : 'failed';
}
