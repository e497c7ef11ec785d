import type { Readable } from 'node:stream';
import type { Source } from '../../protocol/logEntry';
import type { Coding } from '../ask/encoding';
import type { OpenFile } from '../files/lookup';

/** Bytes at hand, or a slice of the open file. */
export type Part = { readonly bytes: Uint8Array } | { readonly start: number; readonly length: number };

/** The bytes of a reply: none, all at once, or parts around an open file (a range, several, or an injected document). */
export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'file';
      readonly file: OpenFile;
      readonly parts: readonly Part[];
      readonly coding: Coding | undefined;
    }
  /** Bytes that are sent as they are made; the stream is destroyed when the client leaves. */
  | {
      readonly kind: 'stream';
      readonly stream: Readable;
      /** Name, value, name, value …; called at the end of the stream. */
      readonly trailers?: () => readonly string[];
    };

export type Headers = Readonly<Record<string, string | string[]>>;

/** The step of `respond.ts` that answered; written to the log. */
export type Rule =
  | 'file'
  | 'document'
  | 'fallback'
  | 'listing'
  | 'redirect'
  | 'reserved'
  | 'refused'
  | 'method'
  | 'malformed'
  | 'missing'
  | 'forbidden'
  | 'busy'
  | 'failed'
  | 'preflight'
  | 'echo'
  | 'route'
  | 'proxy';

/** A document that is sent with the page script. */
export interface ServedDocument {
  readonly file: string;
  /** Part of the script's tag; different for each content. */
  readonly id: string;
  /** Its text; undefined if only the browser knows the encoding. */
  readonly source: string | undefined;
}

/** The file that a reply shows: pages that ask for it follow its changes. */
interface Used {
  /** The one spelling of its path; for a 404 the path at which a file would have to be created. */
  readonly file: string;
  readonly found: boolean;
  readonly document?: ServedDocument;
}

/** The answer of a step, as a value. Only `send.ts` turns it into bytes on a socket, and closes its file. */
export interface Reply {
  readonly status: number;
  /** Reason phrase of the status line; undefined for Node's own. */
  readonly reason?: string;
  /** With Content-Length unless the body is encoded on the way. */
  readonly headers: Headers;
  readonly body: Body;
  readonly rule: Rule;
  /** The file or route behind it, for the traffic view. */
  readonly source?: Source;
  readonly used?: Used;
}

/** The result of sending a reply. */
export interface Sent {
  /** Bytes of the body handed to the socket. */
  readonly bytes: number;
  /** Whether the whole reply was sent; false when the client left or the file ended too early. */
  readonly complete: boolean;
}

export const noBody: Body = { kind: 'none' };
