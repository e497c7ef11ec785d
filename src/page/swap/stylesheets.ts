import type { Check, Outcome } from '../../protocol/page';
import {
  add,
  addAfter,
  attributeOf,
  baseOf,
  copyOf,
  kidsOf,
  makeFragment,
  page,
  putAttribute,
  remove,
  select,
  takeAttribute,
} from '../own/dom';
import { all, each, filter, flatMap, push, some } from '../own/lists';
import { supportsCss } from '../own/window';
import { names, renewed } from '../addresses';
import { Refusal } from '../refusal';
import { everywhere, roots } from '../roots';
import { noteChanged } from './changed';
import { loads } from './loading';
import {
  addressOfImport,
  addressOfLink,
  disableSheet,
  isLinkDisabled,
  ownerOfSheet,
  addressOfSheet,
  importedBy,
  isDisabled,
  isImport,
  isLink,
  type Owner,
  rulesOf,
  sheetOf,
  sheetsOf,
} from '../own/sheets';
import { wholes } from '../reads/reads';
import { bringUpToDate } from './styleAddresses';

type Paths = readonly string[];

/** Whether a style sheet imports the file of these paths, at any depth. */
function imports(sheet: CSSStyleSheet, paths: Paths): boolean {
  const base = addressOfSheet(sheet) ?? baseOf(page);
  return some(rulesOf(sheet) ?? [], rule => {
    if (!isImport(rule)) return false;
    const imported = importedBy(rule);
    return names(addressOfImport(rule), paths, base) || (imported !== null && imports(imported, paths));
  });
}

/** The address that a link has loaded: `pushState` gives its relative reference another meaning. */
function loadedBy(link: HTMLLinkElement): string {
  const sheet = sheetOf(link);
  return (sheet && addressOfSheet(sheet)) ?? addressOfLink(link);
}

function isNamed(owner: Owner, paths: Paths): boolean {
  return isLink(owner) && (names(addressOfLink(owner), paths) || names(loadedBy(owner), paths));
}

function uses(owner: Owner, paths: Paths): boolean {
  const sheet = sheetOf(owner);
  return isNamed(owner, paths) || (sheet !== null && imports(sheet, paths));
}

async function bringIn(owner: Owner, disabled: boolean): Promise<void> {
  const sheet = sheetOf(owner);
  if (!sheet) return;
  disableSheet(sheet, disabled);
  await bringUpToDate(sheet);
}

/** Reinserting its child nodes makes the browser parse the text and load the imports again. */
function parseAgain(owner: Owner): void {
  const fragment = makeFragment(page);
  each(kidsOf(owner), kid => add(fragment, kid));
  add(owner, fragment);
}

/**
 * Loads a style sheet again. A copy behind the element applies until the element itself has the new rules, since scripts may refer to it.
 * The page is never without style, and the cascade order stays.
 */
async function reloadStyle(owner: Owner): Promise<boolean> {
  const sheet = sheetOf(owner);
  const disabled = sheet !== null && isDisabled(sheet);
  const standIn = copyOf(owner, true);
  each(['id', 'onload', 'onerror'], name => takeAttribute(standIn, name));
  if (isLink(owner)) putAttribute(standIn, 'href', renewed(loadedBy(owner)));
  const isLoaded = await loads(standIn, () => addAfter(owner, standIn));
  if (isLoaded) {
    await bringIn(standIn, disabled);
    await loads(owner, () => {
      if (isLink(owner)) putAttribute(owner, 'href', attributeOf(standIn, 'href') ?? '');
      else parseAgain(owner);
    });
    await bringIn(owner, disabled);
  }
  remove(standIn);
  return isLoaded;
}

function isUnderstood(check: Check): boolean {
  if (check[0] === 'declaration') return supportsCss(check[1], check[2]);
  try {
    select(makeFragment(page), check[1]);
    return true;
  } catch {
    return false;
  }
}

/** The positions of the pieces that this browser drops. */
export function droppedOf(checks: readonly Check[]): number[] {
  return flatMap(checks, (check, at) => (isUnderstood(check) ? [] : [at]));
}

/** Sheets of this file that no element of ours owns, such as those of `<?xml-stylesheet?>`. */
const isShownElsewhere = (paths: Paths, owners: readonly Owner[]): boolean =>
  some(flatMap(roots(), sheetsOf), sheet => {
    const address = addressOfSheet(sheet);
    const owner = ownerOfSheet(sheet);
    return address !== null && names(address, paths) && !some(owners, known => known === owner);
  });

/** Swaps the style sheets that use the file of these paths, unless the browser does not understand the typed text yet. */
export async function swapStyle(paths: Paths, checks: readonly Check[] = []): Promise<Outcome> {
  if (!all(checks, isUnderstood)) return 'waits';
  const owners = filter(everywhere<Owner>('link[rel~="stylesheet" i], style'), owner => uses(owner, paths));
  if (isShownElsewhere(paths, owners)) throw new Refusal('other:');
  if (owners.length === 0) return 'unused';
  if (some(owners, owner => wholes.has(owner))) throw new Refusal('inserted:');
  // An `@import` keeps its address, for which the browser reuses the old sheet while this document exists.
  each(paths, noteChanged);
  const loading: Promise<boolean>[] = [];
  each(owners, owner => {
    // A disabled link has no sheet; it loads its new address once it is enabled.
    if (isLink(owner) && isLinkDisabled(owner)) putAttribute(owner, 'href', renewed(addressOfLink(owner)));
    else push(loading, reloadStyle(owner));
  });
  each(everywhere('link[rel~="preload" i][as="style" i]'), link => {
    if (names(attributeOf(link, 'href') ?? '', paths))
      putAttribute(link, 'href', renewed(attributeOf(link, 'href') ?? ''));
  });
  let areLoaded = true;
  for (let at = 0; at < loading.length; at++) areLoaded = ((await loading[at]) ?? false) && areLoaded;
  return areLoaded ? 'applied' : 'failed';
}
