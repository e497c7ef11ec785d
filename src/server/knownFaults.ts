import type { Fault, FaultReport } from '../protocol/faults';
import type { Folders } from './files/folders';
import type { LogLevel } from '../protocol/logEntry';
import type { Log } from './log';

/** The last report of a source. */
interface Report {
  readonly text: string;
  readonly logged: ReadonlySet<string>;
}

/** A fault of a document moves with each line that is typed above it. */
const sentenceOf = ({ file, message }: Fault): string => `${file} ${message}`;

/** The faults in the workspace's files at the moment, by source; each change is logged and told. */
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
    // A routes file is read when it is saved: the same sentence at another line is another mistake.
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

/** Each path is looked up once in a report: a lookup is a system call, and a document may have a thousand faults. */
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

/** A person who writes markup reads of it in the Problems view: the log is for what happens. Each error of a page has a line already. */
function levelOf({ code, severity }: Fault): LogLevel {
  if (code !== undefined && code !== 'failed-request') return 'debug';
  return severity === 'error' ? 'error' : 'warn';
}
