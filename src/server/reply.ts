import type { FileHandle } from './files';

/** The bytes of a reply: all at once, a slice of an open file, several slices, or a stream made when needed. */
export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly file: FileHandle; readonly start: number; readonly length: number };

/** What a step answers: a value; only `send.ts` turns it into bytes on a socket. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body: Body;
  readonly rule: string;
}
