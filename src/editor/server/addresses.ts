import { env, l10n, UIKind, Uri } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import type { Running, Server } from './server';

/** Whether the user's browser may run on another machine than this server. */
export function isForwarded(): boolean {
  return env.remoteName !== undefined || env.uiKind === UIKind.Web;
}

function runningState(server: Server): Running {
  if (server.state.kind === 'running') return server.state;
  throw new HumanError(l10n.t('The server for {0} is stopped.', server.folder.name));
}

/**
 * The address at which the user's browser or a webview reaches a page. In a remote window it is forwarded, and the server then accepts its
 * host.
 * @param page relative to the server's root, encoded
 */
export async function addressOf(server: Server, page: string): Promise<Uri> {
  const { url } = runningState(server);
  const { href, origin } = new URL(page, url);
  if (origin !== new URL(url).origin) throw new Error('A page led away from its server');
  const local = Uri.parse(href, true);
  const outside = await env.asExternalUri(local);
  if (outside.authority !== local.authority) server.allow({ authorities: [outside.authority] });
  return outside;
}
