import type { Range } from '../../protocol/offsets';
import type { Finding, Reference } from './markup';
import { addressesIn } from './styles';

/** An attribute of a start tag, with its entities resolved. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
  /** The whole attribute, `href="a.html"`. */
  readonly range: Range;
}

/** Attributes that name resources. */
const NAMING = new Set(['href', 'src', 'srcset', 'poster', 'data', 'action', 'formaction', 'xlink:href']);
/** Attributes that matter here; most others need no place. */
export const isRead = (name: string): boolean =>
  NAMING.has(name) || name === 'id' || name === 'name' || name === 'style';

/** Collects the ids and the addresses of a document, tag by tag. */
export class Attributes {
  readonly references: Reference[] = [];
  readonly targets = new Set<string>();
  readonly doubles: Finding[] = [];
  readonly styles: Range[] = [];
  base: string | undefined;
  private readonly ids = new Map<string, Range>();

  constructor(private readonly text: string) {}

  /** @param isPosted whether the element sends its form by POST, which is answered by whatever takes the body */
  add(element: string, { name, value, range }: Attribute, isPosted: () => boolean): void {
    if (name === 'id') this.id(value, range);
    else if (name === 'style') this.addresses(this.valueIn(range));
    else if (name === 'name') {
      if (element === 'a') this.targets.add(value);
    } else if (element === 'base') {
      if (name === 'href') this.base ??= value;
    } else if (NAMING.has(name) && !(name.endsWith('action') && isPosted()))
      this.references.push({ element, attribute: name, value, range });
  }

  /** The text of a `<style>`. */
  style(range: Range): void {
    this.styles.push(range);
    this.addresses(range);
  }

  /** Entities would shift the places of addresses. */
  private addresses({ start, end }: Range): void {
    const css = this.text.slice(start, end);
    if (css.includes('url(') && !css.includes('&quot;')) this.references.push(...addressesIn(css, start));
  }

  /** The part of an attribute between its quotes. */
  private valueIn({ start, end }: Range): Range {
    const [before, quote = ''] = /^[^=]*=\s*(["']?)/.exec(this.text.slice(start, end)) ?? [''];
    return { start: start + before.length, end: end - quote.length };
  }

  private id(value: string, range: Range): void {
    const first = this.ids.get(value);
    if (first)
      this.doubles.push({ code: 'duplicate-id', rule: 'duplicate-id', name: value, range, other: first });
    else if (value !== '') this.ids.set(value, range);
    this.targets.add(value);
  }
}
