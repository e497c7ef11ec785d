import type { WebSocket } from 'ws';
import type { LogLevel } from '../../../protocol/log';
import type { ToPage } from '../../../protocol/page';
import { Connection } from './connection';
import type { Tree } from '../watch/watchedFolders';

/** Clients that are no pages: they use nothing and hear of every change under the root. */
export class Observers {
  private readonly observers = new Set<Connection>();

  constructor(
    private readonly tree: Tree,
    private readonly log: (level: LogLevel, text: string) => void,
  ) {}

  get size(): number {
    return this.observers.size;
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.observers.values();
  }

  add(client: WebSocket, hello: ToPage): void {
    const connection = new Connection(client, {
      onMessage: () => undefined,
      onClose: () => {
        this.observers.delete(connection);
        if (this.observers.size === 0) this.tree.drop();
      },
      onRefused: reason => this.log('warn', `live: an observer was dropped: ${reason}`),
    });
    this.observers.add(connection);
    connection.send(hello);
    void this.tree.grow();
  }

  tell(message: ToPage): void {
    if (this.observers.size === 0) return;
    const text = JSON.stringify(message);
    for (const observer of this.observers) observer.sendText(text);
  }
}
