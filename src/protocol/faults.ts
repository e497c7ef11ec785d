/** A mistake in a text, and where. Lines and columns count from 1. */
export interface TextFault {
  /** One sentence for a person. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** The end, exclusive; missing where only the beginning is known: then the fault lasts to the end of its line. */
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** A mistake in a file of the workspace, for the Problems view. */
export interface Fault extends TextFault {
  /** Absolute path. */
  readonly file: string;
  readonly severity: 'error' | 'warning';
}

/** All faults that one source knows; they replace those of its last report. */
export interface FaultReport {
  /** For example the routes file, or one handler. */
  readonly source: string;
  readonly faults: readonly Fault[];
}
