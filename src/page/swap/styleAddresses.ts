import {
  add,
  attributeOf,
  baseOf,
  headOf,
  makeElement,
  page,
  putAttribute,
  remove,
  rootElementOf,
} from '../own/dom';
import { sleep } from '../own/language';
import { all, each, flatMap, joined, map, some } from '../own/lists';
import { contains, pattern, replace, slice, test } from '../own/text';
import { sinceStart } from '../own/window';
import { pathOf } from '../own/served';
import { everywhere, roots } from '../roots';
import { changed, freshFor } from './changed';
import { loads } from './loading';
import {
  addressOfSheet,
  deleteRule,
  importedBy,
  insertRule,
  isImport,
  rulesOf,
  sheetsOf,
  textOfRule,
} from '../own/sheets';

const URL_TOKEN = pattern(/url\(\s*("[^"]*"|'[^']*'|[^)"']*?)\s*\)/g, 'g');
const QUOTED = /^["']/;

const SET = pattern(/image-set\((?:[^()]|\([^()]*\))*\)/g, 'g');
const STRING = pattern(/(["'])([^"']*)\1/g, 'g');

/** The token for a changed file's fresh address; the token that is there for any other one. */
function token(whole: string, address: string, base: string): string {
  const fresh = freshFor(address, base);
  return fresh === undefined ? whole : `url("${fresh}")`;
}

/** Replaces every `url()` of a changed file by its fresh address; `base` is the address that relative URLs resolve against. */
function renew(css: string, base: string): string {
  if (!contains(css, 'url(') && !contains(css, 'image-set(')) return css;
  const renewed = replace(css, URL_TOKEN, (whole, quoted) =>
    token(whole, test(QUOTED, quoted) ? slice(quoted, 1, -1) : quoted, base),
  );
  // In `image-set()`, a string is an address, too (CSS Images 4).
  return replace(renewed, SET, set =>
    replace(set, STRING, (whole, _, address) => token(whole, address, base)),
  );
}

/** Rules of a sheet and its imports that name a changed file. */
function staleRules(sheet: CSSStyleSheet): boolean {
  const base = addressOfSheet(sheet) ?? baseOf(page);
  return some(rulesOf(sheet) ?? [], rule => {
    if (!isImport(rule)) return renew(textOfRule(rule), base) !== textOfRule(rule);
    const imported = importedBy(rule);
    return renew(textOfRule(rule), base) !== textOfRule(rule) || (imported !== null && staleRules(imported));
  });
}

/** Deletes and inserts changed rules: setting a property of a `@font-face` rule has no effect. */
function renewSheet(sheet: CSSStyleSheet): number {
  const base = addressOfSheet(sheet) ?? baseOf(page);
  let count = 0;
  each(rulesOf(sheet) ?? [], (rule, index) => {
    const text = textOfRule(rule);
    const fresh = renew(text, base);
    const imported = isImport(rule) ? importedBy(rule) : null;
    if (fresh === text) {
      if (imported) count += renewSheet(imported);
      return;
    }
    // The new rule comes first: Chromium refuses an `@import` behind a `@layer`, and the old rule must stay then.
    insertRule(sheet, fresh, index);
    deleteRule(sheet, index + 1);
    count += 1;
  });
  return count;
}

/** Attributes with style, those of SVG included. */
const STYLED = ['style', 'filter', 'mask', 'clip-path', 'fill', 'stroke', 'cursor'] as const;
const WITH_ADDRESS = joined(
  map(STYLED, name => `[${name}*="("]`),
  ',',
);

/** Attributes with style that name a changed file, and their new text. */
const staleAttributes = (): (readonly [element: Element, name: string, fresh: string])[] =>
  flatMap(everywhere(WITH_ADDRESS), element =>
    flatMap(STYLED, name => {
      const text = attributeOf(element, name) ?? '';
      const fresh = renew(text, baseOf(page));
      return fresh === text ? [] : [[element, name, fresh] as const];
    }),
  );

const allSheets = (): CSSStyleSheet[] => flatMap(roots(), sheetsOf);

/** Whether a style names a changed file by its old address. */
export const isNamedInStyles = (): boolean => staleAttributes().length > 0 || some(allSheets(), staleRules);

/** Gives every style sheet and attribute the fresh addresses; returns the number of places. */
export function renewStyles(): number {
  const attributes = staleAttributes();
  let count = attributes.length;
  each(attributes, stale => putAttribute(stale[0], stale[1], stale[2]));
  each(allSheets(), sheet => (count += renewSheet(sheet)));
  return count;
}

const FONT = /\.(?:woff2?|[ot]tf|eot)$/i;

/** Loads the file before the styles refer to it, so that nothing flashes. */
export async function preload(address: string, path: string): Promise<void> {
  const link = makeElement(page, 'link');
  putAttribute(link, 'rel', 'preload');
  putAttribute(link, 'as', test(FONT, path) ? 'font' : 'image');
  if (test(FONT, path)) putAttribute(link, 'crossorigin', 'anonymous');
  putAttribute(link, 'href', address);
  await loads(link, () => add(headOf(page) ?? rootElementOf(page), link));
  remove(link);
}

/** Milliseconds to wait for imported sheets, and between two checks: an import fires no event. */
const LONGEST_WAIT = 2_000;
const CHECK_EVERY = 10;
/** Depth to which imports of imports are followed. */
const DEEPEST = 8;

function areLoaded(sheet: CSSStyleSheet): boolean {
  const rules = rulesOf(sheet);
  const address = addressOfSheet(sheet);
  // A sheet of another origin never shows its rules.
  if (!rules) return address !== null && pathOf(address) === '';
  return all(rules, rule => {
    const imported = isImport(rule) ? importedBy(rule) : undefined;
    return imported === undefined || (imported !== null && areLoaded(imported));
  });
}

/** Gives a reloaded style sheet the fresh addresses of all changed files, in its imports as well. */
export async function bringUpToDate(sheet: CSSStyleSheet): Promise<void> {
  if (changed.size === 0) return;
  const until = sinceStart() + LONGEST_WAIT;
  for (let depth = 0; depth < DEEPEST && renewSheet(sheet) > 0; depth++)
    while (!areLoaded(sheet) && sinceStart() < until) await sleep(CHECK_EVERY);
}
