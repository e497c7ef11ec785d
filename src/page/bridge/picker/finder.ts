import type { SeenRule } from '../../../protocol/rules';
import { hostOf, rootOf, shadowOf } from '../../own/dom';
import {
  declarationsOf,
  isDisabled,
  isStyled,
  ownerOfSheet,
  priorityOf,
  propertiesOf,
  rulesOf as rulesIn,
  sheetsOf,
} from '../../own/sheets';
import { Probe } from './probe';
import { nearnessOf, type Outer, resolved, SCOPE, scopingRoots, splitSelectors } from './selectors';

type Root = Document | ShadowRoot;
type Steps = SeenRule['steps'];

/** Characters of a selector that are told. */
const LONGEST = 2_000;

/** Properties that elements inherit, but for rare ones. */
const INHERITED =
  /^(?:--|color|cursor|direction|font|letter-|line-|list-|quotes|tab-|text-(?!decoration-(?!skip)|overflow|box)|visibility|white-|word-|writing-|caption-|border-(?:coll|spac)|empty-|orphans|widows|hyph|overflow-wrap|pointer-|fill|stroke|paint-|marker|clip-rule|accent-|caret-|image-r|user-|-webkit-)/;

interface Layer {
  readonly path: readonly number[];
  readonly kids: Map<string, Layer>;
}

const newLayer = (path: readonly number[] = []): Layer => ({ path, kids: new Map() });

/** A layer by its dotted name; an empty name is a layer of its own. */
function layerIn(outer: Layer, name: string): Layer {
  let at = outer;
  for (const part of name === '' ? [` ${outer.kids.size}`] : name.split('.')) {
    const next = at.kids.get(part) ?? newLayer([...at.path, at.kids.size]);
    at.kids.set(part, next);
    at = next;
  }
  return at;
}

/** The surroundings of a list of rules. */
interface Around extends Outer {
  readonly sheet: number;
  readonly owner: Element | null;
  readonly steps: Steps;
  /** The selectors of the style rule around it, if they match. */
  readonly selectors: SeenRule['selectors'];
  readonly layer: Layer;
  /** Groups around the rule that only the engine can answer for. */
  readonly groups: readonly string[];
}

/** The sheets that rules stand in. */
export interface SheetList {
  readonly unreadable: Set<CSSStyleSheet>;
  /** The index by which rules name a sheet. */
  add(sheet: CSSStyleSheet, owner: Element | null): number;
}

/** The rules of one tree for one element. */
interface Tree {
  readonly root: Root;
  readonly context: number;
  /** Selectors that reach the element from this tree; undefined in the element's own. */
  readonly reaches: RegExp | undefined;
}

export const clipped = (text: string, longest = LONGEST): string => text.slice(0, longest);

/** A group rule's name and condition; objects of the CSSOM tell their interface. */
const kindOf = (rule: object): string => Object.prototype.toString.call(rule).slice(8, -1);

type Group = CSSGroupingRule & {
  readonly conditionText?: string;
  readonly name?: string;
  readonly start?: string | null;
  readonly end?: string | null;
};

/** The head of a rule as the browser writes it; empty for rules that apply to no element. */
function headOf(rule: CSSRule, kind: string): string {
  const { conditionText = '', name = '', start, end } = rule as Group;
  switch (kind) {
    case 'CSSStyleRule':
      return (rule as CSSStyleRule).selectorText;
    case 'CSSMediaRule':
      return `@media ${conditionText}`;
    case 'CSSSupportsRule':
      return `@supports ${conditionText}`;
    case 'CSSContainerRule':
      return `@container ${conditionText}`;
    case 'CSSLayerBlockRule':
      return `@layer ${name}`;
    case 'CSSScopeRule':
      return `@scope ${start ? `(${start})` : ''} ${end ? `to (${end})` : ''}`;
    default:
      return '';
  }
}

/** Finds the rules that match one element. */
export class Finder {
  readonly rules: SeenRule[] = [];
  private readonly view: Window & typeof globalThis;
  private readonly probe: Probe;

  constructor(
    private readonly element: Element,
    private readonly above: number,
    private readonly sheets: SheetList,
  ) {
    this.view = element.ownerDocument.defaultView ?? window;
    this.probe = new Probe(element, this.view);
  }

  /** The rules of the element in the order of their appearance, its `style` attribute last. */
  find(): SeenRule[] {
    for (const tree of treesOf(this.element)) {
      const layers = newLayer();
      for (const sheet of sheetsOf(tree.root)) {
        const nesting = tree.reaches ? ':where(:host)' : ':where(:root)';
        this.sheet(sheet, ownerOfSheet(sheet) as Element | null, tree, {
          nesting,
          roots: undefined,
          steps: [],
          selectors: [],
          layer: layers,
          groups: [],
        });
      }
    }
    const found = this.probe.run();
    const kept = this.rules.flatMap(rule => {
      const selectors = rule.selectors.filter(([selector]) => found(rule, selector));
      return selectors.length > 0 ? [{ ...rule, selectors }] : [];
    });
    if (isStyled(this.element)) {
      const names = this.namesIn(declarationsOf(this.element));
      if (names.length > 0)
        kept.push({ sheet: -1, steps: [], selectors: [], layer: [], context: 0, above: this.above, names });
    }
    return kept;
  }

  private sheet(
    sheet: CSSStyleSheet,
    owner: Element | null,
    tree: Tree,
    around: Omit<Around, 'sheet' | 'owner'>,
  ): void {
    if (isDisabled(sheet) || !this.view.matchMedia(sheet.media.mediaText).matches) return;
    const rules = rulesIn(sheet);
    const index = this.sheets.add(sheet, owner);
    if (rules) this.list(rules, tree, { ...around, sheet: index, owner });
    else this.sheets.unreadable.add(sheet);
  }

  private list(rules: readonly CSSRule[], tree: Tree, around: Around): void {
    const heads = new Map<string, number>();
    rules.forEach((rule, index) => {
      const kind = kindOf(rule);
      const head = headOf(rule, kind);
      const nth = heads.get(head) ?? 0;
      heads.set(head, nth + 1);
      const steps: Steps = [...around.steps, [index, nth, clipped(head)]];
      if (kind === 'CSSStyleRule') this.style(rule as CSSStyleRule, tree, { ...around, steps });
      else if (kind === 'CSSNestedDeclarations')
        this.declare((rule as CSSStyleRule).style, around.selectors, tree, around);
      else this.group(rule as Group, kind, tree, { ...around, steps });
    });
  }

  private style(rule: CSSStyleRule, tree: Tree, around: Around): void {
    const all = resolved(rule.selectorText, around);
    const selectors = all.flatMap((selector): SeenRule['selectors'] => {
      if (tree.reaches) return tree.reaches.test(selector) ? [[clipped(selector), -1]] : [];
      const near = nearnessOf(this.element, selector, around);
      return near === undefined ? [] : [[clipped(selector), near]];
    });
    this.declare(rule.style, selectors, tree, around);
    // Engines without nesting have no rules in rules.
    const inner = (rule as Partial<CSSGroupingRule>).cssRules;
    if (inner && inner.length > 0)
      this.list([...inner], tree, { ...around, nesting: `:is(${all.join()})`, selectors });
  }

  private group(rule: Group, kind: string, tree: Tree, around: Around): void {
    const { conditionText = '', name = '' } = rule;
    const { layer } = around;
    const within = (more: Partial<Around>): void =>
      this.list([...rule.cssRules], tree, { ...around, ...more });
    switch (kind) {
      case 'CSSImportRule':
        return this.imported(rule as unknown as CSSImportRule, tree, around);
      case 'CSSLayerStatementRule':
        for (const each of (rule as unknown as CSSLayerStatementRule).nameList) layerIn(layer, each);
        return;
      case 'CSSLayerBlockRule':
        return within({ layer: layerIn(layer, name) });
      case 'CSSMediaRule':
        return this.view.matchMedia(conditionText).matches ? within({}) : undefined;
      case 'CSSSupportsRule':
        return CSS.supports(conditionText) ? within({}) : undefined;
      case 'CSSContainerRule':
        return within({ groups: [...around.groups, headOf(rule, kind)] });
      case 'CSSScopeRule': {
        const { start = null, end = null } = rule;
        const roots = scopingRoots(this.element, start, end, around, around.owner);
        const selectors = splitSelectors(SCOPE).map((each): readonly [string, number] => [each, 0]);
        // WebKit applies no scope of a tree to its shadow hosts, nor to what they slot.
        const head = headOf(rule, kind);
        const groups = head.includes('&') ? around.groups : [...around.groups, head];
        return within({
          groups,
          roots,
          nesting: SCOPE,
          selectors: roots[0] === this.element ? selectors : [],
        });
      }
      default:
    }
  }

  private imported(rule: CSSImportRule, tree: Tree, around: Around): void {
    const { styleSheet, layerName } = rule;
    if (!styleSheet || !this.view.matchMedia(rule.media.mediaText).matches) return;
    // An engine that knows no layers says nothing of them.
    const layer = typeof layerName === 'string' ? layerIn(around.layer, layerName) : around.layer;
    this.sheet(styleSheet, around.owner, tree, { ...around, steps: [], layer });
  }

  private declare(
    declared: CSSStyleDeclaration,
    selectors: SeenRule['selectors'],
    { root, context, reaches }: Tree,
    { sheet, steps, layer, groups }: Around,
  ): void {
    const names = selectors.length === 0 ? [] : this.namesIn(declared);
    if (names.length === 0) return;
    const rule = { sheet, steps, selectors, layer: layer.path, context, above: this.above, names };
    this.rules.push(rule);
    if (reaches || groups.length > 0) this.probe.add(root, rule, groups, reaches !== undefined);
  }

  /** Longhands that are declared, `!` before important ones; of an ancestor, those that are inherited. */
  private namesIn(declared: CSSStyleDeclaration): string[] {
    return propertiesOf(declared)
      .filter(name => this.above === 0 || INHERITED.test(name))
      .map(name => (priorityOf(declared, name) === '' ? name : `!${name}`));
  }
}

/** The trees whose rules may match an element: its own, its shadow's, those of the slots that it is in, and of its parts. */
function treesOf(element: Element): Tree[] {
  const own = rootOf(element);
  // The content of a template has no styles, nor has what is in no document.
  if (!(own instanceof ShadowRoot) && own !== element.ownerDocument) return [];
  const trees: Tree[] = [{ root: own as Root, context: 0, reaches: undefined }];
  for (let slot = element.assignedSlot, depth = 1; slot; slot = slot.assignedSlot, depth++)
    trees.push({ root: rootOf(slot) as Root, context: depth, reaches: /::slotted/i });
  const shadow = shadowOf(element);
  if (shadow) trees.push({ root: shadow, context: 99, reaches: /:host/i });
  if (!element.hasAttribute('part')) return trees;
  for (let root: Node = own, depth = -1; root instanceof ShadowRoot; depth--) {
    root = rootOf(hostOf(root));
    trees.unshift({ root: root as Root, context: depth, reaches: /::part/i });
  }
  return trees;
}
