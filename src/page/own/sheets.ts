import { HTML, isHtml, nameOf, spaceOf } from './dom';
import { getter, method, setter } from './language';
import { append, itemsOf } from './lists';

type Root = Document | ShadowRoot;

/** Elements that own a style sheet. */
export type Owner = HTMLLinkElement | HTMLStyleElement;
export const isLink = (owner: Element): owner is HTMLLinkElement => isHtml(owner, 'link');

export const isOfSvg = (one: Element): boolean => spaceOf(one) === 'http://www.w3.org/2000/svg';
const sheetOfLink = getter(HTMLLinkElement, 'sheet');
const sheetOfStyle = getter(HTMLStyleElement, 'sheet');
const sheetOfSvg = getter(SVGStyleElement as unknown as typeof HTMLStyleElement, 'sheet');
export function sheetOf(owner: Owner): CSSStyleSheet | null {
  if (isLink(owner)) return sheetOfLink(owner);
  if (isHtml(owner, 'style')) return sheetOfStyle(owner);
  // Any other has the name alone, such as a link in SVG.
  return isOfSvg(owner) && nameOf(owner) === 'style' ? sheetOfSvg(owner) : null;
}

export const addressOfSheet = getter(StyleSheet, 'href');
export const isDisabled = getter(StyleSheet, 'disabled');
export const disableSheet = setter(StyleSheet, 'disabled');
export const ownerOfSheet = getter(StyleSheet, 'ownerNode');
export const addressOfLink = getter(HTMLLinkElement, 'href');
export const isLinkDisabled = getter(HTMLLinkElement, 'disabled');
const ruleList = getter(CSSStyleSheet, 'cssRules');
const lengthOfRules = getter(CSSRuleList, 'length');
export const insertRule = method(CSSStyleSheet, 'insertRule');
export const deleteRule = method(CSSStyleSheet, 'deleteRule');
export const textOfRule = getter(CSSRule, 'cssText');
const typeOfRule = getter(CSSRule, 'type');
export const isImport = (rule: CSSRule): rule is CSSImportRule => typeOfRule(rule) === 3;
export const addressOfImport = getter(CSSImportRule, 'href');
export const importedBy = getter(CSSImportRule, 'styleSheet');

/** The rules of a sheet; undefined while it loads, and always for another origin (CSSOM, origin-clean flag). */
export function rulesOf(sheet: CSSStyleSheet): CSSRule[] | undefined {
  try {
    const list = ruleList(sheet);
    return itemsOf(list, lengthOfRules(list));
  } catch {
    return undefined;
  }
}

const ofDocument = getter(Document, 'styleSheets');
const ofShadow = getter(ShadowRoot, 'styleSheets');
const adoptedByDocument = getter(Document, 'adoptedStyleSheets');
const adoptedByShadow = getter(ShadowRoot, 'adoptedStyleSheets');
const lengthOfSheets = getter(StyleSheetList, 'length');

/** The style sheets of a document or shadow root, adopted ones included. */
export function sheetsOf(root: Root): CSSStyleSheet[] {
  const isShadow = 'host' in root;
  const list = isShadow ? ofShadow(root) : ofDocument(root);
  const adopted = isShadow ? adoptedByShadow(root) : adoptedByDocument(root);
  const sheets = itemsOf<CSSStyleSheet>(list, lengthOfSheets(list));
  append(sheets, adopted ?? []);
  return sheets;
}

type Styled = HTMLElement | SVGElement;
const styleOfHtml = getter(HTMLElement, 'style') as (self: Styled) => CSSStyleDeclaration;
const styleOfSvg = getter(SVGElement, 'style') as (self: Styled) => CSSStyleDeclaration;
export const isStyled = (element: Element): element is Styled =>
  spaceOf(element) === HTML || isOfSvg(element);
export const declarationsOf = (element: Styled): CSSStyleDeclaration =>
  (isOfSvg(element) ? styleOfSvg : styleOfHtml)(element);
const style = CSSStyleDeclaration;
export const propertyOf = method(style, 'getPropertyValue');
export const priorityOf = method(style, 'getPropertyPriority');
export const setProperty = method(style, 'setProperty') as (
  self: CSSStyleDeclaration,
  name: string,
  value: string,
  priority: string,
) => void;
const lengthOfStyle = getter(style, 'length');

/** The names of the properties that are declared. */
export const propertiesOf = (declared: CSSStyleDeclaration): string[] =>
  itemsOf(declared, lengthOfStyle(declared));
