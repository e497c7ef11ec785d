import { commands, debug, extensions, workspace } from 'vscode';
import { installedBrowsers } from '../preview/browserNames';
import { thisMachine } from '../preview/browsers';
import { addressOf } from '../server/addresses';
import type { Server } from '../server/server';
import type { SettingsReader } from '../settings';
import { configurationOf, debuggerOf, hasBrowserTab } from './debugConfiguration';

/** Opens a page with VS Code's JavaScript debugger; resolves to whether the session began. */
export async function debugPage(
  server: Server,
  page: string,
  settings: SettingsReader,
): Promise<boolean | 'no browser'> {
  const { served, state } = server;
  if (!served || state.kind !== 'running') return false;
  const { name, args } = settings.of(server.folder.uri).browser;
  const installed = installedBrowsers(thisMachine);
  const manifests = extensions.all.map(({ packageJSON }) => packageJSON as unknown);
  const hasTab = hasBrowserTab(manifests, await commands.getCommands(true));
  const how = debuggerOf({ hasBrowserTab: hasTab, name, args, installed });
  if (!how) return 'no browser';
  const isHere = how.browserLaunchLocation === 'workspace';
  const url = isHere ? new URL(page, state.url).href : (await addressOf(server, page)).toString(true);
  const title = `Porthole: ${page === '' ? server.folder.name : page}`;
  const folder = workspace.getWorkspaceFolder(server.folder.uri);
  return debug.startDebugging(folder, configurationOf(served, url, title, how));
}
