import type { SourceNode, ToPage } from '../../../protocol/page';
import type { Addresses } from '../addresses';
import { inBackground } from '../background';
import type { ConnectedPage, Done, PageEvents, Pending, Step } from '../channel/connectedPage';
import type { LiveHost } from '../door';
import type { Source } from '../../diff/trees';
import { messageFor } from '../kinds';
import { Beside, LOADED } from './beside';
import { sentenceOf } from './reasons';
import { Pace } from './pace';
import { Patches, type NewerTexts } from './patches';
import { TypedStyles } from './typedStyles';

/** A closed shadow root whose content may show a file: no script can swap that. */
const HIDING =
  /<template\b[^<>]*\bshadowrootmode\s*=\s*["']?closed\b(?:(?!<\/template)[^])*?(?:\b(?:href|src|srcset|poster)\s*=|url\(|@import|image-set\()/i;
const hidesFiles = ({ loaded }: ConnectedPage): boolean => loaded !== undefined && HIDING.test(loaded.text);

/** Why the server asked for a reload; the outcome itself where none came of it. */
const reloadReason = ({ whyLoad }: ConnectedPage, { outcome }: Done): string =>
  outcome === 'reloaded' ? (whyLoad ?? 'what changed acts only when a page loads') : outcome;

/** Newer texts of files, and a listener for documents. */
interface StepContext extends NewerTexts {
  /** The cause by which pages count their reloads. */
  causeOf(file: string, path: string): string;
  /** A document was compared, and the message is on its way. */
  onDocument(touch: 'patch' | 'reload', pending: Pending): void;
}

/** Decides the message for an update that is due, and what follows when the page does not apply it. */
export class Steps implements PageEvents {
  readonly typedStyles = new TypedStyles();
  private readonly pace = new Pace();
  private readonly beside = new Beside(
    pages => this.patches.lookBeside(pages),
    work => this.inBackground(work),
  );
  private readonly patches: Patches;
  private sequence = 0;
  /** The last answer: one change asks the same for each page that it reaches. */
  private looked: { readonly of: string; readonly answer: Promise<boolean> } | undefined;

  constructor(
    private readonly host: Pick<LiveHost, 'read' | 'log' | 'options'>,
    private readonly addresses: Addresses,
    private readonly context: StepContext,
  ) {
    this.patches = new Patches(host, context, this.pace);
  }

  /** The number of the next message. */
  next(): number {
    return ++this.sequence;
  }

  /** Prepares the first change of a page's document. The page's own requests go first. */
  prepare(page: ConnectedPage): void {
    setTimeout(() => this.inBackground(this.patches.prepare(page)), LOADED).unref();
    this.beside.back(page);
  }

  onLeaving(page: ConnectedPage, pending: Pending): void {
    this.beside.leaving(page, pending);
  }

  /**
   * The source of a document that the next request would get; undefined while the document is being written.
   * @param told the encoding that a browser chose, if nothing declares one
   */
  async current(file: string, told?: string): Promise<Source | undefined> {
    const source = await this.patches.read(file, told);
    return source === 'half written' ? undefined : source;
  }

  /** The numbered tree of a source; undefined where it is too large or too deep. */
  treeOf(source: Source): SourceNode | undefined {
    return this.patches.treeOf(source);
  }

  /** The number of a node in another source of the same document; undefined where it is gone. */
  counterpart(from: Source, to: Source, node: number): number | undefined {
    return this.patches.counterpart(from, to, node);
  }

  /** A step that fails becomes a reload if the file was saved. */
  async step(page: ConnectedPage, pending: Pending): Promise<Step | undefined> {
    try {
      return await this.decide(page, pending);
    } catch (error) {
      const head = this.headFor(page, pending.file);
      this.host.log('error', `live: ${head.path} cannot be compared: ${String(error)}`);
      return pending.saved ? { message: { type: 'reload', ...head } } : undefined;
    }
  }

  onOutcome(page: ConnectedPage, pending: Pending, done: Done, sent: ToPage['type']): void {
    // Beside another page, only one that knows it reloads.
    if (done.outcome === 'prevented' || pending.isBeside) return;
    const head = this.headFor(page, pending.file);
    const { path } = head;
    const told = done.reason === undefined ? undefined : sentenceOf(done.reason);
    const reason = told ?? (sent === 'reload' ? reloadReason(page, done) : done.outcome);
    if (done.outcome === 'reloaded') {
      this.host.log('info', `live: ${page.address} reloaded for ${path}: ${reason}`);
      return;
    }
    // A page that refused to reload would refuse again.
    if (sent === 'reload') {
      this.host.log('warn', `live: ${page.address} does not reload for ${path}: ${reason}`);
      return;
    }
    // A patch that fails may be half applied: the page reloads even before the save.
    const isBroken = done.outcome === 'failed' && page.touch(pending.file) === 'document';
    const isDue = pending.saved || isBroken;
    this.host.log(isDue ? 'info' : 'debug', `live: ${page.address} could not take ${path}: ${reason}`);
    if (isDue) page.reload(head, pending);
  }

  turn(): Promise<void> {
    return this.pace.next();
  }

  reloadsOnSave(): boolean {
    return this.host.options().onSave === 'reload';
  }

  inBackground(work: Promise<void>): void {
    inBackground(work, this.host, 'live: updating a page');
  }

  /** The path by which the page knows the file, and the cause of its change, with a number for a message. */
  private headFor(page: ConnectedPage, file: string): { seq: number; path: string; cause: string } {
    const [path = this.addresses.pathOf(file)] = page.namesOf(file);
    return { seq: this.next(), path, cause: this.context.causeOf(file, path) };
  }

  /** The same, with all other paths of the file. */
  private fullHeadFor(page: ConnectedPage, file: string): ReturnType<Steps['headFor']> & { also?: string[] } {
    const head = this.headFor(page, file);
    const [, ...also] = page.namesOf(file);
    return also.length === 0 ? head : { ...head, also };
  }

  private async decide(page: ConnectedPage, pending: Pending): Promise<Step | undefined> {
    const { file, saved, isBeside } = pending;
    if (isBeside) return { message: { type: 'reload', ...this.headFor(page, file), beside: true } };
    const touch = page.touch(file);
    const pages = saved && touch !== 'style' && touch !== 'resource' ? [...page.beside] : [];
    page.around = pages.length > 1 && (await this.lookAround(pages, pending)) ? { around: true } : {};
    if (touch === 'document') return this.document(page, pending);
    if (touch === 'style' && !saved) return this.draft(page, file);
    const type = saved && (this.reloadsOnSave() || hidesFiles(page)) ? 'reload' : messageFor(touch, saved);
    return type && { message: { type, ...page.around, ...this.fullHeadFor(page, file) } };
  }

  private lookAround(pages: readonly ConnectedPage[], { file, began }: Pending): Promise<boolean> {
    const of = `${began} ${file}`;
    if (this.looked?.of !== of) this.looked = { of, answer: this.patches.lookIntoWindows(pages) };
    return this.looked.answer;
  }

  private async document(page: ConnectedPage, pending: Pending): Promise<Step | undefined> {
    const step = await this.patches.step(page, pending);
    if (step === undefined) return undefined;
    const head = { ...this.headFor(page, pending.file), ...page.around };
    const onSent = (): void => this.context.onDocument(step === 'reload' ? step : 'patch', pending);
    if (step === 'reload') return { message: { type: step, ...head }, onSent };
    const { operations, becomes, source } = step;
    const known = source === undefined ? {} : { source };
    const judged = pending.saved && this.host.options().onSave === 'auto' ? { saved: true as const } : {};
    return {
      message: { type: 'patch', ...head, document: becomes.id, operations, ...known, ...judged },
      becomes,
      onSent,
    };
  }

  /** A draft that does not close what it opens leaves the page as it is. */
  private async draft(page: ConnectedPage, file: string): Promise<Step | undefined> {
    const text = this.context.unsavedOf(file) ?? (await this.host.read(file))?.toString() ?? '';
    const check = await this.typedStyles.checks(file, text);
    if (check === 'open') return undefined;
    return {
      message: { type: 'style', ...this.fullHeadFor(page, file), check },
      isPartial: hidesFiles(page),
      onApplied: () => this.typedStyles.applied(file, text),
    };
  }
}
