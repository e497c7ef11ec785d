import type { ConsoleToPage } from '../../protocol/console';
import { inBackground } from '../own/language';
import { hrefOf, parseUrl } from '../own/window';
import { type ConsoleHost, type Part, parts } from '../parts';

/** Loads the console's part when it is first asked for; a page whose console nobody looks at has none. */
export class ConsoleDoor {
  constructor(
    private readonly script: HTMLScriptElement,
    private readonly host: ConsoleHost,
  ) {}

  hear(message: ConsoleToPage): void {
    if (message.what === 'arm' && message.armed && !parts.console) inBackground(this.load(message));
    else this.tell(message);
  }

  /** The connection is there. A server in which the console is not looked at ends the part when it hears of it. */
  connected(): void {
    parts.console?.to(this.host);
  }

  private tell(message: ConsoleToPage): void {
    parts.console?.hear(message);
    if (message.what === 'arm' && message.armed) parts.console?.to(this.host);
  }

  private async load(message: ConsoleToPage): Promise<void> {
    const url = parseUrl('console.js', this.script.src);
    if (!url) return;
    ((await import(hrefOf(url))) as Part).default(parts.require);
    this.tell(message);
  }
}
