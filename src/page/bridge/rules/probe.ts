import type { SeenRule } from '../../../protocol/pageRules';
import { rootOf } from '../../own/dom';
import { AND } from './selectors';

type Root = Document | ShadowRoot;
type View = Window & typeof globalThis;

/** Selectors of one tree, each with a custom property that tells whether it matched. */
interface Asked {
  readonly rule: SeenRule;
  readonly selector: string;
  readonly property: string;
}

/** Names that no page uses. */
const PREFIX = '--porthole-probe-';

/** Adopts a sheet, which the returned function removes. */
function adopt(root: Root, text: string, view: View): () => void {
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [...(root.adoptedStyleSheets ?? []), sheet];
  return () => (root.adoptedStyleSheets = [...root.adoptedStyleSheets].filter(each => each !== sheet));
}

const computed = (element: Element, property: string, view: View): string =>
  view.getComputedStyle(element).getPropertyValue(property).trim();

/**
 * Asks the engine where no method answers: container queries, scopes, and selectors that reach into another tree. A sheet is adopted,
 * one value is read per question, and the sheet is removed before anything is drawn.
 */
export class Probe {
  readonly #element: Element;
  readonly #view: View;
  readonly #asked: Asked[] = [];
  /** By the tree, and by the `@namespace` rules that they begin with. */
  readonly #texts = new Map<Root, Map<string, string>>();

  constructor(element: Element, view: View) {
    this.#element = element;
    this.#view = view;
  }

  /**
   * @param reaches whether its selectors start in another tree; otherwise only the groups are asked, unless the selectors need
   * namespaces
   */
  add(root: Root, rule: SeenRule, groups: readonly string[], spaces: string, reaches: boolean): void {
    const texts = this.#texts.get(root) ?? new Map<string, string>();
    this.#texts.set(root, texts);
    for (const [selector] of rule.selectors) {
      const property = `${PREFIX}${this.#asked.length}`;
      this.#asked.push({ rule, selector, property });
      const isAsked = reaches || spaces !== '' || selector.includes(AND);
      const subject = isAsked ? selector.replaceAll(AND, '&') : '*,:scope';
      const open = groups.map(head => `${head}{`).join('');
      // Custom properties are inherited, so the value from an ancestor is reset first.
      const reset = reaches ? '' : `*|*{${property}:0}`;
      const text = `${reset}${open}${subject}{${property}:1}${'}'.repeat(groups.length)}`;
      texts.set(spaces, (texts.get(spaces) ?? spaces) + text);
    }
  }

  /** Whether a selector of a rule matches; true for one that was not asked about. */
  run(): (rule: SeenRule, selector: string) => boolean {
    const ends = [...this.#texts].flatMap(([root, texts]) =>
      // WebKit keeps the style of a host until a rule for hosts comes: it does not look for `:scope`.
      [...texts.values()].map(text => adopt(root, `${text}:host{${PREFIX}:1}`, this.#view)),
    );
    const denied = this.#asked.filter(
      ({ property }) => computed(this.#element, property, this.#view) !== '1',
    );
    for (const end of ends) end();
    return (rule, selector) => !denied.some(each => each.rule === rule && each.selector === selector);
  }
}

/** The keyword that a value with `var()` computes to, if it leaves the property to a lower layer or rule (CSS Variables 1, 3). */
export function comesTo(element: Element, value: string, view: View): string {
  const property = `${PREFIX}value`;
  // An engine that does not know a keyword keeps it as a text without quotes.
  const below = `@layer{*{${property}:"revert-layer"}}*{${property}:"revert-rule"}`;
  const end = adopt(rootOf(element) as Root, `${below}*{${property}:${value}}`, view);
  const found = computed(element, property, view);
  end();
  return /^"(.*)"$/.exec(found)?.[1] ?? '';
}

/** Of sheets with titles, one set applies, and alternate ones if they are chosen (CSSOM 1, 6.2). Engines do not tell which. */
export function isApplied(sheet: CSSStyleSheet, view: View): boolean {
  const property = `${PREFIX}sheet`;
  const at = sheet.insertRule(`*{${property}:1}`, sheet.cssRules.length);
  const value = computed(view.document.documentElement, property, view);
  sheet.deleteRule(at);
  return value === '1';
}
