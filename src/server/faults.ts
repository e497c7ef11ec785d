import type { Fault, FaultReport } from '../protocol/faults';
import type { Folders } from './files/folders';
import type { LogLevel } from '../protocol/log';
import type { Log } from './log';

/** The faults in the workspace's files at the moment, by source; each change is logged and told. */
export class Faults {
  private readonly bySource = new Map<string, string>();

  constructor(
    private readonly folders: Folders,
    private readonly log: Log,
    private readonly tell: (report: FaultReport) => void,
  ) {}

  /** Replaces all faults of this source; an empty list clears them. */
  report(source: string, faults: readonly Fault[]): void {
    const text = faults.length === 0 ? undefined : JSON.stringify(faults);
    if (this.bySource.get(source) === text) return;
    if (text === undefined) this.bySource.delete(source);
    else this.bySource.set(source, text);
    for (const fault of faults) {
      this.log.event(levelOf(fault), this.line(fault));
    }
    this.tell({ source, faults: faults.map(fault => this.given(fault)) });
  }

  /** The fault with the paths that the editor has for its files. */
  private given(fault: Fault): Fault {
    const file = this.folders.fileOf(fault.file);
    if (!fault.fixes) return { ...fault, file };
    const fixes = fault.fixes.map(fix =>
      fix.kind === 'create' ? { ...fix, file: this.folders.fileOf(fix.file) } : fix,
    );
    return { ...fault, file, fixes };
  }

  private line({ file, line, column, message }: Fault): string {
    return `${this.folders.pathOf(this.folders.fileOf(file)).slice(1)}:${line}:${column} ${message}`;
  }
}

/** A person who writes markup reads of it in the Problems view: the log is for what happens. */
function levelOf({ code, severity }: Fault): LogLevel {
  if (code !== undefined && code !== 'page-error' && code !== 'failed-request') return 'debug';
  return severity === 'error' ? 'error' : 'warn';
}
