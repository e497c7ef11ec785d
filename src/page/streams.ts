// The part of the page script for connections where WebSockets do not get through: events down, POST requests up.
import { customEvent, dispatch, on } from './own/events';
import { inBackground, OwnMap } from './own/language';
import { push } from './own/lists';
import { startsWith } from './own/text';
import { fetchText } from './own/window';
import { type Client, closeSource, dataOf, openSource, stateOfSource, wire } from './own/wire';

/** Characters of one request; the server takes 256 kB, and a character has at most three bytes. */
const MOST = 80_000;
/** Messages of one request; the server takes 200. */
const MOST_MESSAGES = 100;
const OPEN = 1;

/** The messages of one event stream on their way up: one request at a time keeps their order. */
class Upwards {
  /** The stream's name, which it begins with. */
  channel = '';
  private waiting: string[] = [];
  private isSending = false;

  constructor(
    private readonly source: EventSource,
    private readonly address: string,
    private readonly proof: string,
  ) {}

  add(text: string): void {
    push(this.waiting, text);
    this.sendAll();
  }

  /** Sends messages that came before the name was known. */
  sendAll(): void {
    if (!this.isSending && this.channel !== '') inBackground(this.send());
  }

  private async send(): Promise<void> {
    this.isSending = true;
    try {
      while (this.waiting.length > 0 && stateOfSource(this.source) === OPEN) {
        const answer = await fetchText(this.address, {
          method: 'POST',
          cache: 'no-store',
          body: this.nextBatch(),
        });
        if (!startsWith(answer ?? '', 'taken')) lose(this.source);
      }
    } catch {
      lose(this.source);
    }
    this.isSending = false;
  }

  private nextBatch(): string {
    const rest: string[] = [];
    let text = `${this.channel} ${this.proof}`;
    for (let at = 0; at < this.waiting.length; at++) {
      const message = this.waiting[at] ?? '';
      const isFull =
        rest.length > 0 || at >= MOST_MESSAGES || (at > 0 && text.length + message.length > MOST);
      if (isFull) push(rest, message);
      else text += `\n${message}`;
    }
    this.waiting = rest;
    return text;
  }
}

const upwards = new OwnMap<Client, Upwards>();

/** An `EventSource` would connect again by itself, and to the address of before. */
function lose(source: EventSource): void {
  if (!upwards.delete(source)) return;
  closeSource(source);
  dispatch(source, customEvent('close', false, {}));
}

wire.open = (address, proof) => {
  const source = openSource(address);
  const up = new Upwards(source, address, proof);
  upwards.set(source, up);
  on<MessageEvent>(source, 'channel', event => {
    up.channel = dataOf(event) as string;
    up.sendAll();
  });
  on(source, 'error', () => lose(source));
  return source;
};
wire.state = client => stateOfSource(client as EventSource);
wire.send = (client, text) => upwards.get(client)?.add(text);
wire.close = client => {
  upwards.delete(client);
  closeSource(client as EventSource);
};
