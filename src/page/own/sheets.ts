import { HTML, isHtml, nameOf, spaceOf } from './dom';
import { getter, method, setter } from './language';
import { append, itemsOf } from './lists';

type Root = Document | ShadowRoot;

/** Elements that own a style sheet. */
export type Owner = HTMLLinkElement | HTMLStyleElement;
export const isLink = (owner: Element): owner is HTMLLinkElement => isHtml(owner, 'link');

export const isOfSvg = (one: Element): boolean => spaceOf(one) === 'http://www.w3.org/2000/svg';
const sheetOfLink = getter(HTMLLinkElement.prototype, 'sheet');
const sheetOfStyle = getter(HTMLStyleElement.prototype, 'sheet');
const sheetOfSvg = getter(SVGStyleElement.prototype as unknown as HTMLStyleElement, 'sheet');
export function sheetOf(owner: Owner): CSSStyleSheet | null {
  if (isLink(owner)) return sheetOfLink(owner);
  if (isHtml(owner, 'style')) return sheetOfStyle(owner);
  // Any other has the name alone, such as a link in SVG.
  return isOfSvg(owner) && nameOf(owner) === 'style' ? sheetOfSvg(owner) : null;
}

export const addressOfSheet = getter(StyleSheet.prototype, 'href');
export const isDisabled = getter(StyleSheet.prototype, 'disabled');
export const disableSheet = setter(StyleSheet.prototype, 'disabled');
export const ownerOfSheet = getter(StyleSheet.prototype, 'ownerNode');
export const addressOfLink = getter(HTMLLinkElement.prototype, 'href');
export const isLinkDisabled = getter(HTMLLinkElement.prototype, 'disabled');
const ruleList = getter(CSSStyleSheet.prototype, 'cssRules');
const lengthOfRules = getter(CSSRuleList.prototype, 'length');
export const insertRule = method(CSSStyleSheet.prototype, 'insertRule');
export const deleteRule = method(CSSStyleSheet.prototype, 'deleteRule');
export const textOfRule = getter(CSSRule.prototype, 'cssText');
const typeOfRule = getter(CSSRule.prototype, 'type');
export const isImport = (rule: CSSRule): rule is CSSImportRule => typeOfRule(rule) === 3;
export const addressOfImport = getter(CSSImportRule.prototype, 'href');
export const importedBy = getter(CSSImportRule.prototype, 'styleSheet');

/** The rules of a sheet; undefined while it loads, and always for another origin (CSSOM, origin-clean flag). */
export function rulesOf(sheet: CSSStyleSheet): CSSRule[] | undefined {
  try {
    const list = ruleList(sheet);
    return itemsOf(list, lengthOfRules(list));
  } catch {
    return undefined;
  }
}

const ofDocument = getter(Document.prototype, 'styleSheets');
const ofShadow = getter(ShadowRoot.prototype, 'styleSheets');
const adoptedByDocument = getter(Document.prototype, 'adoptedStyleSheets');
const adoptedByShadow = getter(ShadowRoot.prototype, 'adoptedStyleSheets');
const lengthOfSheets = getter(StyleSheetList.prototype, 'length');

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
const styleOfHtml = getter(HTMLElement.prototype, 'style') as (self: Styled) => CSSStyleDeclaration;
const styleOfSvg = getter(SVGElement.prototype, 'style') as (self: Styled) => CSSStyleDeclaration;
export const isStyled = (element: Element): element is Styled =>
  spaceOf(element) === HTML || isOfSvg(element);
export const declarationsOf = (element: Styled): CSSStyleDeclaration =>
  (isOfSvg(element) ? styleOfSvg : styleOfHtml)(element);
const style = CSSStyleDeclaration.prototype;
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
