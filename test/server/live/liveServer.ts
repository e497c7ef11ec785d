import { EventEmitter, once } from 'node:events';
import fs from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocket } from 'ws';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import type { ToPage } from '../../../src/protocol/page';
import type { LiveOptions } from '../../../src/protocol/serverOptions';
import type { LastUpdate } from '../../../src/protocol/thread';
import { Folders } from '../../../src/server/files/folders';
import { Root } from '../../../src/server/files/root';
import { createLive } from '../../../src/server/live';
import type { Live } from '../../../src/server/live/door';
import { sourceOf } from '../../../src/server/live/sources';
import { systemWatch, type Watch } from '../../../src/server/live/watch/systemWatch';
import type { WatchingSystem } from '../../../src/server/live/watch/watching';
import { defaults } from '../../../src/server/options';
import { type LaidOut, layOut } from '../support/roots';
import type { Tree } from '../support/tree';

export const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** A page as the server sees it: it collects messages and accepts every update. */
export class FakePage {
  readonly heard: (ToPage & { readonly seq: number })[] = [];
  /** Its answer to a message. */
  outcome: (message: ToPage) => string = () => 'applied';
  private constructor(readonly socket: WebSocket) {}

  /** @param query of its address; without one it is no page but an observer */
  static async connect(
    port: number,
    query?: Readonly<Record<string, string>>,
    path = '/',
  ): Promise<FakePage> {
    const parameters = new URLSearchParams(
      query && { document: 'x', path: '/index.html', age: '0', ...query },
    );
    return FakePage.observe(`ws://127.0.0.1:${port}${path}?${parameters.toString()}`);
  }

  /** Connects to exactly this address; one without a document makes an observer. */
  static async observe(address: string): Promise<FakePage> {
    const page = new FakePage(new WebSocket(address));
    await new Promise<void>((resolve, reject) => {
      page.socket.once('error', reject);
      page.socket.on('message', data => {
        const message = JSON.parse((data as Buffer).toString()) as ToPage;
        if (message.type === 'hello') resolve();
        if (!('seq' in message)) return;
        page.heard.push(message);
        if (address.includes('document='))
          page.socket.send(
            JSON.stringify({ type: 'done', seq: message.seq, outcome: page.outcome(message) }),
          );
      });
    });
    return page;
  }

  /** Reports the used files; resolves when the server has handled it, and watches. */
  async uses(...uses: readonly (readonly [path: string, kind: string])[]): Promise<void> {
    await this.says({ type: 'uses', uses });
  }

  /** The server handles messages in order: once it answers a ping, it has handled all earlier ones. */
  async says(message: unknown): Promise<void> {
    this.socket.send(JSON.stringify(message));
    this.socket.send('{"type":"ping"}');
    await new Promise<void>(resolve => {
      const hear = (data: unknown): void => {
        if ((data as Buffer).toString() !== '{"type":"pong"}') return;
        this.socket.off('message', hear);
        resolve();
      };
      this.socket.on('message', hear);
    });
  }

  /** The paths of all messages until then. */
  get paths(): string[] {
    return this.heard.map(message => ('path' in message ? message.path : ''));
  }

  async hears(count: number, limit = 6000): Promise<string[]> {
    const end = Date.now() + limit;
    while (this.heard.length < count && Date.now() < end) await sleep(5);
    return this.paths;
  }
}

type Others = [listener: Parameters<Watch>[1], recursive: boolean, isFirst?: Parameters<Watch>[3]];

/** The live side alone over a folder of its own, with a watch that tests can look into. */
export class LiveServer {
  readonly watched = new Map<string, number>();
  readonly log: string[] = [];
  /** The lines of the log that people see by default. */
  readonly said: string[] = [];
  /** By file, the text that the server serves instead of it. */
  private readonly typed = new Map<string, string>();
  private readonly read = new Set<string>();
  private readonly happened = new EventEmitter();
  private connected = 0;
  readonly updates: LastUpdate[] = [];
  readonly bridged: FromBridge[] = [];
  readonly live: Live;
  options: LiveOptions = defaults;
  private readonly http: Server;

  readonly root: string;

  private constructor(
    private readonly laid: LaidOut,
    { watch = systemWatch, ...system }: WatchingSystem,
  ) {
    const { root } = laid;
    this.root = root;
    const host = {
      folders: new Folders(Root.open(root)),
      options: () => this.options,
      read: async (file: string) => {
        const text = this.typed.get(file);
        const bytes = text === undefined ? await fs.readFile(file).catch(() => undefined) : Buffer.from(text);
        this.read.add(file);
        this.happened.emit('read');
        return bytes;
      },
      log: (level: string, text: string) => {
        this.log.push(text);
        if (level !== 'debug' && level !== 'trace') this.said.push(text);
        this.happened.emit('line');
      },
      onPages: (count: number) => {
        this.connected = count;
        this.happened.emit('pages');
      },
      routeAt: async () => undefined,
      onBridge: (message: FromBridge) => this.bridged.push(message),
      onConsole: () => undefined,
      onError: () => undefined,
      onLeft: () => undefined,
      onUpdated: (update: LastUpdate) => this.updates.push(update),
    };
    this.live = createLive(host, {
      ...system,
      watch: (...given) => this.count(watch, ...given),
    });
    this.http = createServer().on('upgrade', (...upgrade) => this.live.upgrade(...upgrade));
  }

  static async start(tree: Tree, system: WatchingSystem = {}): Promise<LiveServer> {
    const server = new LiveServer(await layOut(tree), system);
    await new Promise<void>(resolve => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** A page that shows a document, as the browser loads it, perhaps at another address. */
  async open(name: string, address = `/${name}`): Promise<FakePage> {
    const source = sourceOf(await fs.readFile(this.file(name), 'utf8'));
    this.live.documentServed(this.file(name), source.id, source.text);
    return this.connect({ document: source.id, path: address });
  }

  /** The editor's text, unsaved. */
  type(name: string, text: string): void {
    this.typed.set(this.file(name), text);
    this.live.overlaid({ path: this.file(name), text, version: 1 });
  }

  /** The editor has saved what was typed. */
  async saveTyped(name: string, text: string): Promise<void> {
    await this.save(name, text);
    this.typed.delete(this.file(name));
    this.live.overlaid({ path: this.file(name), text: undefined, version: 1 });
  }

  /** Waits until so many log lines match. */
  async logs(pattern: RegExp, count = 1): Promise<void> {
    while (this.log.filter(line => pattern.test(line)).length < count) await once(this.happened, 'line');
  }

  /** Waits until so many pages are connected. */
  async pages(count: number): Promise<void> {
    while (this.connected !== count) await once(this.happened, 'pages');
  }

  /** Waits until these files were read: the server knows their content then. */
  async knows(...names: readonly string[]): Promise<void> {
    while (!names.every(name => this.read.has(this.file(name)))) await once(this.happened, 'read');
  }

  /** A client that is no page, once every folder is watched for it. */
  async observe(): Promise<FakePage> {
    const observer = await FakePage.connect((this.http.address() as AddressInfo).port);
    await this.logs(/folders are watched for observers/);
    return observer;
  }

  connect(query: Readonly<Record<string, string>> = {}): Promise<FakePage> {
    return FakePage.connect((this.http.address() as AddressInfo).port, query);
  }

  file(name: string): string {
    return path.join(this.root, name);
  }

  /** The path of a file for other programs. */
  onDisk(name: string): string {
    return path.join(this.laid.real, name);
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
    await this.laid.remove();
  }

  private count(watch: Watch, directory: string, ...rest: Others): ReturnType<Watch> {
    const watcher = watch(directory, ...rest);
    this.watched.set(directory, (this.watched.get(directory) ?? 0) + 1);
    return {
      on: watcher.on.bind(watcher),
      close: () => {
        const left = (this.watched.get(directory) ?? 0) - 1;
        if (left > 0) this.watched.set(directory, left);
        else this.watched.delete(directory);
        watcher.close();
      },
    };
  }
}
