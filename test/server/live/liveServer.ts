import fs from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocket } from 'ws';
import type { ToPage } from '../../../src/protocol/page';
import type { LastUpdate } from '../../../src/protocol/thread';
import { createLive } from '../../../src/server/live';
import { systemWatch, type Watch } from '../../../src/server/live/watch/directories';
import type { Live } from '../../../src/server/live/door';
import { defaults } from '../../../src/server/options';
import { makeTree, type Tree } from '../support/serve';

export const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** A page as the server sees it: what it was told, and that it takes everything. */
export class FakePage {
  readonly heard: (ToPage & { readonly seq: number })[] = [];
  private constructor(readonly socket: WebSocket) {}

  static async connect(port: number, query: Readonly<Record<string, string>>): Promise<FakePage> {
    const parameters = new URLSearchParams({ document: 'x', path: '/index.html', age: '0', ...query });
    const page = new FakePage(new WebSocket(`ws://127.0.0.1:${port}/?${parameters.toString()}`));
    await new Promise<void>((resolve, reject) => {
      page.socket.once('error', reject);
      page.socket.on('message', data => {
        const message = JSON.parse((data as Buffer).toString()) as ToPage;
        if (message.type === 'hello') resolve();
        if (!('seq' in message)) return;
        page.heard.push(message);
        page.socket.send(JSON.stringify({ type: 'done', seq: message.seq, outcome: 'applied' }));
      });
    });
    return page;
  }

  uses(...uses: readonly (readonly [path: string, kind: string])[]): void {
    this.socket.send(JSON.stringify({ type: 'uses', uses }));
  }

  /** The paths of everything it was told by then. */
  get paths(): string[] {
    return this.heard.map(message => ('path' in message ? message.path : ''));
  }

  async hears(count: number, limit = 6000): Promise<string[]> {
    const end = Date.now() + limit;
    while (this.heard.length < count && Date.now() < end) await sleep(5);
    return this.paths;
  }
}

/** The live side alone over a folder of its own, with a watch that tests can look into. */
export class LiveServer {
  readonly watched = new Map<string, number>();
  readonly log: string[] = [];
  readonly updates: LastUpdate[] = [];
  readonly live: Live;
  private readonly http: Server;

  private constructor(
    readonly root: string,
    watch: Watch,
  ) {
    const host = {
      root,
      options: () => defaults,
      read: (file: string) => fs.readFile(file).catch(() => undefined),
      log: (_level: string, text: string) => this.log.push(text),
      onPages: () => undefined,
      onUpdated: (update: LastUpdate) => this.updates.push(update),
    };
    this.live = createLive(host, (directory, listener) => this.count(watch, directory, listener));
    this.http = createServer().on('upgrade', (...upgrade) => this.live.upgrade(...upgrade));
  }

  static async start(tree: Tree, watch: Watch = systemWatch): Promise<LiveServer> {
    const server = new LiveServer(await makeTree(tree), watch);
    await new Promise<void>(resolve => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  connect(query: Readonly<Record<string, string>> = {}): Promise<FakePage> {
    return FakePage.connect((this.http.address() as AddressInfo).port, query);
  }

  file(name: string): string {
    return path.join(this.root, name);
  }

  async save(name: string, text: string): Promise<void> {
    await fs.mkdir(path.dirname(this.file(name)), { recursive: true });
    await fs.writeFile(this.file(name), text);
  }

  /** Watched directories below the root. */
  get directories(): string[] {
    return [...this.watched.keys()].map(directory => path.relative(this.root, directory)).toSorted();
  }

  async close(): Promise<void> {
    await this.live.close();
    await new Promise(resolve => this.http.close(resolve));
    await fs.rm(this.root, { recursive: true, force: true });
  }

  private count(watch: Watch, directory: string, listener: Parameters<Watch>[1]): ReturnType<Watch> {
    const watcher = watch(directory, listener);
    this.watched.set(directory, (this.watched.get(directory) ?? 0) + 1);
    return {
      on: watcher.on.bind(watcher),
      close: () => {
        this.watched.delete(directory);
        watcher.close();
      },
    };
  }
}
