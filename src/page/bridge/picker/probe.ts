import type { SeenRule } from '../../../protocol/rules';

type Root = Document | ShadowRoot;

/** Selectors of a tree, each with a custom property that says whether it matched. */
interface Asked {
  readonly rule: SeenRule;
  readonly selector: string;
  readonly property: string;
}

/** Names that no page uses. */
const PREFIX = '--porthole-probe-';

/**
 * Asks the engine what no method answers: container queries, scopes, and selectors that reach an element from another tree. A sheet is
 * adopted, one value read for each question, and the sheet is gone before anything is drawn.
 */
export class Probe {
  private readonly asked: Asked[] = [];
  private readonly texts = new Map<Root, string>();

  constructor(
    private readonly element: Element,
    private readonly view: Window & typeof globalThis,
  ) {}

  /** @param reaches whether its selectors start in another tree; else they are known to match, and only the groups are asked */
  add(root: Root, rule: SeenRule, groups: readonly string[], reaches: boolean): void {
    for (const [selector] of rule.selectors) {
      const property = `${PREFIX}${this.asked.length}`;
      this.asked.push({ rule, selector, property });
      const subject = reaches ? selector : '*,:scope';
      const open = groups.map(head => `${head}{`).join('');
      // Custom properties are inherited: what an ancestor has is taken back first.
      const reset = reaches ? '' : `*{${property}:0}`;
      const text = `${reset}${open}${subject}{${property}:1}${'}'.repeat(groups.length)}`;
      this.texts.set(root, (this.texts.get(root) ?? '') + text);
    }
  }

  /** Whether a selector of a rule matches; those that were not asked about do. */
  run(): (rule: SeenRule, selector: string) => boolean {
    const answers = new Map<string, boolean>();
    const adopted = [...this.texts].map(([root, text]) => {
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
