import type { Check, Outcome } from '../../protocol/page';
import { names, renewed } from '../addresses';
import { loads } from './loading';
import { everywhere } from '../roots';
import { bringUpToDate, note } from './styleAddresses';

type Owner = HTMLLinkElement | HTMLStyleElement;
const isLink = (owner: Element): owner is HTMLLinkElement => owner.localName === 'link';

/** Whether a style sheet imports this file, at any depth. */
function imports(sheet: CSSStyleSheet, path: string): boolean {
  let rules: CSSRuleList;
  try {
    rules = sheet.cssRules;
  } catch {
    // The rules of another origin's sheet are not readable, and not ours.
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

async function settle({ sheet }: Owner, isDisabled: boolean): Promise<void> {
  if (!sheet) return;
  sheet.disabled = isDisabled;
  await bringUpToDate(sheet);
}

/**
 * Loads a style sheet again. A twin right behind the element stands in until the element itself, which scripts may hold, has the
 * new rules: at no moment is the page without style, and the order stays.
 */
async function reloadStyle(owner: Owner): Promise<boolean> {
  const isDisabled = owner.sheet?.disabled ?? false;
  const twin = owner.cloneNode(true) as Owner;
  for (const name of ['id', 'onload', 'onerror']) twin.removeAttribute(name);
  if (isLink(twin)) twin.href = renewed(twin.href);
  const isLoaded = await loads(twin, () => owner.after(twin));
  if (isLoaded) {
    await settle(twin, isDisabled);
    await loads(owner, () => {
      if (isLink(owner) && isLink(twin)) owner.href = twin.href;
      // Parses its text again, and with it the imports; the nodes stay the same.
      else owner.replaceChildren(...owner.childNodes);
    });
    await settle(owner, isDisabled);
  }
  twin.remove();
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

/** Swaps the style sheets that are made of this file, unless what was just typed in it is not understood yet. */
export async function swapStyle(path: string, checks: readonly Check[] = []): Promise<Outcome> {
  if (!checks.every(isUnderstood)) return 'waits';
  const owners = everywhere<Owner>('link[rel~="stylesheet" i], style').filter(
    owner => isNamed(owner, path) || (owner.sheet !== null && imports(owner.sheet, path)),
  );
  if (owners.length === 0) return 'unused';
  // An imported sheet keeps its address, under which a browser shows the old one for as long as this document stands.
  note(path);
  // A disabled link has loaded nothing; it will when it is enabled.
  const shown = owners.filter(owner => !isLink(owner) || !owner.disabled);
  const loaded = await Promise.all(shown.map(reloadStyle));
  return loaded.every(Boolean) ? 'applied' : 'failed';
}
