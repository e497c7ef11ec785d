import path from 'node:path';
import type { LogLevel } from '../../protocol/logEntry';
import { Watchlist } from '../live/door';

/** The most files watched for documents; answers about all others expire after a while. */
const MOST = 500;
/** Files whose content matters, not only their existence: fragments lead into them. */
const READ = /\.(?:x?html?|css)$/i;

interface NamedFilesHost {
  /** The currently served folders, the root first. */
  tops(): readonly string[];
  /** The one spelling of a path. */
  fileOf(file: string): string;
  /** A file was written, created or removed, by any program. */
  onChange(file: string): void;
  log(level: LogLevel, text: string): void;
}

/** Watches the checked documents and the files that they name: a program that writes or removes one sends no event to an editor. */
export class NamedFiles {
  private readonly watchlist: Watchlist;
  /** The watched files, by document. */
  private readonly held = new Map<string, ReadonlySet<string>>();
  private count = 0;
  /** The folders of watched files and those above them. */
  private folders: ReadonlySet<string> | undefined;

  constructor(host: NamedFilesHost) {
    this.watchlist = new Watchlist(() => host.tops(), {
      onFile: file => host.onChange(file),
      onOther: (file, isNew) => {
        if (isNew && this.isNear(file)) host.onChange(file);
      },
      onBlind: () => undefined,
      onDropped: () => undefined,
      fileOf: file => host.fileOf(file),
      log: (level, text) => host.log(level, text),
    });
  }

  has(document: string): boolean {
    return this.held.has(document);
  }

  /** Starts to watch a document and the files that it names. */
  hold(document: string, named: readonly string[]): void {
    const before = this.held.get(document) ?? new Set<string>();
    const now = this.chosen([document, ...named], MOST - this.count + before.size);
    for (const file of now) if (!before.has(file)) this.watchlist.hold(file);
    for (const file of before) if (!now.has(file)) this.watchlist.release(file);
    this.held.set(document, now);
    this.changed(now.size - before.size);
  }

  /** Stops watching for all other documents. */
  keep(documents: ReadonlySet<string>): void {
    for (const [document, files] of this.held) {
      if (documents.has(document)) continue;
      for (const file of files) this.watchlist.release(file);
      this.held.delete(document);
      this.changed(-files.size);
    }
  }

  close(): void {
    this.watchlist.close();
  }

  /** One file per folder is enough: changes of the others in it cause events, too. */
  private chosen(files: readonly string[], most: number): ReadonlySet<string> {
    const folders = new Set<string>();
    const chosen = new Set<string>();
    for (const file of files) {
      if (chosen.size >= most) break;
      const folder = path.dirname(file);
      if (!folders.has(folder) || READ.test(file)) chosen.add(file);
      folders.add(folder);
    }
    return chosen;
  }

  private changed(by: number): void {
    this.count += by;
    this.folders = undefined;
  }

  /** Where one watch covers the whole root, most events concern other folders. */
  private isNear(file: string): boolean {
    this.folders ??= new Set([...this.held.values()].flatMap(files => [...files].flatMap(foldersOf)));
    return this.folders.has(path.dirname(file));
  }
}

function foldersOf(file: string): string[] {
  const folder = path.dirname(file);
  return folder === file ? [] : [folder, ...foldersOf(folder)];
}
