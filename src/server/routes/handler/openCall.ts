import { Readable } from 'node:stream';
import type { Bytes, Thrown, FromHandlers, HandlerCall, ToHandlers } from '../../../protocol/handlerMessages';
import type { FieldLine } from '../../../protocol/fields';
import type { LogLevel } from '../../../protocol/logEntry';
import { inBackground } from '../../log';
import type { Ended } from './ended';

/** The outcome of a call, up to the head of the reply. */
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
  /** The client left before there was a reply. */
  | { readonly kind: 'gone' };

type Message = Exclude<FromHandlers, { type: 'stray' | 'output' | 'leftOut' | 'pong' | 'entered' | 'left' }>;

interface OpenCallEvents {
  post(message: ToHandlers): void;
  /** Thrown after the head was sent: only the log can tell. */
  thrownLate(thrown: Thrown): void;
  over(): void;
  event(level: LogLevel, text: string): void;
}

/** One call, from the message to the handlers' thread until the last byte of the reply. */
export class OpenCall {
  readonly answered: Promise<Answered>;
  private resolveAnswered: (answered: Answered) => void = () => undefined;
  private reply: Readable | undefined;
  private phase: 'waiting' | 'replying' | 'over' = 'waiting';

  constructor(
    readonly id: number,
    readonly call: HandlerCall,
    private readonly body: Readable | undefined,
    private readonly events: OpenCallEvents,
  ) {
    this.answered = new Promise(resolve => (this.resolveAnswered = resolve));
    events.post({ type: 'call', id, call });
  }

  /** Takes a message if it fits the phase: a handler could have posted a forged one. */
  receive(message: Message): void {
    const isForReply = message.type === 'body';
    const isForHead = message.type === 'head' || message.type === 'method';
    if (
      this.phase === 'over' ||
      (isForReply && this.phase === 'waiting') ||
      (isForHead && this.phase === 'replying')
    )
      return;
    switch (message.type) {
      case 'pull':
        inBackground(this.sendBody(), this.events, "Passing on a request's body");
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

  /** The client has left; the handler's `signal` is aborted. */
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
    this.resolveAnswered(answered);
    if (this.reply) this.phase = 'replying';
    else this.finish();
  }

  private fail(answered: Answered): void {
    const { reply } = this;
    this.resolveAnswered(answered);
    this.finish();
    if (!reply) return;
    if (answered.kind === 'failed') this.events.thrownLate(answered.thrown);
    // Destroying the stream cuts the connection: a truncated reply must not look whole.
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
    // `push` of an empty chunk triggers no further `read`, so ask for the next chunk here.
    if (bytes?.length === 0) this.events.post({ type: 'pull', id: this.id });
    else this.reply?.push(bytes ?? null);
  }

  private async sendBody(): Promise<void> {
    const chunk = this.body && (await nextChunk(this.body));
    if (this.phase === 'over') return;
    this.events.post({ type: 'body', id: this.id, bytes: chunk && new Uint8Array(chunk) });
  }
}

/** The next chunk of a paused stream; undefined once it has ended or failed. */
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
