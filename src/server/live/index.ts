import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { FromPage, ToPage } from '../../protocol/page';
import type { FileChange, Overlay } from '../../protocol/thread';
import { Addresses } from './addresses';
import { Arrivals } from './channel/arrivals';
import type { ConnectedPage } from './channel/connectedPage';
import { Connection } from './channel/connection';
import { type Content, Contents } from './watch/contents';
import type { Watch } from './watch/directories';
import { Documents } from './update/documents';
import type { Live, LiveHost, Use } from './door';
import { Ignored } from './watch/ignored';
import { followsTyping, isDocument, kindOfDest, kindOfName, touchForObserver } from './kinds';
import { Missed } from './channel/missed';
import { Observers } from './channel/observers';
import { Pages } from './channel/pages';
import { Poller } from './watch/poller';
import { Recent } from './watch/recent';
import { Referers } from './watch/referers';
import { Reports } from './update/reports';
import { Steps } from './update/steps';
import { Tree } from './watch/watchedFolders';
import { troubleLine } from './channel/trouble';
import { Watchlist } from './watch/watchlist';
import { WebSockets } from './channel/webSockets';

/** Milliseconds that clients get to answer the goodbye. */
const GOODBYE = 200;

/** The live side of one server: who is connected, what each uses, and what a change means to them. */
export function createLive(host: LiveHost, watch?: Watch): Live {
  return new LiveUpdates(host, watch);
}

class LiveUpdates implements Live {
  private readonly sockets = new WebSockets();
  private readonly addresses: Addresses;
  private readonly referers: Referers;
  private readonly ignored: Ignored;
  private readonly contents: Contents;
  private readonly poller: Poller;
  private readonly watchlist: Watchlist;
  private readonly recent: Recent;
  private readonly pages: Pages;
  private readonly tree: Tree;
  private readonly documents = new Documents();
  private readonly steps: Steps;
  private readonly arrivals: Arrivals;
  private readonly missed = new Missed();
  private readonly reports: Reports;
  /** By file, the text in an editor that stands before it. */
  private readonly unsaved = new Map<string, string>();
  private readonly observers: Observers;
  private readonly serverId = createHash('sha1')
    .update(`${process.pid} ${performance.timeOrigin} ${Math.random()}`)
    .digest('base64url');
  private closing: Promise<void> | undefined;

  constructor(
    private readonly host: LiveHost,
    watch: Watch | undefined,
  ) {
    const log: LiveHost['log'] = (level, text) => host.log(level, text);
    this.addresses = new Addresses(host.root);
    this.reports = new Reports(host);
    this.referers = new Referers(this.addresses);
    this.steps = new Steps(host, this.addresses, {
      unsavedOf: file => this.unsaved.get(file),
      lastOf: file => this.contents.lastOf(file),
      onDocument: (touch, { file, began }) =>
        this.reports.update(touch, this.addresses.pathOf(file), this.pages.showing(file).length, began),
    });
    this.ignored = new Ignored(host.root, () => host.options().ignore);
    this.contents = new Contents(host, content => this.announce(content, performance.now()));
    this.poller = new Poller({
      files: () => this.watchlist.entries(),
      isNeeded: () => this.pages.areSeen || this.observers.size > 0,
      onChange: file => this.onFile(file),
      onSilent: directory =>
        log('info', `live: ${directory} changes without a sign of it, looking at its used files instead`),
    });
    this.watchlist = new Watchlist(
      host.root,
      {
        onFile: file => {
          this.poller.hear(file);
          this.onFile(file);
        },
        onOther: file => this.onOther(file),
        onBlind: directory => this.poller.add(directory),
        onDropped: file => this.contents.forget(file),
        log,
      },
      watch,
    );
    this.recent = new Recent(this.watchlist, () => this.observers.size > 0);
    this.pages = new Pages(this.addresses, this.watchlist, this.recent, this.steps);
    this.arrivals = new Arrivals({
      host,
      addresses: this.addresses,
      documents: this.documents,
      pages: this.pages,
      missed: this.missed,
      isIgnored: file => this.ignored.has(file),
      isUnsaved: file => this.unsaved.has(file),
    });
    this.tree = new Tree(host.root, this.ignored, this.watchlist, log);
    this.observers = new Observers(this.tree, log);
  }

  documentServed(file: string, id: string, text: string): void {
    this.documents.keep(file, { id, text });
  }

  used({ file, dest, referer }: Use): void {
    const kind = dest === undefined ? kindOfName(file) : kindOfDest(dest);
    const by = this.referers.fileOf(referer);
    if (this.recent.note(file, by, kind)) this.learn(file);
    if (by !== undefined && kind && this.pages.size > 0) this.pages.requested(file, by, kind);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    void this.sockets.accept(request, socket, head).then(client => this.connect(client, request));
  }

  changed(changes: readonly FileChange[]): void {
    for (const { path } of changes) {
      const began = performance.now();
      if (this.isFollowed(path))
        void this.contents.settle(path).then(content => content && this.announce(content, began));
    }
  }

  overlaid({ path, text, saving }: Overlay): void {
    const typed = text !== undefined && saving !== true;
    if (text === undefined) this.unsaved.delete(path);
    else this.unsaved.set(path, text);
    if (!typed) this.steps.typedStyles.end(path);
    // What is typed into a script waits for its save.
    if (typed && (this.host.options().update !== 'typing' || !followsTyping(path))) return;
    if (typed && !isDocument(path)) this.steps.typedStyles.begin(path);
    const began = performance.now();
    if (isDocument(path)) void this.documentOverlaid(path, typed, began);
    else if (this.isFollowed(path))
      void this.contents.settle(path).then(content => content && this.announce(content, began, !typed));
  }

  revise(concerns: (path: string) => boolean): void {
    if (this.host.options().update === 'off') return;
    for (const [file] of this.watchlist.entries())
      if (concerns(this.addresses.pathOf(file))) this.publish(file, true, performance.now());
  }

  configured(): void {
    // Options are read on each use.
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private isFollowed(file: string): boolean {
    return this.watchlist.has(file) || (this.observers.size > 0 && this.addresses.contains(file));
  }

  private learn(file: string): void {
    void this.contents.learn(file);
    void this.poller.know(file);
  }

  /** While an editor's text stands before the file, the disk says nothing about what pages should show. */
  private onFile(file: string): void {
    if (!this.unsaved.has(file)) this.contents.hear(file);
  }

  private onOther(file: string): void {
    if (this.observers.size === 0) return this.reports.unused(this.addresses.pathOf(file));
    this.tree.see(file);
    this.contents.hear(file);
  }

  private announce(content: Content, began: number, saved = true): void {
    const { file, fresh, gone } = content;
    if (this.host.options().update === 'off' || this.closing) return;
    if (!fresh) {
      if (saved) for (const page of this.pages.using(file)) page.saved(file, began);
      return;
    }
    // Folders and files nobody has used come and go without meaning anything to a page.
    if (gone && !this.watchlist.has(file)) return;
    if (this.ignored.has(file)) {
      this.host.log('debug', `live: ${this.addresses.pathOf(file)} changed and is ignored`);
      return;
    }
    this.publish(file, saved, began);
  }

  private publish(file: string, saved: boolean, began: number): void {
    const pages = this.pages.using(file);
    const path = this.addresses.pathOf(file);
    this.missed.note(file);
    for (const page of pages) page.want({ file, saved, began });
    this.observers.tell({ type: touchForObserver(file), seq: this.steps.next(), path });
    if (pages.length === 0) this.reports.unused(this.addresses.pathOf(file));
    // What becomes of a document shows when it is compared.
    const touches = pages.map(page => page.touch(file)).filter(touch => touch !== 'document');
    const [first] = touches;
    if (first)
      this.reports.update(
        touches.every(touch => touch === first) ? first : 'reload',
        path,
        pages.length,
        began,
      );
  }

  /**
   * A document as it is typed, or as the disk has it again: pages that show it take the difference from what they show. For everybody
   * else it has changed only if the disk says so.
   */
  private async documentOverlaid(file: string, typed: boolean, began: number): Promise<void> {
    if (!this.isFollowed(file)) return;
    if (typed) this.contents.overlaid(file);
    else {
      const content = await this.contents.settle(file);
      if (!content) return;
      this.announce(content, began);
    }
    if (this.host.options().update === 'off' || this.ignored.has(file) || this.closing) return;
    for (const page of this.pages.showing(file)) page.want({ file, saved: !typed, began });
  }

  private connect(client: WebSocket, request: IncomingMessage): void {
    if (this.closing) return client.terminate();
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    if (!query.has('document')) this.observers.add(client, { type: 'hello', server: this.serverId });
    else this.welcome(client, query);
  }

  private welcome(client: WebSocket, query: URLSearchParams): void {
    const address = query.get('path') ?? '/';
    const connection = new Connection(client, {
      onMessage: message => this.hear(page, message),
      onClose: () => {
        this.arrivals.left(page);
        this.host.onPages(this.pages.size);
      },
      onRefused: reason => this.host.log('warn', `live: ${address} was dropped: ${reason}`),
    });
    const page = this.arrivals.arrive(address, query, connection);
    this.host.onPages(this.pages.size);
    connection.send({ type: 'hello', server: this.serverId });
    this.arrivals.catchUp(page);
    this.steps.prepare(page);
  }

  private hear(page: ConnectedPage, message: FromPage): void {
    switch (message.type) {
      case 'uses':
        for (const file of this.pages.reported(page, message.uses)) {
          this.learn(file);
          void this.arrivals.makeUp(page, file);
        }
        break;
      case 'done':
        page.done(message);
        break;
      case 'visible':
        page.visible = message.visible;
        break;
      case 'trouble':
        this.host.log('warn', troubleLine(page.address, message, this.addresses));
        break;
      case 'ping':
        page.connection.send({ type: 'pong' });
        break;
      default:
        message satisfies never;
    }
  }

  private async end(): Promise<void> {
    const goodbye: ToPage = { type: 'stopping' };
    this.pages.broadcast(goodbye);
    const connections = [...[...this.pages].map(page => page.connection), ...this.observers];
    for (const connection of connections) connection.end();
    this.tree.drop();
    for (const each of [this.poller, this.recent, this.watchlist, this.contents]) each.close();
    const late = setTimeout(() => connections.forEach(connection => connection.terminate()), GOODBYE);
    await Promise.all(connections.map(connection => connection.closed));
    clearTimeout(late);
  }
}
