/** Something wrong at a place in the workspace, for whoever can show it there. Lines and columns count from 1. */
export interface Problem {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The end, exclusive; the end of the line where only a beginning is known. */
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly severity: 'error' | 'warning';
  /** One sentence for a person. */
  readonly message: string;
}

/** Everything that is wrong as far as one source knows; it takes the place of what this source said before. */
export interface ProblemReport {
  /** Who says so, such as the routes file or one handler. */
  readonly source: string;
  readonly problems: readonly Problem[];
}
