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

/** The kinds of problem that pages and documents have; they stand beside the message in the Problems view. */
export const FAULT_CODES = [
  'page-error',
  'failed-request',
  'broken-link',
  'html',
  'duplicate-id',
  'css',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** A way to mend a fault, offered to a person and never done without one. */
export type Fix =
  /** Puts a text in the place of the fault's range. */
  | {
      readonly kind: 'replace';
      readonly label: 'remove' | 'close' | 'change';
      /** The text that it was made for: an edit since may have put another one there. */
      readonly was: string;
      readonly text: string;
    }
  /** Makes an empty file. */
  | { readonly kind: 'create'; readonly file: string };

/** A mistake in a file of the workspace, for the Problems view. */
export interface Fault extends TextFault {
  /** Absolute path. */
  readonly file: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly code?: FaultCode;
  /** The address that explains it. */
  readonly help?: string;
  /** The other place that it is about, in the same file. */
  readonly related?: TextFault;
  readonly fixes?: readonly Fix[];
  /** Of an error of pages: its own text, and the number of its last occurrence among all. */
  readonly happened?: { readonly text: string; readonly last: number };
}

/** All faults that one source knows; they replace those of its last report. */
export interface FaultReport {
  /** For example the routes file, or one handler. */
  readonly source: string;
  readonly faults: readonly Fault[];
}
