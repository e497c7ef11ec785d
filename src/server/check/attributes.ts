import type { Range } from '../../protocol/offsets';
import type { Slices } from '../routes/slices';
import { type Finding, MOST_FINDINGS, type Reference } from './markup';
import { addressesIn, mayName } from './styles';

/** An attribute of a start tag, with its entities resolved. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
  /** The whole attribute, `href="a.html"`. */
  readonly range: Range;
}

const elements = (names: string): ReadonlySet<string> => new Set(names.split(' '));
/** Attributes that name resources, and the elements on which they do; without those, any that is not a custom element. */
const NAMING: ReadonlyMap<string, ReadonlySet<string> | undefined> = new Map([
  ['href', undefined],
  ['xlink:href', undefined],
  ['src', elements('img image script iframe frame embed audio video source track input')],
  ['srcset', elements('img source')],
  ['imagesrcset', elements('link')],
  ['poster', elements('video')],
  ['data', elements('object')],
  ['action', elements('form')],
  ['formaction', elements('button input')],
  ['longdesc', elements('img iframe frame')],
  ['background', elements('body table thead tbody tfoot tr td th')],
]);
const SENDING = elements('form button input');
/** Attributes that the checks read; the places of all others are not needed. */
export const isRead = (name: string): boolean =>
  NAMING.has(name) || name === 'id' || name === 'name' || name === 'style' || name === 'content';
/** `<meta http-equiv="refresh">` (WHATWG HTML, 4.2.5.3): a time, and an address that may stand in quotes. */
const REFRESH =
  /^\s*[\d.]+(?:\s*[;,]|\s)\s*(?=\S)(?:url\s*=\s*(?=\S)|(?!url\s*=))(?:"([^"]*)|'([^']*)|([^"'].*))/is;

function names(element: string, attribute: string): boolean {
  if (!NAMING.has(attribute)) return false;
  return NAMING.get(attribute)?.has(element) ?? !element.includes('-');
}

interface Piece {
  readonly css: string;
  readonly start: number;
  /** Stands for the places of all its addresses. */
  readonly whole?: Range;
}

/** Collects the ids and the addresses of a document, tag by tag. */
export class Attributes {
  readonly references: Reference[] = [];
  readonly targets = new Set<string>();
  readonly doubles: Finding[] = [];
  readonly styles: Range[] = [];
  readonly scripts: Range[] = [];
  /** Pieces of style whose addresses are not extracted yet. */
  private readonly pieces: Piece[] = [];
  base: string | undefined;
  /** By scope: the document, and each shadow root around the place that is read. */
  private readonly ids = [new Map<string, Range>()];
  private isRefresh = false;
  /** Whether the open form is sent by POST. */
  private isFormPosted = false;
  private isPosted = false;

  constructor(private readonly text: string) {}

  /** A start tag begins; its attributes follow by `add`. */
  open(element: string, all: readonly Pick<Attribute, 'name' | 'value'>[]): void {
    this.isPosted = false;
    this.isRefresh = false;
    if (element === 'meta')
      this.isRefresh = all.some(({ name, value }) => name === 'http-equiv' && /^refresh$/i.test(value));
    else if (SENDING.has(element)) this.openSending(element, all);
  }

  private openSending(element: string, all: readonly Pick<Attribute, 'name' | 'value'>[]): void {
    const isForm = element === 'form';
    const own = all.find(({ name }) => name === (isForm ? 'method' : 'formmethod'));
    const ofForm = !isForm && (this.isFormPosted || all.some(({ name }) => name === 'form'));
    this.isPosted = own ? /^(?:post|dialog)$/i.test(own.value) : ofForm;
    if (isForm) this.isFormPosted = this.isPosted;
  }

  /** A shadow root begins: its ids are its own, and no fragment leads there. */
  openShadow(): void {
    this.ids.push(new Map());
  }

  closeShadow(): void {
    this.ids.pop();
  }

  close(element: string): void {
    if (element === 'form') this.isFormPosted = false;
  }

  /** The `action` of a POST form is left out: its address may answer POST only. */
  add(element: string, { name, value, range }: Attribute): void {
    if (name === 'id') this.id(value, range);
    else if (name === 'style') this.pieces.push(this.styleIn(value, range));
    else if (name === 'content') {
      const [, ...found] = (this.isRefresh && REFRESH.exec(value)) || [];
      const address = found.find(each => each !== undefined);
      if (address) this.references.push({ element, attribute: name, value: address, range });
    } else if (name === 'name') {
      if (element === 'a' && this.ids.length === 1) this.targets.add(value);
    } else if (element === 'base') {
      if (name === 'href') this.base ??= value;
    } else if (names(element, name) && !(name.endsWith('action') && this.isPosted))
      this.references.push({ element, attribute: name, value, range });
  }

  /** The text of a `<style>`. */
  style(range: Range): void {
    this.styles.push(range);
    this.pieces.push({ css: this.text.slice(range.start, range.end), start: range.start });
  }

  /** All references in the order of the text, also those of its style. */
  async all(slices: Slices): Promise<readonly Reference[]> {
    const ofStyle: Reference[] = [];
    for (const { css, start, whole } of this.pieces) {
      if (slices.isOver(css.length)) await slices.next();
      if (!mayName(css)) continue;
      for (const each of await addressesIn(css, start, slices))
        ofStyle.push(whole ? { ...each, range: whole } : each);
    }
    if (ofStyle.length === 0) return this.references;
    return [...this.references, ...ofStyle].toSorted((a, b) => a.range.start - b.range.start);
  }

  /** The part of a `style` attribute between its quotes. */
  private styleIn(value: string, whole: Range): Piece {
    const text = this.text.slice(whole.start, whole.end);
    // Entities shift the places of addresses.
    if (text.includes('&')) return { css: value, start: 0, whole };
    const [before, quote = ''] = /^[^=]*=\s*(["']?)/.exec(text) ?? [''];
    return { css: text.slice(before.length, text.length - quote.length), start: whole.start + before.length };
  }

  private id(value: string, range: Range): void {
    const ids = this.ids.at(-1);
    const first = ids?.get(value);
    if (!first) {
      if (value !== '') ids?.set(value, range);
    } else if (this.doubles.length < MOST_FINDINGS)
      this.doubles.push({ code: 'duplicate-id', rule: 'duplicate-id', name: value, range, other: first });
    if (this.ids.length === 1) this.targets.add(value);
  }
}
