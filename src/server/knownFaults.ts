import type { Fault, FaultReport } from '../protocol/faults';
import type { Folders } from './files/folders';
import type { LogLevel } from '../protocol/logEntry';
import type { Log } from './log';

/** The last report of a source. */
interface Report {
  readonly text: string;
  readonly logged: ReadonlySet<string>;
}

/** A logged fault without its line: the line changes with text that is typed above it. */
const sentenceOf = ({ file, message }: Fault): string => `${file} ${message}`;

/** The current faults in the workspace's files, by source. Each change is logged and reported. */
export class Faults {
  private readonly bySource = new Map<string, Report>();

  constructor(
    private readonly folders: Folders,
    private readonly log: Log,
    private readonly tell: (report: FaultReport) => void,
  ) {}

  /** Replaces all faults of this source; an empty list clears them. */
  report(source: string, faults: readonly Fault[]): void {
    const text = faults.length === 0 ? undefined : JSON.stringify(faults);
    const before = this.bySource.get(source);
    if (before?.text === text) return;
    // Faults of a routes file, which has no codes, are logged at each save.
    const isLogged = (fault: Fault): boolean =>
      fault.code !== undefined && before?.logged.has(sentenceOf(fault)) === true;
    const logged = new Set(faults.map(sentenceOf));
    if (text === undefined) this.bySource.delete(source);
    else this.bySource.set(source, { text, logged });
    const spelt = once((file: string) => this.folders.fileOf(file));
    for (const fault of faults) {
      const level = levelOf(fault);
      if (this.log.hears(level) && !isLogged(fault))
        this.log.event(level, this.line(fault, spelt(fault.file)));
    }
    this.tell({ source, faults: faults.map(fault => given(fault, spelt)) });
  }

  private line({ line, column, message }: Fault, file: string): string {
    return `${this.folders.pathOf(file).slice(1)}:${line}:${column} ${message}`;
  }
}

type Spelt = (file: string) => string;

/** Looks each path up once per report: a lookup is a system call, and a document may have a thousand faults. */
function once(look: Spelt): Spelt {
  const known = new Map<string, string>();
  return file => {
    const spelt = known.get(file) ?? look(file);
    known.set(file, spelt);
    return spelt;
  };
}

/** The fault with the paths that the editor has for its files. */
function given(fault: Fault, spelt: Spelt): Fault {
  const file = spelt(fault.file);
  if (!fault.fixes) return { ...fault, file };
  const fixes = fault.fixes.map(fix => (fix.kind === 'create' ? { ...fix, file: spelt(fix.file) } : fix));
  return { ...fault, file, fixes };
}

/**
 * Mistakes in markup are logged at `debug` only, since the Problems view shows them. Errors of pages have a
 * log line already.
 */
function levelOf({ code, severity }: Fault): LogLevel {
  if (code !== undefined && code !== 'failed-request') return 'debug';
  return severity === 'error' ? 'error' : 'warn';
}
