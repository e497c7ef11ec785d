import type { FieldLine } from './fields';

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
  | { readonly type: 'pong' };
