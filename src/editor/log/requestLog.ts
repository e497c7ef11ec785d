import { setTimeout as delay } from 'node:timers/promises';
import { l10n, LogLevel as ChannelLevel, window, type LogOutputChannel } from 'vscode';
import type { LogEntry, LogLevel } from '../../protocol/logEntry';
import { DisposableStore } from '../base/disposables';
import { LineBudget } from './lineBudget';
import { detailLines, levelOf, requestLine } from './logLine';

// More lines per second cannot be read, and writing them would slow down the window.
const LINES_PER_SECOND = 200;

const LEVELS: Readonly<Record<ChannelLevel, LogLevel | 'off'>> = {
  [ChannelLevel.Off]: 'off',
  [ChannelLevel.Trace]: 'trace',
  [ChannelLevel.Debug]: 'debug',
  [ChannelLevel.Info]: 'info',
  [ChannelLevel.Warning]: 'warn',
  [ChannelLevel.Error]: 'error',
};

/** The output channel Porthole, with VS Code's log levels. */
export class RequestLog {
  private readonly disposables = new DisposableStore();
  private readonly channel: LogOutputChannel = this.disposables.add(
    window.createOutputChannel('Porthole', { log: true }),
  );
  private readonly budget = new LineBudget(LINES_PER_SECOND);
  readonly onDidChangeLevel = this.channel.onDidChangeLogLevel;

  get level(): LogLevel | 'off' {
    return LEVELS[this.channel.logLevel];
  }

  /** Servers still log while the window closes, after the channel has been disposed. */
  say(level: LogLevel, text: string): void {
    if (!this.disposables.isDisposed) this.channel[level](text);
  }

  /** Logs an unexpected error with its stack. */
  error(error: unknown): void {
    if (!this.disposables.isDisposed) this.channel.error(error instanceof Error ? error : String(error));
  }

  show(): void {
    this.channel.show(true);
  }

  /**
   * Writes a batch of a server. It resolves when the next batch may come: once the lines of a second are used up, the thread
   * waits and counts the entries that it leaves out.
   *
   * @param name precedes each line when several servers run
   * @param omitted number of entries that the thread left out before this batch
   */
  async write(name: string | undefined, entries: readonly LogEntry[], omitted: number): Promise<void> {
    const granted = this.budget.take(entries.length, Date.now());
    for (const entry of entries.slice(0, granted)) this.writeEntry(name, entry);
    if (granted < entries.length) await delay(LineBudget.untilNext(Date.now()));
    const left = entries.length - granted + omitted;
    if (left > 0) this.say('info', prefixed(name, l10n.t('… and {0} more not listed', left)));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private writeEntry(name: string | undefined, entry: LogEntry): void {
    if (entry.kind === 'event') return this.say(entry.level, prefixed(name, entry.text));
    this.say(levelOf(entry), prefixed(name, requestLine(entry)));
    for (const line of detailLines(entry)) this.say('debug', prefixed(name, line));
  }
}

function prefixed(name: string | undefined, text: string): string {
  return name === undefined ? text : `${name}: ${text}`;
}
