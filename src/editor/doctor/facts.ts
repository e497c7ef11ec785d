import type { ServerFacts } from '../../protocol/doctor';
import type { UpdateMode } from '../../protocol/serverOptions';

/** A file in an editor. */
export interface FileFacts {
  readonly name: string;
  readonly isDirty: boolean;
  /** Whether pages follow this file type before it is saved. */
  readonly isTyped: boolean;
  /** Whether its text is too long for updates while typing. */
  readonly isTooLong: boolean;
}

/** The server in question. */
export type ServedFacts =
  | { readonly kind: 'running'; readonly update: UpdateMode; readonly found: ServerFacts }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Servers run, but none serves the file; `copy` is a served file of the same name. */
  | { readonly kind: 'elsewhere'; readonly roots: readonly string[]; readonly copy: string }
  | { readonly kind: 'stopped' }
  /** The server runs but does not answer. */
  | { readonly kind: 'silent' };

/** Everything that a diagnosis is made from. */
export interface Facts {
  /** Undefined without a file in an editor. */
  readonly file: FileFacts | undefined;
  readonly isTrusted: boolean;
  readonly served: ServedFacts;
}
