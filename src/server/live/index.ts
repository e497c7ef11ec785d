import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type { FromPage } from '../../protocol/page';
import type { FileChange, Overlay } from '../../protocol/thread';
import type { ToBridge } from '../../protocol/bridgeMessages';
import type { ToConsole } from '../../protocol/consoleMessages';
import type { Right } from '../ask/entrance';
import { Addresses } from './addresses';
import { inBackground } from './background';
import { Arrivals } from './channel/arrivals';
import type { ConnectedPage } from './channel/connectedPage';
import { Connection, endAll } from './channel/connection';
import { Judging } from './channel/judging';
import { Missed } from './channel/missed';
import { Observers } from './channel/observers';
import { NAMELESS, Pages, wantAll } from './channel/pages';
import { EventStreams, type Posted } from './channel/eventStreams';
import { WebSockets } from './channel/webSockets';
import type { Wire } from './channel/wire';
import { EditorRelay } from './console/relay';
import type { Live, LiveHost, Use } from './door';
import { followsTyping, isDocument, kindOfDest, isForObservers, kindOfName, touchForObserver } from './kinds';
import { Causes, type Heard, onDisk } from './update/causes';
import { Documents } from './update/documents';
import { factsOf, sheetsOf } from './update/facts';
import { Reports } from './update/reports';
import { Steps } from './update/steps';
import type { Content } from './watch/contents';
import { Referers } from './watch/referers';
import { Watching, type WatchingSystem } from './watch/watching';

/** The live side of one server: the pages that are connected, the files that each uses, and the updates that follow a change. */
export function createLive(host: LiveHost, system?: WatchingSystem): Live {
  return new LiveUpdates(host, system);
}

class LiveUpdates implements Live {
  private readonly sockets = new WebSockets();
  private readonly streams = new EventStreams();
  private readonly addresses: Addresses;
  private readonly referers: Referers;
  private readonly watching: Watching;
  private readonly pages: Pages;
  private readonly documents = new Documents();
  private readonly steps: Steps;
  private readonly arrivals: Arrivals;
  private readonly missed = new Missed();
  private readonly causes = new Causes();
  private readonly reports: Reports;
  private readonly observers: Observers;
  private readonly judging = new Judging();
  /** By file, the text in an editor that replaces it. */
  private readonly unsaved = new Map<string, string>();
  private readonly relay: EditorRelay;
  private readonly serverId = randomUUID();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly host: LiveHost,
    system: WatchingSystem | undefined,
  ) {
    this.addresses = new Addresses(host.folders, () => host.options().dotfiles === 'allow');
    this.reports = new Reports(host);
    this.referers = new Referers(this.addresses, file => this.watching.has(file));
    this.watching = this.createWatching(system);
    this.steps = new Steps(host, this.addresses, {
      unsavedOf: file => this.unsaved.get(file),
      lastOf: file => this.watching.contents.lastOf(file),
      causeOf: (file, path) => this.causes.of(file, path),
      onDocument: (touch, { file, began }) =>
        this.reports.update(touch, this.addresses.pathOf(file), this.pages.showing(file).length, began),
    });
    this.pages = new Pages(this.addresses, this.watching, this.steps);
    this.arrivals = new Arrivals({
      host,
      addresses: this.addresses,
      documents: this.documents,
      pages: this.pages,
      missed: this.missed,
      turn: () => this.steps.turn(),
      isIgnored: file => this.watching.isIgnored(file),
      isUnsaved: file => this.unsaved.has(file),
    });
    this.observers = new Observers({
      onFirst: () => this.watching.observe(true),
      onNone: () => this.watching.observe(false),
      onRefused: reason => host.log('warn', `live: an observer was dropped: ${reason}`),
      turn: () => this.steps.turn(),
      inBackground: work => this.inBackground(work),
    });
    this.relay = new EditorRelay(host, this.addresses, this.pages, this.steps);
  }

  documentServed(file: string, id: string, text: string): void {
    this.documents.keep(file, { id, text });
    this.causes.asked(performance.now());
  }

  used({ file, dest, referer, forwarded, nameless }: Use): void {
    const kind = dest === undefined ? kindOfName(file) : kindOfDest(dest);
    const by = nameless === true ? NAMELESS : this.referers.fileOf(referer, forwarded);
    this.watching.requested(file, by, kind);
    if (by !== undefined && kind && this.pages.size > 0) this.pages.requested(file, by, kind);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, may?: (right: Right) => boolean): void {
    // Hundreds may come at once, and the event loop would wait for all of them.
    const connecting = this.steps
      .turn()
      .then(() => this.sockets.accept(request, socket, head))
      .then(client => this.connect(client, request, may));
    inBackground(connecting, this.host, 'live: connecting a page');
  }

  async stream(request: IncomingMessage, may: (right: Right) => boolean): Promise<Readable> {
    await this.steps.turn();
    const stream = this.streams.add();
    this.connect(stream, request, right => (stream.isProven || right === 'observe') && may(right));
    return stream.body;
  }

  post(posted: Posted): boolean {
    return this.streams.take(posted);
  }

  changed(changes: readonly FileChange[]): void {
    for (const { path } of changes)
      if (this.isFollowed(path)) this.inBackground(this.accepted(path, performance.now(), true));
  }

  overlaid({ path, text, saving }: Overlay): void {
    const typed = text !== undefined && saving !== true;
    if (text === undefined) this.unsaved.delete(path);
    else this.unsaved.set(path, text);
    if (!typed) this.steps.typedStyles.end(path);
    // A draft of any other file, such as a script, waits for its save.
    if (typed && (this.host.options().update !== 'typing' || !followsTyping(path))) return;
    if (typed && !isDocument(path)) this.steps.typedStyles.begin(path);
    if (!this.isFollowed(path)) return;
    const began = performance.now();
    if (isDocument(path)) this.inBackground(this.documentOverlaid(path, typed, began));
    else this.inBackground(this.accepted(path, began, !typed));
  }

  revise(concerns: Parameters<Live['revise']>[0]): void {
    if (this.host.options().update !== 'off') this.inBackground(this.reviseAll(concerns));
  }

  configured(): void {
    this.watching.configured();
    this.referers.clear();
    this.relay.configured();
  }

  bridge(message: ToBridge): void {
    this.relay.bridge(message);
  }

  console(message: ToConsole): void {
    this.relay.console(message);
  }

  judge: Live['judge'] = (file, checks) => this.judging.dropped(this.pages.using(file), checks);

  isUsed: Live['isUsed'] = file => this.pages.using(file).length > 0;
  scriptsOf: Live['scriptsOf'] = document => this.pages.scriptsOf(document);
  examine: Live['examine'] = async file => {
    const sheets = await sheetsOf(file, this.addresses.pathOf(file), this.pages, this.judging);
    return factsOf(file, this.pages, sheets, this.watching, this.missed);
  };

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private createWatching(system: WatchingSystem | undefined): Watching {
    const { host } = this;
    return new Watching(
      {
        folders: host.folders,
        options: () => host.options(),
        read: file => host.read(file),
        log: (level, text) => host.log(level, text),
        unsavedOf: file => this.unsaved.get(file),
        isObserved: () => this.observers.size > 0,
        isSeen: () => this.pages.areSeen,
        isWay: path => this.pages.isWay(path),
        onContent: content => this.announce(content, onDisk()),
        onUnused: file => this.reports.unused(this.addresses.pathOf(file)),
      },
      system,
    );
  }

  private isFollowed(file: string): boolean {
    return this.watching.has(file) || (this.observers.size > 0 && this.addresses.contains(file));
  }

  private inBackground = (work: Promise<void>): void => inBackground(work, this.host, 'live: an update');

  private async reviseAll(concerns: Parameters<Live['revise']>[0]): Promise<void> {
    for (const file of this.watching.files())
      if ((await concerns(this.addresses.pathOf(file))) && !this.closing) this.publish(file, onDisk());
  }

  /** The editor reports the content of a file: its events come before the disk's. */
  private async accepted(file: string, began: number, saved: boolean): Promise<void> {
    const content = await this.watching.contents.accept(file);
    if (content) this.announce(content, { began, saved, isByHand: true });
  }

  /** A document as it is typed, or as the disk has it again. Only pages that show it follow a draft; pages that fetch it do not. */
  private async documentOverlaid(file: string, typed: boolean, began: number): Promise<void> {
    if (typed) this.watching.contents.overlaid(file);
    else {
      const content = await this.watching.contents.accept(file);
      if (!content) return;
      this.announce(content, { began, saved: true, isByHand: true });
    }
    if (this.host.options().update === 'off' || this.watching.isIgnored(file) || this.closing) return;
    for (const page of this.pages.showing(file)) page.want({ file, saved: !typed, began });
  }

  private announce(content: Content, heard: Heard): void {
    const { file, fresh } = content;
    const { began, saved } = heard;
    const matters = this.watching.matters(content);
    if (this.host.options().update === 'off' || this.closing) return;
    // An event at a path through a link says nothing about the file behind it, which has its own events.
    const way = this.pages.relinked(file, began);
    // A link to a folder is no file.
    if (way === 'same' || (way === 'link' && content.gone)) return;
    if (!fresh && saved) for (const page of this.pages.using(file)) page.saved(file, began);
    if (!fresh || !matters) return;
    if (this.watching.isIgnored(file)) {
      this.host.log('debug', `live: ${this.addresses.pathOf(file)} changed and is ignored`);
      return;
    }
    this.publish(file, heard);
  }

  private publish(file: string, heard: Heard): void {
    const pages = this.pages.using(file);
    const path = this.addresses.pathOf(file);
    this.missed.note(file);
    if (pages.length > 0) this.causes.note(file, heard);
    if (pages.length > 0) this.inBackground(wantAll(pages, { file, ...heard }));
    if (isForObservers(path) && this.addresses.contains(file))
      this.observers.tell({ type: touchForObserver(file), seq: this.steps.next(), path });
    const touches = pages.map(page => page.touch(file));
    this.reports.touched(touches, path, pages.length, heard.began);
  }

  private connect(client: Wire, request: IncomingMessage, may?: (right: Right) => boolean): void {
    if (this.closing) return client.terminate();
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    if (!query.has('document'))
      this.observers.add(client, { type: 'hello', server: this.serverId }, may?.('observe') ?? true);
    else this.welcome(client, query, may);
  }

  private welcome(client: Wire, query: URLSearchParams, may?: (right: Right) => boolean): void {
    const address = query.get('path') ?? '/';
    const connection = new Connection(client, {
      onMessage: message => this.hear(page, message),
      onClose: () => {
        this.arrivals.left(page);
        this.relay.left(page);
        this.host.onLeft(page);
        this.host.onPages(this.pages.size, this.pages.shown);
      },
      onRefused: reason => this.host.log('warn', `live: ${address} was dropped: ${reason}`),
    });
    const page = this.arrivals.arrive(address, query, connection);
    if (may) page.may = may;
    this.host.onPages(this.pages.size, this.pages.shown);
    connection.send({ type: 'hello', server: this.serverId });
    // A page that connects again has asked for nothing here.
    if (page.file !== undefined) this.watching.learn(page.file);
    this.relay.greet(page, query.has('again'));
    this.arrivals.catchUp(page);
    this.steps.prepare(page);
  }

  private hear(page: ConnectedPage, message: FromPage): void {
    if (message.type === 'done') return page.done(message);
    if (message.type === 'judged' || message.type === 'sheets') return this.judging.hear(page, message);
    if (message.type !== 'uses') return this.relay.hear(page, message);
    this.inBackground(this.arrivals.take(page, message.uses, file => this.watching.learn(file)));
  }

  private async end(): Promise<void> {
    this.pages.broadcast({ type: 'stopping' });
    this.watching.close();
    await endAll([...[...this.pages].map(page => page.connection), ...this.observers]);
  }
}
