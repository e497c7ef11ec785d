import { type FieldLine, headSize, isFieldLine, isFinalStatus } from '../protocol/fields';
import { type Bytes, type FromHandlers, type HandlerCall, LONGEST } from '../protocol/handlerMessages';
import { thrownOf } from './thrown';
import { type Handler, load, pick } from './modules';

type Chunks = ReadableStreamDefaultReader<unknown>;

/** One request that a handler answers. */
export class Call {
  private readonly gone = new AbortController();
  /** Kept until the call is over: Node's `Request` follows `gone` through a weak reference, and a handler may keep only its `signal`. */
  private request: Request | undefined;
  /** Waits for the next chunk of the request's body. */
  private wanting: ((bytes: Bytes | undefined) => void) | undefined;
  /** Opened by the server for each chunk of the reply that it can take. */
  private readonly pulls = new Turnstile();

  constructor(
    private readonly id: number,
    private readonly call: HandlerCall,
    private readonly post: (message: FromHandlers) => void,
  ) {}

  /** Runs the handler and sends its reply chunk by chunk; never rejects. */
  async run(): Promise<void> {
    try {
      const handler = pick(await this.load(), this.call.method);
      if (typeof handler === 'function') await this.reply(await this.respond(handler));
      else if (handler.length > 0) this.post({ type: 'method', id: this.id, allow: handler });
      else
        throw new TypeError('The module exports no function: neither a default, nor GET, POST or the like.');
    } catch (error) {
      // A handler may throw because its `signal` was aborted; the client is gone, so the error is dropped.
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
    // `new Request` throws for GET or HEAD with a body (Fetch standard), so the handler does not get it.
    const takesBody = hasBody && method !== 'GET' && method !== 'HEAD';
    this.request = new Request(url, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      signal: this.gone.signal,
      ...(takesBody ? { body: this.body(), duplex: 'half' } : {}),
    });
    this.post({ type: 'entered', id: this.id, as: 'calling' });
    try {
      return handler(this.request, { params });
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
    const lines = [...headers];
    assertHead(status, lines);
    const hasBody = body !== null && method !== 'HEAD';
    this.post({ type: 'head', id: this.id, status, headers: lines, hasBody });
    if (hasBody) await this.pour(body.getReader());
    else await body?.cancel();
  }

  private async pour(reader: Chunks): Promise<void> {
    const stop = (): void => {
      reader.cancel().catch(() => undefined);
    };
    this.gone.signal.addEventListener('abort', stop, { once: true });
    for (;;) {
      await this.pulls.pass();
      if (this.gone.signal.aborted) return;
      const { done, value } = await reader.read();
      if (this.gone.signal.aborted) return;
      if (done) return this.post({ type: 'body', id: this.id, bytes: undefined });
      if (!(await this.send(bytesOf(value)))) return;
    }
  }

  /** Sends a chunk in pieces, each when the server can take it; false once the client has left. */
  private async send(chunk: Uint8Array): Promise<boolean> {
    for (let at = 0; at === 0 || at < chunk.length; at += LONGEST.chunk) {
      if (at > 0) await this.pulls.pass();
      if (this.gone.signal.aborted) return false;
      // A copy: the chunk's buffer may be larger, or the handler may go on using it.
      this.post({ type: 'body', id: this.id, bytes: new Uint8Array(chunk.subarray(at, at + LONGEST.chunk)) });
    }
    return true;
  }
}

/** Lets one caller pass for each call of `open`. */
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

/** Checks the shape, not the class: a framework may have a `Response` of its own. */
function assertResponse(value: unknown, { method }: HandlerCall): asserts value is Response {
  const like = value as Partial<Response> | null | undefined;
  if (typeof like === 'object' && like && typeof like.status === 'number' && like.headers) return;
  throw new TypeError(
    `The handler of ${method} must return a Response, and returned ${value === undefined ? 'nothing' : typeof value}.`,
  );
}

/** `Response.error()` has the status 0, and a framework's own class takes any header. */
function assertHead(status: number, lines: readonly unknown[]): void {
  if (!isFinalStatus(status))
    throw new TypeError(`The status of a Response must be from 200 to 999, and is ${status}.`);
  if (lines.length > LONGEST.lines)
    throw new TypeError(
      `A Response has at most ${LONGEST.lines} header lines, and this one ${lines.length}.`,
    );
  const wrong = lines.find(line => !isFieldLine(line));
  if (wrong !== undefined)
    throw new TypeError(`A header of a Response cannot be sent: ${JSON.stringify(wrong)?.slice(0, 200)}`);
  const size = headSize(lines as readonly FieldLine[]);
  if (size > LONGEST.head)
    throw new TypeError(
      `A Response has at most ${LONGEST.head} characters of headers, and this one ${size}.`,
    );
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk);
  throw new TypeError('A chunk of a Response must be a Uint8Array or a string.');
}
