import { unwatchFile, watchFile } from 'node:fs';
import { Watchlist } from '../live/door';
import type { LogLevel } from '../../protocol/logEntry';

/** Milliseconds within which all events of one save arrive. */
const SETTLE = 20;
/** Milliseconds between two polls where `fs.watch` reports nothing. */
const LOOK_EVERY = 1000;

/** Reports when one file is saved, by any program. */
export class SavedFile {
  private readonly watchlist: Watchlist;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isPolling = false;

  constructor(
    private readonly file: string,
    root: string,
    private readonly onSaved: () => void,
    log: (level: LogLevel, text: string) => void,
  ) {
    this.watchlist = new Watchlist(
      () => [root],
      {
        onFile: () => this.hear(),
        onOther: () => undefined,
        onBlind: () => this.poll(),
        onDropped: () => undefined,
        fileOf: each => each,
        log,
      },
      undefined,
    );
    this.watchlist.hold(file);
  }

  /** Call when the file may have changed. */
  hear(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.onSaved(), SETTLE);
  }

  close(): void {
    clearTimeout(this.timer);
    this.watchlist.close();
    if (this.isPolling) unwatchFile(this.file);
  }

  private poll(): void {
    if (this.isPolling) return;
    this.isPolling = true;
    watchFile(this.file, { interval: LOOK_EVERY, persistent: false }, () => this.hear());
  }
}
