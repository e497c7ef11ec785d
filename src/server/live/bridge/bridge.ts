import type { BridgeFromPage, Carets, FromBridge, ToBridge } from '../../../protocol/bridgeMessages';
import type { FromPage } from '../../../protocol/page';
import { offsetAt } from '../../../protocol/offsets';
import type { Place } from '../../../protocol/place';
import { english } from '../../../protocol/texts';
import { LARGEST_TEXT } from '../../../protocol/thread';
import type { ConnectedPage } from '../channel/connectedPage';
import type { Addresses } from '../addresses';
import type { LiveHost } from '../door';
import { isDocument } from '../kinds';
import type { Steps } from '../update/steps';
import { InStep } from './inStep';
import { nodesAt, reachInSheet, reachInStyle } from './marks';
import { NodePlaces } from './nodePlaces';
import { labelOf, placeOf, trimmed } from './placing';
import { decodedCss, RuleLists } from './ruleLists';

type Step = Extract<FromPage, { type: 'step' }>;
type Picked = Extract<BridgeFromPage, { type: 'picked' }>;
type Rules = Extract<BridgeFromPage, { type: 'rules' }>;

/** Picks that one server takes in a second (security rule 20). */
const MOST_PICKS = 10;
const SECOND = 1_000;

/** The server around the bridge. */
type BridgeHost = Pick<LiveHost, 'options' | 'log' | 'onBridge' | 'read' | 'routeAt'>;

/** The way from a node in a page to its place in a file, and back from an editor's caret to the page. */
export class Bridge {
  private isArmed = false;
  private readonly places: NodePlaces;
  private readonly lists: RuleLists;
  private readonly inStep: InStep;
  /** The page that was asked for rules last. */
  private asked: ConnectedPage | undefined;
  /** Times of the last picks, by `performance.now()`. */
  private picks: readonly number[] = [];

  constructor(
    private readonly host: BridgeHost,
    private readonly addresses: Pick<Addresses, 'pathOf' | 'fileAt' | 'named'>,
    private readonly pages: Iterable<ConnectedPage>,
    private readonly steps: Pick<Steps, 'current' | 'treeOf' | 'counterpart'>,
  ) {
    this.inStep = new InStep(host, pages);
    this.places = new NodePlaces(addresses, steps);
    this.lists = new RuleLists(host, addresses, this.places);
  }

  /** Handles a message from the editor. */
  take(message: ToBridge): void {
    switch (message.type) {
      case 'arm':
        return this.arm(message.armed);
      case 'carets':
        return this.inBackground(this.mark(message.carets));
      case 'rules':
        return this.inBackground(this.askRules(message));
      case 'why':
        return this.inBackground(this.explain(message.property));
      default:
        message satisfies never;
    }
  }

  /** Tells a new page whether pick mode is on, and which key picks without it. */
  greet(page: ConnectedPage): void {
    this.inStep.greet(page);
    const { pickKey, texts } = this.host.options();
    const hint = texts.pickHint ?? english.pickHint;
    const mayPick = page.may('pick');
    page.connection.send({
      type: 'pick',
      armed: this.isArmed && mayPick,
      key: mayPick ? pickKey : 'off',
      hint,
    });
  }

  /** The pick key may have changed. */
  configured(): void {
    for (const page of this.pages) this.greet(page);
  }

  hear(page: ConnectedPage, message: Exclude<BridgeFromPage, { type: 'sheets' }> | Step): void {
    if (message.type === 'step') return this.inStep.hear(page, message.action);
    if (!page.may('pick')) return;
    switch (message.type) {
      case 'tree':
        page.charset = message.charset;
        return page.shown ? this.sendTree(page) : this.inBackground(this.sendGuessed(page));
      case 'where':
        return this.sendLabel(page, message);
      case 'picked':
        return this.inBackground(this.picked(page, message));
      case 'rules':
        return this.inBackground(this.listed(page, message));
      case 'sets':
        return this.lists.hear(page, message.answer);
      case 'unpicked':
        return this.isArmed ? this.arm(false) : undefined;
      default:
        message satisfies never;
    }
  }

  /** Shows a node that the editor has asked for, in the editor and in the page. */
  show(page: ConnectedPage, node: number, exact: boolean): void {
    this.inBackground(this.shown(page, node, exact));
  }

  private arm(armed: boolean): void {
    if (this.isArmed === armed) return;
    this.isArmed = armed;
    if (!armed) this.places.located.clear();
    this.configured();
    this.host.onBridge({ type: 'armed', armed });
  }

  private sendTree(page: ConnectedPage): void {
    const { numbered, connection } = page;
    const source = numbered && this.steps.treeOf(numbered);
    // A patch under way may have brought the tree already; the page keeps the first one.
    if (source !== undefined) page.hasTree = true;
    connection.send({ type: 'tree', ...(source === undefined ? {} : { source }) });
    if (numbered && source !== undefined) this.places.located.of(numbered);
  }

  /** Only the browser knows the encoding of some documents. A document that has changed since is reloaded soon. */
  private async sendGuessed(page: ConnectedPage): Promise<void> {
    const source = await this.places.currentOf(page);
    page.guessed = source?.id === page.shownId ? source : undefined;
    this.sendTree(page);
  }

  private sendLabel(page: ConnectedPage, where: Extract<BridgeFromPage, { type: 'where' }>): void {
    const { node, exact, isRead = false } = where;
    const place = this.places.placeIn(page, { node }, page.numbered);
    if (!place) return;
    const key = isRead ? 'readInside' : 'madeByScript';
    const near = this.host.options().texts[key] ?? english[key];
    const text = exact ? labelOf(place) : near.replace('{0}', () => labelOf(place));
    page.connection.send({ type: 'where', node, text });
  }

  private async picked(page: ConnectedPage, pick: Picked): Promise<void> {
    if (this.isRefused(page, pick)) return;
    const current = await this.places.currentOf(page);
    const place = current && this.places.placeIn(page, pick, current);
    if (pick.by === 'mode' && !pick.keeps) this.arm(false);
    const { exact, isRead = false, keeps } = pick;
    if (place) return this.host.onBridge({ type: 'picked', place, exact, isRead, keeps });
    const route = await this.routeOf(page);
    this.host.onBridge(route ? { type: 'routed', place: route, keeps } : this.sourceless(page));
  }

  private async shown(page: ConnectedPage, node: number, exact: boolean): Promise<void> {
    const current = await this.places.currentOf(page);
    const place = current && this.places.placeIn(page, { node }, current);
    page.connection.send({ type: 'mark', nodes: [node], scroll: true });
    this.host.onBridge(place ? { type: 'picked', place, exact, keeps: false } : this.sourceless(page));
  }

  /** The message about a page without a source, or with one whose elements have no places. */
  private sourceless({ address, numbered }: ConnectedPage): FromBridge {
    if (!numbered || this.places.located.of(numbered)) return { type: 'sourceless', address };
    return { type: 'sourceless', address, why: numbered.text.length > LARGEST_TEXT ? 'large' : 'deep' };
  }

  /** The line of the route that sent a page without a source. */
  private async routeOf({ shown, address }: ConnectedPage): Promise<Place | undefined> {
    const route = shown ? undefined : await this.host.routeAt(address);
    if (!route) return undefined;
    const { file, line, text } = route;
    const start = offsetAt(text, { line: line - 1, column: 0 });
    const end = offsetAt(text, { line: line - 1, column: Infinity });
    return placeOf(this.addresses.pathOf(file), text, trimmed(text, { start, end }));
  }

  private async listed(page: ConnectedPage, rules: Rules): Promise<void> {
    if (this.isRefused(page, rules)) return;
    this.asked = undefined;
    const { by, keeps } = rules;
    if (by === 'mode' && !keeps) this.arm(false);
    this.host.onBridge({ type: 'rules', listed: await this.lists.list(page, rules), keeps });
  }

  /** Asks the first visible page that shows the element around a caret. */
  private async askRules({ path, at }: Extract<ToBridge, { type: 'rules' }>): Promise<void> {
    const file = this.addresses.fileAt(path);
    for (const page of isDocument(file) ? this.pages : []) {
      const { numbered } = page;
      if (!numbered || !page.visible || page.file !== file) continue;
      const places = this.places.located.of(numbered);
      const current = await this.places.currentOf(page);
      const carets = { path, selections: [[at, at]] as const, scroll: false };
      const [found] = places && current ? nodesAt(carets, current.text, numbered.text, places) : [];
      const [node] = [found].flat();
      if (node === undefined) continue;
      this.asked = page;
      return page.connection.send({ type: 'ask', node });
    }
    this.host.onBridge({ type: 'unshown' });
  }

  private async explain(property: string): Promise<void> {
    this.host.onBridge({ type: 'declared', place: await this.lists.why(property) });
  }

  private isRefused(page: ConnectedPage, asking: Picked | Rules): boolean {
    const refusal = this.refusalOf(page, asking);
    if (refusal === undefined) return false;
    this.host.log('warn', `live: ${page.address} asked to show its source and was refused: ${refusal}`);
    return true;
  }

  /** Security rule 20: a pick is a person's act, at most ten a second. */
  private refusalOf(page: ConnectedPage, { by }: Picked | Rules): string | undefined {
    if (by === 'mode' && !this.isArmed) return 'no one has asked for pick mode';
    if (by === 'key' && this.host.options().pickKey === 'off') return 'porthole.pickKey is off';
    if (by === 'editor' && this.asked !== page) return 'no one has asked for its rules';
    const now = performance.now();
    this.picks = [...this.picks.filter(time => now - time < SECOND), now];
    if (this.picks.length <= MOST_PICKS) return undefined;
    this.picks = this.picks.slice(1);
    return `more than ${MOST_PICKS} picks in a second`;
  }

  /** Outlines the elements around an editor's carets, in all visible pages that show them. */
  private async mark(carets: Carets): Promise<void> {
    const { scroll } = carets;
    const file = this.addresses.fileAt(carets.path);
    const isPage = isDocument(file);
    const pages = [...this.pages].filter(
      page => page.visible && (isPage ? page.file === file : page.uses.get(file) === 'style'),
    );
    const [first] = pages;
    const text = first && (await this.textOf(file, first));
    if (text === undefined) return;
    const inSheet = isPage ? undefined : reachInSheet(carets, text);
    for (const { numbered, connection } of pages) {
      const places = numbered && isPage ? this.places.located.of(numbered) : undefined;
      const reach = numbered && places ? reachInStyle(carets, text, numbered.text, places) : inSheet;
      const nodes = numbered && places && !reach ? nodesAt(carets, text, numbered.text, places) : [];
      connection.send({ type: 'mark', nodes, ...reach, scroll });
    }
  }

  private async textOf(file: string, page: ConnectedPage): Promise<string | undefined> {
    if (isDocument(file)) return (await this.places.currentOf(page))?.text;
    const bytes = await this.host.read(file);
    return bytes && decodedCss(bytes, page.charset);
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.host.log('error', `live: the bridge failed: ${String(error)}`));
  }
}
