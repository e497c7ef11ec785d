import { Readable } from 'node:stream';
import type { Bytes, Thrown, FromHandlers, HandlerCall, ToHandlers } from '../../../protocol/handlers';
import type { FieldLine } from '../../../protocol/fields';
import type { Ended } from './ended';

/** What became of a call, as far as the head of the reply. */
export type Answered =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers: readonly FieldLine[];
      readonly body: Readable | undefined;
    }
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  | { readonly kind: 'failed'; readonly thrown: Thrown }
  | { readonly kind: 'ended'; readonly ended: Ended }
  /** The client left before there was an answer. */
  | { readonly kind: 'gone' };

type Message = Exclude<FromHandlers, { type: 'stray' | 'pong' | 'entered' | 'left' }>;

export interface OpenCallEvents {
  post(message: ToHandlers): void;
  /** Thrown after the head was out: nobody can be told any more but the log. */
  thrownLate(thrown: Thrown): void;
  over(): void;
}

/** One call from the moment that it is handed to the handlers' thread until its last byte is here. */
export class OpenCall {
  readonly answered: Promise<Answered>;
  private settle: (answered: Answered) => void = () => undefined;
  private reply: Readable | undefined;
  private phase: 'waiting' | 'replying' | 'over' = 'waiting';

  constructor(
    readonly id: number,
    readonly call: HandlerCall,
    private readonly body: Readable | undefined,
    private readonly events: OpenCallEvents,
  ) {
    this.answered = new Promise(resolve => (this.settle = resolve));
    events.post({ type: 'call', id, call });
  }

  receive(message: Message): void {
    if (this.phase === 'over') return;
    switch (message.type) {
      case 'pull':
        void this.sendBody();
        break;
      case 'head':
        this.answer({ ...message, kind: 'reply', body: message.hasBody ? this.begin() : undefined });
        break;
      case 'body':
        this.pass(message.bytes);
        break;
      case 'method':
        this.answer({ kind: 'method', allow: message.allow });
        break;
      case 'failed':
        this.fail({ kind: 'failed', thrown: message.thrown });
        break;
      default:
        message satisfies never;
    }
  }

  /** The client has gone: nothing of the reply is wanted any more. */
  abandon(): void {
    if (this.phase === 'over') return;
    this.events.post({ type: 'cancel', id: this.id });
    this.fail({ kind: 'gone' });
  }

  /** The thread has ended. */
  end(ended: Ended): void {
    if (this.phase !== 'over') this.fail({ kind: 'ended', ended });
  }

  private answer(answered: Answered): void {
    this.settle(answered);
    if (this.reply) this.phase = 'replying';
    else this.finish();
  }

  private fail(answered: Answered): void {
    const { reply } = this;
    this.settle(answered);
    this.finish();
    if (!reply) return;
    if (answered.kind === 'failed') this.events.thrownLate(answered.thrown);
    // A reply that ended too early must not look whole.
    reply.destroy(new Error('The handler did not finish its reply.'));
  }

  private finish(): void {
    this.phase = 'over';
    this.events.over();
  }

  private begin(): Readable {
    this.reply = new Readable({
      read: () => this.events.post({ type: 'pull', id: this.id }),
      destroy: (error, done) => {
        this.abandon();
        done(error);
      },
    });
    return this.reply;
  }

  private pass(bytes: Bytes | undefined): void {
    if (!bytes) this.finish();
    // Pushing nothing would ask for no more: an empty chunk is one that has been taken.
    if (bytes?.length === 0) this.events.post({ type: 'pull', id: this.id });
    else this.reply?.push(bytes ?? null);
  }

  private async sendBody(): Promise<void> {
    const chunk = this.body && (await nextChunk(this.body));
    if (this.phase === 'over') return;
    this.events.post({ type: 'body', id: this.id, bytes: chunk && new Uint8Array(chunk) });
  }
}

/** The next chunk of a paused stream; undefined at its end, however it ended. */
async function nextChunk(from: Readable): Promise<Buffer | undefined> {
  for (;;) {
    const chunk = from.read() as Buffer | null;
    if (chunk !== null) return chunk;
    if (from.readableEnded || from.destroyed) return undefined;
    await new Promise<void>(resolve => {
      const wake = (): void => {
        for (const event of EVENTS) from.off(event, wake);
        resolve();
      };
      for (const event of EVENTS) from.on(event, wake);
    });
  }
}

const EVENTS = ['readable', 'end', 'close', 'error'] as const;
