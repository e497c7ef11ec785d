/** The kind of a rule: objects of the CSSOM tell their interface. */
export const kindOf = (rule: object): string => Object.prototype.toString.call(rule).slice(8, -1);

export type Group = CSSGroupingRule & {
  readonly conditionText?: string;
  readonly name?: string;
  readonly start?: string | null;
  readonly end?: string | null;
};

/** The head of a rule as the browser writes it; empty for rules that apply to no element. */
export function headOf(rule: CSSRule, kind: string): string {
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

/** Declarations behind nested rules are rules to the CSSOM alone. */
export const isWritten = ({ kind }: { readonly kind: string }): boolean => kind !== 'CSSNestedDeclarations';

/** Conditions stand as they were written, with any white space. In `@scope` as in style rules, `& p` is alike to `p`. */
export const likeness = (head: string): string =>
  head.startsWith('@') ? head.replaceAll(/\s+/g, '').toLowerCase() : head.replaceAll(/(^|, )& (?=\S)/g, '$1');
