import { LONGEST_SELECTOR, MOST_NAMES, MOST_STEPS } from '../../../protocol/ruleLimits';
import type { SeenRule } from '../../../protocol/pageRules';
import { hasAttribute, hostOf, rootOf, shadowOf } from '../../own/dom';
import {
  declarationsOf,
  isDisabled,
  isStyled,
  ownerOfSheet,
  rulesOf as rulesIn,
  sheetsOf,
} from '../../own/sheets';
import { declaredIn } from './declared';
import { ownerOf, slotOf } from '../nodes';
import { type Group, headOf, isWritten, kindOf, likeness } from './heads';
import { type Layer, layerIn, newLayer } from './layers';
import { comesTo, isApplied, Probe } from './probe';
import {
  AND,
  implicitRoot,
  nearnessOf,
  type Outer,
  pathTo,
  resolved,
  SCOPE,
  scopingRoots,
} from './selectors';

type Root = Document | ShadowRoot;
type Steps = SeenRule['steps'];

/** The surroundings of a list of rules. */
interface Enclosing extends Outer {
  readonly sheet: CSSStyleSheet;
  readonly owner: Element | null;
  readonly steps: Steps;
  /** The selectors of the enclosing style rule, if they match. */
  readonly selectors: SeenRule['selectors'];
  readonly layer: Layer;
  /** The `@namespace` rules of the sheet: `matches` does not know their prefixes. */
  readonly spaces: string;
  /** Enclosing group rules whose conditions only the engine can evaluate. */
  readonly groups: readonly string[];
}

/** The sheets of the rules that were found. */
export interface SheetList {
  readonly unreadable: Set<CSSStyleSheet>;
  /** Registered properties that are not inherited. */
  readonly apart: Set<string>;
  /** The index by which rules name a sheet. */
  add(sheet: CSSStyleSheet, owner: Element | null): number;
}

/** The rules of one tree for one element. */
interface Tree {
  readonly root: Root;
  readonly context: number;
  /** Selectors that reach the element from this tree; undefined if it is the element's own tree. */
  readonly reaches: RegExp | undefined;
}

export const clipped = (text: string, longest = LONGEST_SELECTOR): string => text.slice(0, longest);

/** Finds the rules that match one element. */
export class Finder {
  readonly #rules: SeenRule[] = [];
  readonly #element: Element;
  readonly #above: number;
  readonly #sheets: SheetList;
  readonly #view: Window & typeof globalThis;
  readonly #probe: Probe;

  constructor(element: Element, above: number, sheets: SheetList) {
    this.#element = element;
    this.#above = above;
    this.#sheets = sheets;
    this.#view = ownerOf(element)?.defaultView ?? window;
    this.#probe = new Probe(element, this.#view);
  }

  /** The rules of the element in the order of their appearance, its `style` attribute last. */
  find(): SeenRule[] {
    for (const tree of treesOf(this.#element)) {
      const layers = newLayer();
      for (const sheet of sheetsOf(tree.root)) {
        const nesting = tree.reaches ? ':where(:host)' : ':where(:root)';
        this.#sheet(sheet, ownerOfSheet(sheet) as Element | null, tree, {
          nesting,
          roots: undefined,
          steps: [],
          selectors: [],
          layer: layers,
          groups: [],
        });
      }
    }
    const found = this.#probe.run();
    const kept = this.#rules.flatMap(rule => {
      const selectors = rule.selectors.filter(([selector]) => found(rule, selector));
      return selectors.length > 0 ? [{ ...rule, selectors }] : [];
    });
    if (isStyled(this.#element)) {
      const what = this.#declared(declarationsOf(this.#element));
      const where = { sheet: -1, steps: [], selectors: [], layer: [], context: 0, above: this.#above };
      if (what) kept.push({ ...where, ...what });
    }
    return kept;
  }

  #sheet(
    sheet: CSSStyleSheet,
    owner: Element | null,
    tree: Tree,
    around: Omit<Enclosing, 'sheet' | 'owner' | 'spaces'>,
  ): void {
    if (isDisabled(sheet) || !this.#view.matchMedia(sheet.media.mediaText).matches) return;
    const rules = rulesIn(sheet);
    if (rules && sheet.title && !isApplied(sheet, this.#view)) return;
    if (!rules) {
      this.#sheets.unreadable.add(sheet);
      return;
    }
    const spaces = rules.filter(rule => kindOf(rule) === 'CSSNamespaceRule').map(rule => rule.cssText);
    this.#list(rules, tree, { ...around, sheet, owner, spaces: spaces.join('') });
  }

  #list(rules: readonly CSSRule[], tree: Tree, around: Enclosing): void {
    if (around.steps.length === MOST_STEPS) return;
    const all = rules.map(rule => ({ rule, kind: kindOf(rule) }));
    const written = all.filter(isWritten).map(({ rule, kind }) => headOf(rule, kind));
    const [totals, passed] = [new Map<string, number>(), new Map<string, number>()];
    for (const head of written.map(likeness)) totals.set(head, (totals.get(head) ?? 0) + 1);
    let index = 0;
    for (const one of all) {
      const { rule, kind } = one;
      if (!isWritten(one)) {
        this.#declare((rule as CSSStyleRule).style, around.selectors, tree, around);
        continue;
      }
      const head = written[index] ?? '';
      const like = likeness(head);
      const nth = passed.get(like) ?? 0;
      passed.set(like, nth + 1);
      const step = [index++, nth, clipped(head), written.length, totals.get(like) ?? 0] as const;
      const steps: Steps = [...around.steps, step];
      if (kind === 'CSSStyleRule') this.#style(rule as CSSStyleRule, tree, { ...around, steps });
      else this.#group(rule as Group, kind, tree, { ...around, steps });
    }
  }

  #style(rule: CSSStyleRule, tree: Tree, around: Enclosing): void {
    const all = resolved(rule.selectorText, around);
    const selectors = all.flatMap((selector): SeenRule['selectors'] => {
      if (around.spaces !== '' && !tree.reaches) return [[clipped(selector), -1]];
      if (tree.reaches)
        return tree.reaches.test(selector) ? [[clipped(selector), around.roots ? 0 : -1]] : [];
      const near = nearnessOf(this.#element, selector, around);
      return near === undefined ? [] : [[clipped(selector), near]];
    });
    this.#declare(rule.style, selectors, tree, around);
    // Engines without nesting have no rules inside style rules.
    const inner = (rule as Partial<CSSGroupingRule>).cssRules;
    if (!inner || inner.length === 0) return;
    // In `&`, as in `:is()`, pseudo-elements match nothing and add no specificity (CSS Nesting 1, 3.1).
    const nesting = `:is(${all.filter(each => !/::/.test(each)).join()})`;
    this.#list([...inner], tree, { ...around, nesting, selectors });
  }

  #group(rule: Group, kind: string, tree: Tree, around: Enclosing): void {
    const { conditionText = '', name = '' } = rule;
    const { layer } = around;
    const within = (more: Partial<Enclosing>): void =>
      this.#list([...rule.cssRules], tree, { ...around, ...more });
    switch (kind) {
      case 'CSSImportRule':
        return this.#imported(rule as unknown as CSSImportRule, tree, around);
      case 'CSSLayerStatementRule':
        for (const each of (rule as unknown as CSSLayerStatementRule).nameList) layerIn(layer, each);
        return;
      case 'CSSLayerBlockRule':
        return within({ layer: layerIn(layer, name) });
      case 'CSSMediaRule':
        return this.#view.matchMedia(conditionText).matches ? within({}) : undefined;
      case 'CSSSupportsRule':
        return CSS.supports(conditionText) ? within({}) : undefined;
      case 'CSSPropertyRule':
        this.#sheets.apart[(rule as unknown as CSSPropertyRule).inherits ? 'delete' : 'add'](name);
        return;
      case 'CSSContainerRule':
        return within({ groups: [...around.groups, headOf(rule, kind)] });
      case 'CSSScopeRule': {
        const { start = null, end = null } = rule;
        const implicit = implicitRoot(this.#element, around.owner);
        const roots = scopingRoots(this.#element, start, end, around, implicit);
        // WebKit applies the scopes of a tree neither to its host nor to slotted elements. The root is named, because an adopted
        // sheet has none.
        const head = headOf({ start: start ?? pathTo(implicit, tree.root), end } as Group, kind);
        const outer = `${start ?? ''}${end ?? ''}`.includes('&') ? [around.nesting] : [];
        const groups = [...around.groups, ...outer, head];
        return within({
          groups,
          roots,
          nesting: AND,
          selectors: roots[0] === this.#element ? [[SCOPE, 0]] : [],
        });
      }
      default:
    }
  }

  #imported(rule: CSSImportRule, tree: Tree, around: Enclosing): void {
    const { styleSheet, layerName, supportsText } = rule;
    const isWanted = !supportsText || CSS.supports(supportsText);
    if (!isWanted || !this.#view.matchMedia(rule.media.mediaText).matches) return;
    // An engine without layers does not report them. A layer keeps its order even if its sheet does not load.
    const layer = typeof layerName === 'string' ? layerIn(around.layer, layerName) : around.layer;
    if (styleSheet) this.#sheet(styleSheet, around.owner, tree, { ...around, steps: [], layer });
  }

  #declared(declared: CSSStyleDeclaration): ReturnType<typeof declaredIn> {
    return declaredIn(declared, this.#above > 0, value => comesTo(this.#element, value, this.#view));
  }

  #declare(
    declared: CSSStyleDeclaration,
    selectors: SeenRule['selectors'],
    { root, context, reaches }: Tree,
    { sheet, owner, steps, layer, groups, spaces }: Enclosing,
  ): void {
    const what = selectors.length === 0 ? undefined : this.#declared(declared);
    if (!what) return;
    const rule = {
      sheet: this.#sheets.add(sheet, owner),
      steps,
      selectors: selectors.slice(0, MOST_NAMES),
      layer: layer.path.slice(0, MOST_STEPS),
      context,
      above: this.#above,
      ...what,
    };
    this.#rules.push(rule);
    if (reaches || groups.length > 0 || spaces !== '')
      this.#probe.add(root, rule, groups, spaces, reaches !== undefined);
  }
}

/** The trees whose rules may match an element: its own, its shadow tree, those of its slots, and those in which it is a part. */
function treesOf(element: Element): Tree[] {
  const own = rootOf(element);
  // The content of a template has no styles, nor has an element outside of every document.
  if (!(own instanceof ShadowRoot) && own !== ownerOf(element)) return [];
  const trees: Tree[] = [{ root: own as Root, context: 0, reaches: undefined }];
  for (let slot = slotOf(element), depth = 1; slot; slot = slotOf(slot), depth++)
    trees.push({ root: rootOf(slot) as Root, context: depth, reaches: /::slotted/i });
  const shadow = shadowOf(element);
  if (shadow) trees.push({ root: shadow, context: 99, reaches: /:host|:scope/i });
  if (!hasAttribute(element, 'part')) return trees;
  for (let root: Node = own, depth = -1; root instanceof ShadowRoot; depth--) {
    root = rootOf(hostOf(root));
    trees.unshift({ root: root as Root, context: depth, reaches: /::part/i });
  }
  return trees;
}
