import type { BridgeFromPage, Carets, Place, ToBridge } from '../../../protocol/bridge';
import { english } from '../../../protocol/texts';
import { moved, type Range } from '../../../protocol/offsets';
import { charsetOf } from '../../types/charset';
import type { ConnectedPage } from '../channel/connectedPage';
import type { Addresses } from '../addresses';
import type { LiveHost } from '../door';
import { isDocument } from '../kinds';
import type { Source } from '../../diff/trees';
import type { Steps } from '../update/steps';
import { Located } from './located';
import { nodesAt, selectorAt } from './marks';
import { labelOf, placeOf, trimmed } from './placing';

type Picked = Extract<BridgeFromPage, { type: 'picked' }>;
type Asked = Pick<Picked, 'node' | 'attribute'>;

/** Picks that one server takes in a second (security rule 20). */
const MOST_PICKS = 10;
const SECOND = 1_000;

/** The server around the bridge. */
type BridgeHost = Pick<LiveHost, 'options' | 'log' | 'onBridge' | 'read'>;

/** The way from a node in a page to its place in a file, and back from an editor's caret to the page. */
export class Bridge {
  private isArmed = false;
  private readonly located = new Located();
  /** When the last picks came, by `performance.now()`. */
  private picks: readonly number[] = [];

  constructor(
    private readonly host: BridgeHost,
    private readonly addresses: Pick<Addresses, 'pathOf' | 'fileAt'>,
    private readonly pages: Iterable<ConnectedPage>,
    private readonly steps: Pick<Steps, 'current' | 'treeOf' | 'counterpart'>,
  ) {}

  /** Takes what the editor says. */
  take(message: ToBridge): void {
    if (message.type === 'arm') this.arm(message.armed);
    else this.inBackground(this.mark(message.carets));
  }

  /** Tells a page that has just connected whether it is in pick mode, and the key that picks without it. */
  greet(page: ConnectedPage): void {
    const { pickKey, texts } = this.host.options();
    const hint = texts.pickHint ?? english.pickHint;
    const mayPick = page.mayPick();
    page.connection.send({
      type: 'pick',
      armed: this.isArmed && mayPick,
      key: mayPick ? pickKey : 'off',
      hint,
    });
  }

  /** The key may be another now. */
  configured(): void {
    for (const page of this.pages) this.greet(page);
  }

  hear(page: ConnectedPage, message: BridgeFromPage): void {
    if (!page.mayPick()) return;
    switch (message.type) {
      case 'tree':
        return this.sendTree(page);
      case 'where':
        return this.sendLabel(page, message);
      case 'picked':
        return this.inBackground(this.picked(page, message));
      case 'unpicked':
        return this.isArmed ? this.arm(false) : undefined;
      default:
        message satisfies never;
    }
  }

  private arm(armed: boolean): void {
    if (this.isArmed === armed) return;
    this.isArmed = armed;
    if (!armed) this.located.clear();
    this.configured();
    this.host.onBridge({ type: 'armed', armed });
  }

  private sendTree(page: ConnectedPage): void {
    const { shown, connection } = page;
    const source = shown && this.steps.treeOf(shown);
    // A patch that is under way brought the tree with it: the page keeps the first that it gets.
    if (source !== undefined) page.hasTree = true;
    connection.send({ type: 'tree', ...(source === undefined ? {} : { source }) });
    if (shown && source !== undefined) this.located.of(shown);
  }

  private sendLabel(page: ConnectedPage, { node, exact }: Extract<BridgeFromPage, { type: 'where' }>): void {
    const place = this.placeIn(page, { node }, page.shown);
    if (!place) return;
    const madeByScript = this.host.options().texts.madeByScript ?? english.madeByScript;
    const text = exact ? labelOf(place) : madeByScript.replace('{0}', () => labelOf(place));
    page.connection.send({ type: 'where', node, text });
  }

  private async picked(page: ConnectedPage, pick: Picked): Promise<void> {
    const refusal = this.refusalOf(pick);
    if (refusal !== undefined) {
      this.host.log('warn', `live: ${page.address} asked to show its source and was refused: ${refusal}`);
      return;
    }
    const current = page.file === undefined ? undefined : await this.steps.current(page.file);
    const place = current && this.placeIn(page, pick, current);
    if (pick.by === 'mode' && !pick.keeps) this.arm(false);
    this.host.onBridge(
      place
        ? { type: 'picked', place, exact: pick.exact, keeps: pick.keeps }
        : { type: 'sourceless', address: page.address },
    );
  }

  /** Security rule 20: a person's act, at most ten a second. */
  private refusalOf({ by }: Picked): string | undefined {
    if (by === 'mode' && !this.isArmed) return 'no one has asked for pick mode';
    if (by === 'key' && this.host.options().pickKey === 'off') return 'porthole.pickKey is off';
    const now = performance.now();
    this.picks = [...this.picks.filter(time => now - time < SECOND), now];
    if (this.picks.length <= MOST_PICKS) return undefined;
    this.picks = this.picks.slice(1);
    return `more than ${MOST_PICKS} picks in a second`;
  }

  /** Where a node of the source that a page shows is in another text of the same document. */
  private placeIn(page: ConnectedPage, asked: Asked, to: Source | undefined): Place | undefined {
    const { shown, file } = page;
    if (!shown || !to || file === undefined) return undefined;
    const range = this.rangeIn(shown, asked);
    const there = range && (this.rangeOfMoved(shown, to, asked, range) ?? clamped(range, to.text));
    return there && placeOf(this.addresses.pathOf(file), to.text, trimmed(to.text, there));
  }

  /** The characters of a node, or of the nearest one around it that has some. */
  private rangeIn(source: Source, { node, attribute }: Asked): Range | undefined {
    const places = this.located.of(source);
    if (!places || node >= places.count) return undefined;
    const above = places.above(node);
    return (
      (attribute === undefined ? undefined : places.ofAttribute(node, attribute)) ??
      places.of(node) ??
      (above === undefined ? { start: 0, end: 0 } : places.of(above))
    );
  }

  /** A page shows an older text while an editor has half a tag: outside of the edit all is where it was, inside nodes are compared. */
  private rangeOfMoved(shown: Source, to: Source, asked: Asked, { start, end }: Range): Range | undefined {
    const [first, last] = [moved(shown.text, to.text, start), moved(shown.text, to.text, end)];
    if (first !== undefined && last !== undefined) return { start: first, end: last };
    const node = this.steps.counterpart(shown, to, asked.node);
    return node === undefined ? undefined : this.rangeIn(to, { ...asked, node });
  }

  /** Outlines what an editor's carets are in, in all visible pages that show it. */
  private async mark(carets: Carets): Promise<void> {
    const { scroll } = carets;
    const file = this.addresses.fileAt(carets.path);
    const isPage = isDocument(file);
    const pages = [...this.pages].filter(
      page => page.visible && (isPage ? page.file === file : page.uses.get(file) === 'style'),
    );
    const text = pages.length === 0 ? undefined : await this.textOf(file);
    if (text === undefined) return;
    const selector = isPage ? undefined : selectorAt(carets, text);
    for (const page of pages) {
      const places = page.shown && isPage ? this.located.of(page.shown) : undefined;
      const nodes = page.shown && places ? nodesAt(carets, text, page.shown.text, places) : [];
      page.connection.send({ type: 'mark', nodes, ...(selector === undefined ? {} : { selector }), scroll });
    }
  }

  private async textOf(file: string): Promise<string | undefined> {
    if (isDocument(file)) return (await this.steps.current(file))?.text;
    const bytes = await this.host.read(file);
    return bytes && new TextDecoder(charsetOf('text/css', { bytes, isCut: false })?.name).decode(bytes);
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.host.log('error', `live: the bridge failed: ${String(error)}`));
  }
}

/** The nearest that is left of a range that is gone. */
const clamped = ({ start, end }: Range, text: string): Range => ({
  start: Math.min(start, text.length),
  end: Math.min(end, text.length),
});
