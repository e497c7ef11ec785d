import type { Uri } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import type { ShareState } from '../../protocol/shareState';
import { loadBundle } from '../base/loadBundle';
import type { RequestLog } from '../log/requestLog';
import type { Memory } from '../server/memory';
import type { Server } from '../server/server';
import type { Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import type * as sharingModule from './sharing';

type Module = Pick<typeof sharingModule, 'Sharing'>;

/** Shares servers with phones and tablets; the code is loaded on first use. */
export class Sharing {
  private loaded: InstanceType<Module['Sharing']> | undefined;

  constructor(
    private readonly extensionUri: Uri,
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
    private readonly memory: Memory,
    private readonly log: RequestLog,
  ) {}

  /**
   * Shares a running server and opens its view; resolves when the server is shared. Rejects with a `HumanError`.
   * @param page path below the root that a device sees first, encoded
   */
  async share(server: Server, page: string): Promise<ShareState> {
    try {
      return await this.load().share(server, page);
    } catch (error) {
      // The other bundle has its own `HumanError` class.
      throw error instanceof Error && error.name === 'HumanError' ? new HumanError(error.message) : error;
    }
  }

  /** Ends every share of this window. */
  stop(): void {
    for (const server of this.servers.running) server.post({ type: 'unshare' });
  }

  dispose(): void {
    this.loaded?.dispose();
  }

  private load(): InstanceType<Module['Sharing']> {
    if (this.loaded) return this.loaded;
    const { Sharing: Loaded } = loadBundle('sharing') as Module;
    const { extensionUri, servers, settings, memory, log } = this;
    this.loaded = new Loaded(extensionUri, servers, settings, memory, log);
    return this.loaded;
  }
}
