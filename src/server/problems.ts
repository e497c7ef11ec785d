import path from 'node:path';
import type { Problem, ProblemReport } from '../protocol/problems';
import type { Log } from './log';

/** What is wrong in the workspace at the moment, by who found out; told whenever it changes. */
export class Problems {
  private readonly bySource = new Map<string, string>();

  constructor(
    private readonly root: string,
    private readonly log: Log,
    private readonly tell: (report: ProblemReport) => void,
  ) {}

  /** Says all that is wrong by this source; nothing clears what it has said before. */
  report(source: string, problems: readonly Problem[]): void {
    const said = problems.length === 0 ? undefined : JSON.stringify(problems);
    if (this.bySource.get(source) === said) return;
    if (said === undefined) this.bySource.delete(source);
    else this.bySource.set(source, said);
    for (const problem of problems) {
      this.log.event(problem.severity === 'error' ? 'error' : 'warn', this.line(problem));
    }
    this.tell({ source, problems });
  }

  private line({ file, line, column, message }: Problem): string {
    return `${path.relative(this.root, file).split(path.sep).join('/')}:${line}:${column} ${message}`;
  }
}
