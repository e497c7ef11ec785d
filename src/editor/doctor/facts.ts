import type { ServerFacts } from '../../protocol/doctor';
import type { UpdateMode } from '../../protocol/options';

/** A file of an editor. */
export interface FileFacts {
  readonly name: string;
  readonly isDirty: boolean;
  /** Whether pages follow files of its type before they are saved. */
  readonly isTyped: boolean;
  /** Whether its text is too long for that. */
  readonly isTooLong: boolean;
}

/** The server that is meant. */
export type ServedFacts =
  | { readonly kind: 'running'; readonly update: UpdateMode; readonly found: ServerFacts }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Servers run, and none of them has the file; `copy` is a file of the same name that one of them has. */
  | { readonly kind: 'elsewhere'; readonly roots: readonly string[]; readonly copy: string }
  | { readonly kind: 'stopped' }
  /** The server runs and does not answer. */
  | { readonly kind: 'silent' };

/** Everything that a diagnosis is made from. */
export interface Facts {
  /** Undefined where no file of an editor is meant. */
  readonly file: FileFacts | undefined;
  readonly isTrusted: boolean;
  readonly served: ServedFacts;
}
