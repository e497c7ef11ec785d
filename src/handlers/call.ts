import type { Bytes, FromHandlers, HandlerCall } from '../protocol/handlers';
import { thrownOf } from './thrown';
import { type Handler, load, pick } from './modules';

type Chunks = ReadableStreamDefaultReader<unknown>;

/** One request and what its handler makes of it. */
export class Call {
  private readonly gone = new AbortController();
  /** Waits for the next chunk of the request's body. */
  private wanting: ((bytes: Bytes | undefined) => void) | undefined;
  /** Waits until the server wants the next chunk of the reply. */
  private readonly pulls = new Turnstile();

  constructor(
    private readonly id: number,
    private readonly call: HandlerCall,
    private readonly post: (message: FromHandlers) => void,
  ) {}

  /** Runs the handler and hands over its reply, chunk by chunk; never rejects. */
  async run(): Promise<void> {
    try {
      const handler = pick(await this.load(), this.call.method);
      if (typeof handler === 'function') await this.reply(await this.respond(handler));
      else this.post({ type: 'method', id: this.id, allow: handler });
    } catch (error) {
      // A handler that is told that nobody listens any more may well throw; nobody is there to be told.
      if (!this.gone.signal.aborted) this.post({ type: 'failed', id: this.id, thrown: thrownOf(error) });
    }
  }

  receive(bytes: Bytes | undefined): void {
    const wanting = this.wanting;
    this.wanting = undefined;
    wanting?.(bytes);
  }

  pull(): void {
    this.pulls.open();
  }

  cancel(): void {
    this.gone.abort();
    this.pulls.open();
  }

  private respond(handler: Handler): unknown {
    const { method, url, headers, hasBody, params } = this.call;
    // Undici refuses a body on these, as fetch does; a handler cannot ask for it, so it stays where it is.
    const takesBody = hasBody && method !== 'GET' && method !== 'HEAD';
    const request = new Request(url, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      signal: this.gone.signal,
      ...(takesBody ? { body: this.body(), duplex: 'half' } : {}),
    });
    this.post({ type: 'entered', id: this.id, as: 'calling' });
    try {
      return handler(request, { params });
    } finally {
      this.post({ type: 'left', id: this.id });
    }
  }

  private async load(): Promise<unknown> {
    this.post({ type: 'entered', id: this.id, as: 'loading' });
    try {
      return await load(this.call.file);
    } finally {
      this.post({ type: 'left', id: this.id });
    }
  }

  private body(): ReadableStream<Bytes> {
    return new ReadableStream(
      {
        pull: async controller => {
          const bytes = await new Promise<Bytes | undefined>(resolve => {
            this.wanting = resolve;
            this.gone.signal.addEventListener('abort', () => resolve(undefined), { once: true });
            this.post({ type: 'pull', id: this.id });
          });
          if (this.gone.signal.aborted) controller.error(this.gone.signal.reason);
          else if (bytes) controller.enqueue(bytes);
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  }

  private async reply(response: unknown): Promise<void> {
    const { method } = this.call;
    assertResponse(response, this.call);
    const { status, headers, body } = response;
    const hasBody = body !== null && method !== 'HEAD';
    this.post({ type: 'head', id: this.id, status, headers: [...headers], hasBody });
    if (hasBody) await this.pour(body.getReader());
    else await body?.cancel();
  }

  private async pour(reader: Chunks): Promise<void> {
    this.gone.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined), {
      once: true,
    });
    for (;;) {
      await this.pulls.pass();
      if (this.gone.signal.aborted) return;
      const { done, value } = await reader.read();
      if (this.gone.signal.aborted) return;
      this.post({ type: 'body', id: this.id, bytes: done ? undefined : bytesOf(value) });
      if (done) return;
    }
  }
}

/** Lets one through for each time that it was opened. */
class Turnstile {
  private opened = 0;
  private waiting: (() => void) | undefined;

  open(): void {
    this.opened += 1;
    this.waiting?.();
  }

  async pass(): Promise<void> {
    if (this.opened === 0) await new Promise<void>(resolve => (this.waiting = resolve));
    this.waiting = undefined;
    this.opened -= 1;
  }
}

/** By its shape, not its class: a framework may bring a `Response` of its own. */
function assertResponse(value: unknown, { method }: HandlerCall): asserts value is Response {
  const like = value as Partial<Response> | null | undefined;
  if (typeof like === 'object' && like && typeof like.status === 'number' && like.headers) return;
  throw new TypeError(
    `The handler of ${method} must return a Response, and returned ${value === undefined ? 'nothing' : typeof value}.`,
  );
}

/** A copy: the buffer below may be the handler's own, which it goes on using, or much larger than the chunk. */
function bytesOf(chunk: unknown): Bytes {
  if (chunk instanceof Uint8Array) return new Uint8Array(chunk);
  if (typeof chunk === 'string') return new Uint8Array(Buffer.from(chunk));
  throw new TypeError('A chunk of a Response must be a Uint8Array or a string.');
}
