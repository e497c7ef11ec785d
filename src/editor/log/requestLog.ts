import { setTimeout as delay } from 'node:timers/promises';
import { l10n, LogLevel as ChannelLevel, window, type LogOutputChannel } from 'vscode';
import type { LogEntry, LogLevel } from '../../protocol/log';
import { DisposableStore } from '../base/disposables';
import { LineBudget } from './lineBudget';
import { detailLines, levelOf, requestLine } from './logLine';

// What a person can still scroll through, and a channel can write without being felt.
const LINES_PER_SECOND = 200;

const LEVELS: Readonly<Record<ChannelLevel, LogLevel | 'off'>> = {
  [ChannelLevel.Off]: 'off',
  [ChannelLevel.Trace]: 'trace',
  [ChannelLevel.Debug]: 'debug',
  [ChannelLevel.Info]: 'info',
  [ChannelLevel.Warning]: 'warn',
  [ChannelLevel.Error]: 'error',
};

/** The output channel: everything that is worth a line, at VS Code's own levels. */
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

  /** Servers still have something to say while the window closes, when the channel is gone. */
  say(level: LogLevel, text: string): void {
    if (!this.disposables.isDisposed) this.channel[level](text);
  }

  /** An error that nobody expected, with its stack; people read it elsewhere. */
  error(error: unknown): void {
    if (!this.disposables.isDisposed) this.channel.error(error instanceof Error ? error : String(error));
  }

  show(): void {
    this.channel.show(true);
  }

  /**
   * Writes a batch of a server. It resolves when the next batch may come, which is the back-pressure: in a second that
   * is used up the thread has to wait, and counts by itself what it leaves out.
   *
   * @param name precedes each line where several servers write
   * @param omitted how many entries the thread left out before this batch
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
