/** Something in a file of the workspace that a person has to mend. Lines and columns count from 1; the end is exclusive. */
export interface Problem {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** Who finds problems: each replaces all of its own, and nobody else's. */
export type ProblemOwner = 'routes' | 'handlers';
