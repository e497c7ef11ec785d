import type { Most } from './budget';
import type { FieldLine } from './fields';

/**
 * Limits of one message from the thread of handlers. The thread cuts longer values, and so does the server:
 * handlers may forge messages.
 */
export const LONGEST = {
  /** Characters of an error's message. */
  message: 4000,
  /** Characters and lines of an error's stack. */
  stack: 8000,
  frames: 100,
  /** Characters that are printed at once. */
  output: 4096,
  /** Bytes of a reply's body. */
  chunk: 256 * 1024,
  /** Header lines of a reply, and their characters in all. */
  lines: 1000,
  head: 256 * 1024,
  /** Methods in `Allow`. */
  methods: 100,
} as const;

/** Errors outside of any request, per second. */
export const MOST_STRAYS: Most = { count: 10, characters: Infinity };
/** Printed pieces per second; most pieces are lines. */
export const MOST_OUTPUT: Most = { count: 1000, characters: 256 * 1024 };

/** Bytes in a buffer of their own, which can be transferred to another thread. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** One request on its way to a handler. */
export interface HandlerCall {
  /** Absolute real path of the module. */
  readonly file: string;
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: readonly FieldLine[];
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  readonly hasBody: boolean;
}

/** A value that a handler threw. */
export interface Thrown {
  /** Name and message, or the thrown value as text. */
  readonly message: string;
  /** In V8's format, mapped by source maps; empty for none. */
  readonly stack: string;
}

/** Server → handlers' thread. Bodies are pulled chunk by chunk in both directions, so that the slower side sets the pace. */
export type ToHandlers =
  | { readonly type: 'call'; readonly id: number; readonly call: HandlerCall }
  /** The next chunk of the request's body; undefined at its end. */
  | { readonly type: 'body'; readonly id: number; readonly bytes: Bytes | undefined }
  /** The reply's next chunk is wanted. */
  | { readonly type: 'pull'; readonly id: number }
  /** The client is gone, or needs no more of the reply. */
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'ping' };

/** Handlers' thread → server. */
export type FromHandlers =
  /**
   * The module of this call is being loaded, or its handler is called and nothing else can run. If the
   * thread falls silent before `left`, this call is to blame.
   */
  | { readonly type: 'entered'; readonly id: number; readonly as: 'loading' | 'calling' }
  | { readonly type: 'left'; readonly id: number }
  /** The request body's next chunk is wanted. */
  | { readonly type: 'pull'; readonly id: number }
  | {
      readonly type: 'head';
      readonly id: number;
      readonly status: number;
      readonly headers: readonly FieldLine[];
      readonly hasBody: boolean;
    }
  /** The next chunk of the reply's body; undefined at its end. */
  | { readonly type: 'body'; readonly id: number; readonly bytes: Bytes | undefined }
  /** The module has nothing for this method. */
  | { readonly type: 'method'; readonly id: number; readonly allow: readonly string[] }
  | { readonly type: 'failed'; readonly id: number; readonly thrown: Thrown }
  /** Thrown outside of any request, for example by a timer. */
  | { readonly type: 'stray'; readonly thrown: Thrown }
  /** Printed to stdout or stderr. */
  | { readonly type: 'output'; readonly level: 'info' | 'warn'; readonly text: string }
  /** The numbers of errors and printed pieces above the limit per second. */
  | { readonly type: 'leftOut'; readonly errors: number; readonly output: number }
  | { readonly type: 'pong' };

/** The first message to the worker itself: the port for all other messages. Code of handlers has no access to it. */
export interface Opening {
  readonly port: unknown;
}

/** A thrown value, cut to `LONGEST`; the same object if it fits. Pure. */
export function cutThrown(thrown: Thrown): Thrown {
  const { message, stack } = thrown;
  const short = cut(stack, LONGEST.stack);
  const frames = short.split('\n');
  if (message.length <= LONGEST.message && short === stack && frames.length <= LONGEST.frames) return thrown;
  return { message: cut(message, LONGEST.message), stack: frames.slice(0, LONGEST.frames).join('\n') };
}

/** The beginning of a text that is too long. Pure. */
export const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
