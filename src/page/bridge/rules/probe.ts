import type { SeenRule } from '../../../protocol/pageRules';
import { rootOf } from '../../own/dom';

type Root = Document | ShadowRoot;

/** Selectors of one tree, each with a custom property that tells whether it matched. */
interface Asked {
  readonly rule: SeenRule;
  readonly selector: string;
  readonly property: string;
}

/** Names that no page uses. */
const PREFIX = '--porthole-probe-';

/**
 * Asks the engine where no method answers: container queries, scopes, and selectors that reach into another tree. A sheet is adopted,
 * one value is read per question, and the sheet is removed before anything is drawn.
 */
export class Probe {
  private readonly asked: Asked[] = [];
  /** By the tree, and by the `@namespace` rules that they begin with. */
  private readonly texts = new Map<Root, Map<string, string>>();

  constructor(
    private readonly element: Element,
    private readonly view: Window & typeof globalThis,
  ) {}

  /**
   * @param reaches whether its selectors start in another tree; otherwise only the groups are asked, unless the selectors need
   * namespaces
   */
  add(root: Root, rule: SeenRule, groups: readonly string[], spaces: string, reaches: boolean): void {
    const texts = this.texts.get(root) ?? new Map<string, string>();
    this.texts.set(root, texts);
    for (const [selector] of rule.selectors) {
      const property = `${PREFIX}${this.asked.length}`;
      this.asked.push({ rule, selector, property });
      const subject = reaches || spaces !== '' ? selector : '*,:scope';
      const open = groups.map(head => `${head}{`).join('');
      // Custom properties are inherited, so the value from an ancestor is reset first.
      const reset = reaches ? '' : `*|*{${property}:0}`;
      const text = `${reset}${open}${subject}{${property}:1}${'}'.repeat(groups.length)}`;
      texts.set(spaces, (texts.get(spaces) ?? spaces) + text);
    }
  }

  /** Whether a selector of a rule matches; true for one that was not asked about. */
  run(): (rule: SeenRule, selector: string) => boolean {
    const answers = new Map<string, boolean>();
    const sheets = [...this.texts].flatMap(([root, texts]) =>
      [...texts.values()].map(text => [root, text] as const),
    );
    const adopted = sheets.map(([root, text]) => {
      const before = root.adoptedStyleSheets;
      const sheet = new this.view.CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [...before, sheet];
      return () => (root.adoptedStyleSheets = [...root.adoptedStyleSheets].filter(each => each !== sheet));
    });
    if (adopted.length > 0) {
      const style = this.view.getComputedStyle(this.element);
      for (const { property } of this.asked)
        answers.set(property, style.getPropertyValue(property).trim() === '1');
    }
    for (const end of adopted) end();
    return (rule, selector) => {
      const question = this.asked.find(each => each.rule === rule && each.selector === selector);
      return question === undefined || (answers.get(question.property) ?? false);
    };
  }
}

/** The keyword that a value with `var()` computes to, if it leaves the property to a lower layer or rule (CSS Variables 1, 3). */
export function comesTo(element: Element, value: string, view: Window & typeof globalThis): string {
  const property = `${PREFIX}value`;
  const root = rootOf(element) as Root;
  const sheet = new view.CSSStyleSheet();
  // An engine that does not know a keyword keeps it as a text without quotes.
  const below = `@layer{*{${property}:"revert-layer"}}*{${property}:"revert-rule"}`;
  sheet.replaceSync(`${below}*{${property}:${value}}`);
  root.adoptedStyleSheets = [...(root.adoptedStyleSheets ?? []), sheet];
  const found = view.getComputedStyle(element).getPropertyValue(property);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets].filter(each => each !== sheet);
  return /^"(.*)"$/.exec(found.trim())?.[1] ?? '';
}

/** Of sheets with titles, one set applies, and alternate ones if they are chosen (CSSOM 1, 6.2). Engines do not tell which. */
export function isApplied(sheet: CSSStyleSheet, view: Window & typeof globalThis): boolean {
  const property = `${PREFIX}sheet`;
  const at = sheet.insertRule(`*{${property}:1}`, sheet.cssRules.length);
  const value = view.getComputedStyle(view.document.documentElement).getPropertyValue(property);
  sheet.deleteRule(at);
  return value.trim() === '1';
}
