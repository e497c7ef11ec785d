import type { FromPage, ToPage } from '../protocol/page';
import { isVisible, page } from './own/dom';
import { on } from './own/events';
import {
  bare,
  cancel,
  every,
  getter,
  inBackground,
  later,
  max,
  min,
  now,
  parseJson,
  promised,
  round,
  type Timer,
  toJson,
} from './own/language';
import { push, some } from './own/lists';
import { match, startsWith } from './own/text';
import {
  fetchText,
  host,
  hrefOf,
  navigations,
  parseUrl,
  pathname,
  self,
  setQuery,
  timeOrigin,
} from './own/window';
import { type Client, dataOf, wire } from './own/wire';
import { onServer } from './own/served';
import { load } from './loadUpdates';
import { proofOfStart, TOKEN, tokenOfStart } from './token';

/** Milliseconds between attempts to connect; the last one repeats while the page is visible. */
const PAUSES = [50, 100, 250, 500, 1000, 2000] as const;
const PING_EVERY = 30_000;
/**
 * Milliseconds to wait for the server: after the machine slept, a dead socket still reports `OPEN`, and some proxies never answer a
 * handshake.
 */
const LONGEST_SILENCE = 5_000;

const OPEN = 1;
const isPersisted = getter(PageTransitionEvent, 'persisted');
const blockedBy = getter(SecurityPolicyViolationEvent, 'blockedURI');
const dispositionOf = getter(SecurityPolicyViolationEvent, 'disposition');

/** Whether this is a back or forward navigation: browsers then reuse cached files of any age without a request. */
const isRevisit = (): boolean =>
  some(navigations(), entry => (entry as PerformanceNavigationTiming).type === 'back_forward');

export interface ConnectionEvents {
  onMessage(message: ToPage): Promise<void>;
  onOpen(): void;
}

/** The element of the page script, as the server wrote it. */
export interface Tag {
  readonly address: string;
  /** The id of the source that the document was made of. */
  readonly document: string;
}

/** Keeps the page connected to the live channel while it is visible. */
export class Connection {
  /** The id of the source that the page shows. */
  shown: string;
  #socket: Client | undefined;
  #tries = 0;
  /** Connections that did not open, though the server answered a request just before. */
  #refused = 0;
  #token = tokenOfStart;
  /** Time of the last message from the server, in milliseconds since the epoch; the server resends later changes. */
  #heard = isRevisit() ? 0 : timeOrigin;
  #isAgain = false;
  /** Messages that wait for the one that is being applied. */
  readonly #queue: ToPage[] = [];
  #isApplying = false;
  #timer: Timer | undefined;
  #silence: Timer | undefined;

  readonly #tag: Tag;
  readonly #events: ConnectionEvents;

  constructor(tag: Tag, events: ConnectionEvents) {
    this.#tag = tag;
    this.#events = events;
    this.shown = tag.document;
    // Browsers hold WebSockets of a page that is prerendered; it wakes when it is shown.
    if (!(page as { readonly prerendering?: boolean }).prerendering) this.#connect();
    every(() => this.#ping(), PING_EVERY);
    on(page, 'visibilitychange', () => this.#wake());
    // An open WebSocket makes a page ineligible for the back/forward cache.
    on(self, 'pagehide', () => this.#rest());
    on<PageTransitionEvent>(self, 'pageshow', event => {
      if (isPersisted(event)) this.#wake();
    });
    on(self, 'online', () => this.#wake());
    // The content security policy of the page forbids the connection; further attempts would only fill its console. One that only reports
    // forbids nothing.
    on<SecurityPolicyViolationEvent>(page, 'securitypolicyviolation', event => {
      if (dispositionOf(event) === 'report') return;
      const blocked = blockedBy(event);
      if (startsWith(blocked, `ws://${host}/`) || startsWith(blocked, `wss://${host}/`)) this.#rest();
    });
  }

  send(message: FromPage): void {
    const socket = this.#socket;
    if (socket && wire.state(socket) === OPEN) wire.send(socket, toJson(message));
  }

  #ping(): void {
    if (!isVisible() || !this.#isUnderWay()) return;
    this.send({ type: 'ping' });
    this.#expectAnswer(0);
  }

  #expectAnswer(refused: number): void {
    this.#silence ??= later(() => {
      this.#rest();
      this.#refused += refused;
      inBackground(this.#again());
    }, LONGEST_SILENCE);
  }

  #wake(): void {
    const visible = isVisible();
    this.send({ type: 'visible', visible });
    if (!visible || this.#isUnderWay()) return this.#ping();
    this.#tries = 0;
    this.#connect();
  }

  #isUnderWay(): boolean {
    return this.#socket !== undefined && wire.state(this.#socket) <= OPEN;
  }

  #rest(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    cancel(this.#timer);
    this.#answered();
    if (socket) wire.close(socket);
  }

  #answered(): void {
    cancel(this.#silence);
    this.#silence = undefined;
  }

  #connect(): void {
    cancel(this.#timer);
    const socket = this.#open();
    this.#socket = socket;
    if (!socket) return;
    this.#expectAnswer(1);
    on(socket, 'open', () => {
      this.#tries = 0;
      this.#refused = 0;
      this.#isAgain = true;
      this.#events.onOpen();
    });
    on<MessageEvent>(socket, 'message', event => this.#receive(dataOf(event)));
    on(socket, 'close', () => {
      if (socket === this.#socket) inBackground(this.#again(socket));
    });
  }

  #address(): string {
    const url = parseUrl('live', this.#tag.address);
    if (!url) return '';
    setQuery(url, 'token', this.#token);
    setQuery(url, 'document', this.#tag.document);
    setQuery(url, 'shown', this.shown);
    setQuery(url, 'path', onServer(pathname));
    setQuery(url, 'age', `${max(0, round(now() - this.#heard))}`);
    if (this.#isAgain) setQuery(url, 'again', '');
    return hrefOf(url);
  }

  /** `new WebSocket` may throw if a content security policy forbids the connection. */
  #open(): Client | undefined {
    try {
      return wire.open(this.#address(), proofOfStart);
    } catch {
      return undefined;
    }
  }

  async #again(lost?: Client): Promise<void> {
    let isBack: boolean | undefined = false;
    while (isBack === false) {
      const pause = PAUSES[min(this.#tries, PAUSES.length - 1)] as number;
      this.#tries += 1;
      if (!isVisible() && this.#tries > PAUSES.length) return;
      await promised<void>(resolve => (this.#timer = later(resolve, pause)));
      isBack = await this.#renewToken();
      // Disconnected or connected again in the meantime.
      if (this.#socket !== lost) return;
    }
    if (isBack === undefined) return this.#leave();
    // Safari on iOS refuses `wss:` where a person has accepted an unknown certificate, and some proxies swallow WebSockets.
    if (this.#refused > 0) await load('streams.js');
    this.#refused += 1;
    this.#connect();
  }

  /**
   * This device was removed: further attempts would only fill the log and the console. The page reloads and then shows the refusal; a
   * document that was never connected does not, since it may come from a service worker.
   */
  #leave(): Promise<void> | undefined {
    return this.#isAgain
      ? this.#events.onMessage({ type: 'reload', seq: 0, path: pathname, cause: pathname })
      : undefined;
  }

  /**
   * Every start of the server makes a new token; the page script that it serves contains it.
   * @returns whether the server is back; undefined where it does not let this device in
   */
  async #renewToken(): Promise<boolean | undefined> {
    try {
      const text = await fetchText(this.#tag.address);
      if (text === undefined) return undefined;
      const found = match(TOKEN, text);
      this.#token = found?.[1] ?? this.#token;
      return true;
    } catch {
      this.#refused = 0;
      return false;
    }
  }

  #receive(text: unknown): void {
    this.#heard = now();
    this.#answered();
    push(this.#queue, bare(parseJson(text as string) as ToPage));
    if (!this.#isApplying) inBackground(this.#applyAll());
  }

  /** Applies messages in order, one at a time. */
  async #applyAll(): Promise<void> {
    this.#isApplying = true;
    for (let at = 0; at < this.#queue.length; at++) {
      try {
        await this.#events.onMessage(this.#queue[at] as ToPage);
      } catch {
        // The server hears of failures by the answer; the next message must not wait for this one.
      }
    }
    this.#queue.length = 0;
    this.#isApplying = false;
  }
}
