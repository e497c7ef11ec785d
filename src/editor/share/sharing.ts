import { readFileSync } from 'node:fs';
import { encode } from 'uqr';
import { env, l10n, window, type Uri } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import { networkKey, type ShareState } from '../../protocol/shareState';
import type { FromShareView, ToShareView } from '../../protocol/shareView';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { showError } from '../base/report';
import type { RequestLog } from '../log/requestLog';
import type { Memory } from '../server/memory';
import type { Server, ShareMessage } from '../server/server';
import type { Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import { causesOf, endText, networkText, type System } from './causes';
import { SharePanel } from './sharePanel';

/** Shares servers with phones and tablets, and shows how. */
export class Sharing {
  private readonly disposables = new DisposableStore();
  private readonly panels = new Map<Server, SharePanel>();

  constructor(
    private readonly extensionUri: Uri,
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
    private readonly memory: Memory,
    private readonly log: RequestLog,
  ) {
    this.disposables.add(servers.onDidShare(({ server, message }) => this.draw(server, message)));
    this.disposables.add(servers.onDidChange(server => this.serverChanged(server)));
  }

  /**
   * Shares a running server and opens its view; resolves when the server is shared. Rejects with a `HumanError`.
   * @param page path below the root that a device sees first, encoded
   */
  async share(server: Server, page: string): Promise<ShareState> {
    const state = await this.begin(server, page);
    const panel = this.panels.get(server);
    if (panel) panel.reveal();
    else this.panels.set(server, this.open(server, page, state));
    return state;
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
    this.disposables.dispose();
  }

  private begin(server: Server, page: string, address?: string): Promise<ShareState> {
    return new Promise((resolve, reject) => {
      const store = new DisposableStore();
      store.add(
        this.servers.onDidShare(({ server: of, message: { state, failure } }) => {
          if (of !== server || (!state && !failure)) return;
          store.dispose();
          if (state) resolve(state);
          else reject(new HumanError(failure?.message ?? '', failure ? { code: failure.code } : {}));
        }),
      );
      store.add(
        server.onDidChange(({ kind }) => {
          if (kind === 'running') return;
          store.dispose();
          reject(new HumanError(l10n.t('The server for {0} is stopped.', server.folder.name)));
        }),
      );
      const directoryListing = this.settings.sets(server.folder.uri, 'directoryListing');
      const choices = this.memory.shareChoices;
      const options = {
        page: `/${page}`,
        directoryListing,
        choices,
        ...(address === undefined ? {} : { address }),
      };
      server.post({ type: 'share', options });
    });
  }

  private open(server: Server, page: string, state: ShareState): SharePanel {
    return new SharePanel(this.extensionUri, server.folder.name, sharedMessage(server, state), {
      error: error => this.log.error(error),
      received: message => inBackground(this.receive(server, page, message), this.log),
      closed: () => this.panels.delete(server),
    });
  }

  private async receive(server: Server, page: string, message: FromShareView): Promise<void> {
    const share = server.state.kind === 'running' ? server.state.share : undefined;
    switch (message.type) {
      case 'address':
        return this.move(server, page, message.address, share);
      case 'remove':
        return server.post({ type: 'removeDevice', id: message.id });
      case 'allow':
        return server.post({ type: 'allowDevice', id: message.id, rights: message.rights });
      case 'inStep':
        // Until the settings change, since Porthole never writes any.
        server.configure({ shareSync: message.on });
        if (share) this.draw(server, { type: 'shared', state: share });
        return;
      case 'copy':
        if (!share) return;
        await env.clipboard.writeText(share.joinUrl);
        window.setStatusBarMessage(l10n.t('Copied {0}', share.url), 3000);
        return;
      case 'stop':
        return server.post({ type: 'unshare' });
      case 'share':
        return this.move(server, page, undefined, share);
      case 'ready':
        return;
      default:
        message satisfies never;
    }
  }

  /** Shares another of the offered addresses, and remembers it for this network. */
  private async move(
    server: Server,
    page: string,
    address: string | undefined,
    share: ShareState | undefined,
  ): Promise<void> {
    const offered = share?.addresses.find(each => each.address === address);
    if (share && !offered) return;
    try {
      if (share && offered)
        await this.memory.rememberShareChoice(networkKey(share.addresses), offered.address);
      await this.begin(server, page, offered?.address);
    } catch (error) {
      await showError(error);
    }
  }

  private draw(server: Server, { state, end }: ShareMessage): void {
    const panel = this.panels.get(server);
    if (state) panel?.show(sharedMessage(server, state));
    else panel?.show({ type: 'ended', reason: endText(end) });
  }

  /** When a server stops, its share ends as well, without a message if the thread crashed. */
  private serverChanged(server: Server): void {
    if (server.state.kind !== 'running') this.draw(server, { type: 'shared' });
  }
}

/** Light modules around a QR code; scanners need four (ISO/IEC 18004). */
const QUIET = 4;

function sharedMessage({ state: life }: Server, state: ShareState): ToShareView {
  const { data: code } = encode(state.joinUrl, { border: QUIET });
  return {
    type: 'shared',
    state,
    code,
    inStep: life.kind === 'running' && life.options.shareSync,
    network: networkText(state.at),
    causes: causesOf(state, thisSystem()),
  };
}

const thisSystem = (): System => ({
  platform: process.platform,
  program: process.execPath,
  isWsl: process.platform === 'linux' && isWslKernel(),
});

function isWslKernel(): boolean {
  try {
    return /microsoft/i.test(readFileSync('/proc/version', 'utf8'));
  } catch {
    return false;
  }
}
