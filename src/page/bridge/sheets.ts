import { LONGEST_MEDIA, MOST_SHEETS, type SheetState } from '../../protocol/bridgeMessages';
import { page } from './unhidden';
import { pathOf } from '../own/served';

/** Whether a page applies a sheet there. */
const stateOf = (isOff: boolean, media: string): SheetState => [
  isOff || !matchMedia(media).matches ? 'off' : 'on',
  isOff ? '' : media.slice(0, LONGEST_MEDIA),
];

/** An alternate sheet applies once a person or a script chooses it. */
const isOff = (link: HTMLLinkElement): boolean =>
  link.disabled || link.sheet?.disabled === true || (link.relList.contains('alternate') && link.title !== '');

/** How the page applies the style sheet of these paths, at each place of the document that names it. */
export function sheetStates(paths: readonly string[]): SheetState[] {
  const states: SheetState[] = [];
  const isMeant = (address: string, base?: string): boolean => paths.includes(pathOf(address, base));
  /** @param around the state of the sheet that imports this one: if that is off, so is this */
  const imports = (sheet: CSSStyleSheet, around: SheetState): void => {
    for (const rule of rulesOf(sheet)) {
      if (!(rule instanceof CSSImportRule)) continue;
      const own = around[0] === 'off' ? around : stateOf(false, rule.media.mediaText);
      if (isMeant(rule.href, sheet.href ?? page.baseURI)) states.push(own);
      if (rule.styleSheet) imports(rule.styleSheet, own);
    }
  };
  for (const link of page.querySelectorAll<HTMLLinkElement>('link[rel~="stylesheet" i]')) {
    const state = stateOf(isOff(link), link.media);
    if (isMeant(link.href) || isMeant(link.sheet?.href ?? '')) states.push(state);
    if (link.sheet) imports(link.sheet, state);
  }
  for (const style of page.querySelectorAll('style'))
    if (style.sheet) imports(style.sheet, stateOf(style.sheet.disabled, style.media));
  return states.slice(0, MOST_SHEETS);
}

/** The rules of a sheet from another origin cannot be read. */
function rulesOf(sheet: CSSStyleSheet): Iterable<CSSRule> {
  try {
    return sheet.cssRules;
  } catch {
    return [];
  }
}
