import type { ConsoleToPage } from '../../protocol/consoleMessages';
import { inBackground } from '../own/language';
import { type ConsoleHost, parts } from '../parts';

/** Loads the console's part when the editor first listens; other pages have none. */
export class ConsoleDoor {
  readonly #host: ConsoleHost;

  constructor(host: ConsoleHost) {
    this.#host = host;
  }

  hear(message: ConsoleToPage): void {
    if (message.what === 'arm' && message.armed && !parts.console) inBackground(this.#load(message));
    else this.#tell(message);
  }

  /** The connection is open. If the editor does not listen on this server, the server's answer ends the part. */
  connected(): void {
    parts.console?.to(this.#host);
  }

  #tell(message: ConsoleToPage): void {
    parts.console?.hear(message);
    if (message.what === 'arm' && message.armed) parts.console?.to(this.#host);
  }

  async #load(message: ConsoleToPage): Promise<void> {
    await parts.load?.('console.js');
    this.#tell(message);
  }
}
