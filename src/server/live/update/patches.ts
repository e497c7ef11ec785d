import type { Operation, SourceNode } from '../../../protocol/page';
import type { SourceTree } from '../../diff/parse';
import { isWorse } from '../../diff/parseErrors';
import { Pairs } from '../../diff/pairs';
import { travelling } from '../../diff/sourceTree';
import type { Startup } from '../../diff/startup';
import { type Source, Trees } from '../../diff/trees';
import { isHtml, standardTypeOf } from '../../types/mime';
import type { ConnectedPage, Pending } from '../channel/connectedPage';
import type { LiveHost } from '../door';
import { looksBeside, looksIntoWindows } from './frames';
import { sourceReason } from './sourceReasons';
import { sourceIn, sourceOf } from '../sources';
import { inTurns } from './inTurns';
import type { Pace } from './pace';
import { warmUp } from './warmUp';

/** Brings a page from the source that it shows to another. */
interface Patch {
  readonly operations: readonly Operation[];
  readonly becomes: Source;
  /** The source that the page was made of; undefined once the page has its tree. */
  readonly source: SourceNode | undefined;
}

/** The two trees of a change. */
interface Compared {
  readonly from: SourceTree;
  readonly to: SourceTree;
  /** Of the source that the browser loaded. */
  readonly startup: Startup;
}

interface Judged {
  /** Compared by identity: `trees.difference` returns the same list for the same two sources. */
  readonly operations: readonly Operation[];
  /** The time of the change and the files of the scripts. */
  readonly scripts: string;
  readonly reason: Promise<string | undefined>;
}

const scriptsOf = ({ uses }: ConnectedPage): string[] =>
  [...uses].flatMap(([file, kind]) => (kind === 'script' ? file : []));

/** Texts of a document that are newer than its file. */
export interface NewerTexts {
  /** Unsaved text in an editor. */
  unsavedOf(file: string): string | undefined;
  /** The bytes of the last announced save; undefined for none since. */
  lastOf(file: string): Buffer | undefined;
}

/** Decides how a page follows a changed document. */
export class Patches {
  private readonly trees = new Trees();
  /** Trees that are being made, by the id of their source. */
  private readonly growing = new Map<string, Promise<SourceTree | undefined>>();
  /** Whether `warmUp` has run. */
  private isWarm = false;
  private typed: { readonly text: string; readonly source: Source } | undefined;
  /** The last decoded bytes: several pages mostly need the same. */
  private decoded: { readonly bytes: Buffer; readonly source: Source | undefined } | undefined;
  /** The last reason for a load. */
  private judged: Judged | undefined;

  constructor(
    private readonly host: Pick<LiveHost, 'read' | 'options'>,
    private readonly texts: NewerTexts,
    private readonly pace: Pace,
  ) {}

  /**
   * The lightest step from the source that the page shows to the current one; undefined when no step is needed or possible yet.
   * Only a save reloads a page: half-typed tags and changed scripts wait for it.
   */
  async step(page: ConnectedPage, { file, saved, began }: Pending): Promise<Patch | 'reload' | undefined> {
    const { shown } = page;
    const next = await this.read(file);
    if (next === 'half written') return undefined;
    const trees = next && (await this.treesFor(page, next));
    if (!trees) return saved ? 'reload' : undefined;
    await this.pace.next();
    const { from, to, startup } = trees;
    if (saved && (to.startup.key !== startup.key || this.isReloadedFor(page, next))) return 'reload';
    const isAuto = this.host.options().onSave === 'auto';
    // After drafts, only the page knows whether a fresh load would show the same.
    const isDue = saved && isAuto && page.isUnchecked;
    if (shown?.text === next.text && !isDue) return undefined;
    if (!saved && isWorse(from.errors, to.errors)) return undefined;
    const operations = this.trees.difference(from, to, startup);
    if (isAuto) page.whyLoad ??= await this.reason(operations, trees, page, began);
    await this.pace.next();
    if (saved && page.whyLoad !== undefined) return 'reload';
    if (operations.length === 0 && page.hasTree && !isDue) {
      page.shown = next;
      return undefined;
    }
    return { operations, becomes: next, source: page.hasTree ? undefined : travelling(from.root) };
  }

  /** The trees of the source that the page shows and of the next one; undefined if one is missing. */
  private async treesFor(page: ConnectedPage, next: Source): Promise<Compared | undefined> {
    const { shown, loaded } = page;
    const from = shown && (await this.grown(shown));
    const to = await this.grown(next, shown);
    page.startup ??= loaded && (await this.grown(loaded))?.startup;
    const { startup } = page;
    return from && to && startup && { from, to, startup };
  }

  /** Whether a save of this source reloads the page: by the setting, or because the page fetches its own document. */
  private isReloadedFor({ loaded, readsItself }: ConnectedPage, next: Source): boolean {
    const { onSave } = this.host.options();
    return (onSave === 'reload' || (onSave === 'auto' && readsItself)) && loaded?.text !== next.text;
  }

  /** Whether scripts of these pages may look into another page in a way that it cannot watch. */
  lookIntoWindows(pages: readonly ConnectedPage[]): Promise<boolean> {
    return this.look(pages, looksIntoWindows);
  }

  /** Whether scripts of these pages may look into windows that were opened. */
  lookBeside(pages: readonly ConnectedPage[]): Promise<boolean> {
    return this.look(pages, looksBeside);
  }

  private async look(pages: readonly ConnectedPage[], looks: typeof looksBeside): Promise<boolean> {
    const known = new Set<string>();
    for (const page of pages) {
      await this.pace.next();
      const files = scriptsOf(page);
      const parts = [page.loaded?.id, ...files].join('\n');
      if (known.has(parts)) continue;
      known.add(parts);
      const tree = page.loaded && (await this.grown(page.loaded));
      if (looks(tree?.nodes ?? [], await this.textsOf(files))) return true;
    }
    return false;
  }

  /** Why a page must be loaded; found once for all pages with the same scripts. */
  private reason(
    operations: readonly Operation[],
    { from, to }: Compared,
    page: ConnectedPage,
    began: number,
  ): Promise<string | undefined> {
    const files = scriptsOf(page);
    const scripts = [began, ...files].join('\n');
    const { judged } = this;
    if (judged?.operations === operations && judged.scripts === scripts) return judged.reason;
    const reason = sourceReason(operations, from, to, () => this.textsOf(files));
    this.judged = { operations, scripts, reason };
    return reason;
  }

  private async textsOf(files: readonly string[]): Promise<string[]> {
    const read = await Promise.all(files.map(file => this.host.read(file)));
    return read.map(bytes => bytes?.toString() ?? '');
  }

  /** Parses a page's sources ahead of its first change, which then need not wait for them. */
  async prepare({ shown, loaded }: Pick<ConnectedPage, 'shown' | 'loaded'>): Promise<void> {
    for (const source of [loaded, shown]) if (source) await this.grown(source);
    if (this.isWarm || !shown) return;
    this.isWarm = true;
    await warmUp(shown.text);
  }

  treeOf(source: Source): SourceNode | undefined {
    const tree = this.trees.of(source);
    return tree && travelling(tree.root);
  }

  counterpart(from: Source, to: Source, number: number): number | undefined {
    const [old, next] = [this.trees.of(from), this.trees.of(to, from)];
    const node = old?.nodes[number];
    if (!old || !next || !node) return undefined;
    const pairs = new Pairs(old, next);
    return next.nodes.find(each => pairs.oldOf(each) === node)?.number;
  }

  async read(file: string, told?: string): Promise<Source | 'half written' | undefined> {
    if (!isHtml(standardTypeOf(file) ?? '')) return undefined;
    const text = this.texts.unsavedOf(file);
    if (text !== undefined) return this.typedSource(text);
    const announced = this.texts.lastOf(file);
    const bytes = announced ?? (await this.host.read(file));
    if (!bytes) return undefined;
    // Editors empty a file before they write it. A file that stays empty is announced as such.
    if (bytes.length === 0 && !announced) return 'half written';
    if (this.decoded?.bytes !== bytes) this.decoded = { bytes, source: sourceIn(file, bytes) };
    return this.decoded.source ?? sourceIn(file, bytes, told);
  }

  /** The tree of a source, made once for all pages, in turns of the event loop: requests go between them. */
  private grown(source: Source, base?: Source): Promise<SourceTree | undefined> {
    const known = this.growing.get(source.id);
    if (known) return known;
    const grown = inTurns(this.trees.growing(source, base)).finally(() => this.growing.delete(source.id));
    this.growing.set(source.id, grown);
    return grown;
  }

  /** The source of typed text, hashed once for all pages that show the document. */
  private typedSource(text: string): Source {
    if (this.typed?.text !== text) this.typed = { text, source: sourceOf(text) };
    return this.typed.source;
  }
}
