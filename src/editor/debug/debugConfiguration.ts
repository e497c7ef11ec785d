import type { DebugConfiguration } from 'vscode';
import { mountsIn } from '../../protocol/mount';
import { foldersOf, type Served } from '../base/served';

/** A browser that js-debug can start. */
interface Debuggable {
  readonly name: string;
  readonly program: string;
}

/** The facts that decide on the debugger. */
export interface Choice {
  /** VS Code has a browser tab, and a debugger for it. */
  readonly hasBrowserTab: boolean;
  /** `porthole.browser`; empty for none. */
  readonly name: string;
  readonly args: readonly string[];
  readonly installed: readonly Debuggable[];
}

export interface Debugger {
  readonly type: 'editor-browser' | 'pwa-chrome' | 'pwa-msedge';
  readonly runtimeExecutable?: string;
  readonly runtimeArgs?: readonly string[];
  readonly browserLaunchLocation?: 'workspace';
}

const BROWSER_TAB = 'workbench.action.browser.open';

interface Contributing {
  readonly contributes?: { readonly debuggers?: unknown };
}

/**
 * Whether this VS Code debugs pages in its own browser tab: older versions and forks have the debugger without the tab, or neither. Pure.
 * @param manifests of all extensions
 */
export function hasBrowserTab(manifests: readonly unknown[], commands: readonly string[]): boolean {
  const isKnown = manifests.some(manifest =>
    JSON.stringify((manifest as Contributing).contributes?.debuggers ?? []).includes('"editor-browser"'),
  );
  return isKnown && commands.includes(BROWSER_TAB);
}

const CHROMIUM = ['chrome', 'edge', 'chromium', 'brave', 'vivaldi', 'opera'];

/** VS Code's own tab, else the browser of the setting, else the first one that supports the protocol; undefined for none. Pure. */
export function debuggerOf({ hasBrowserTab, name, args, installed }: Choice): Debugger | undefined {
  const isNamed = CHROMIUM.includes(name.toLowerCase());
  if (hasBrowserTab && !isNamed) return { type: 'editor-browser' };
  const wanted = isNamed ? [name.toLowerCase()] : CHROMIUM;
  const [found] = wanted.flatMap(each => installed.find(browser => browser.name === each) ?? []);
  if (!found) return undefined;
  const type = found.name === 'edge' ? 'pwa-msedge' : 'pwa-chrome';
  const isOwn = found.name === 'chrome' || found.name === 'edge';
  return {
    type,
    // js-debug finds Chrome and Edge by itself, wherever they are.
    ...(isOwn ? {} : { runtimeExecutable: found.program }),
    ...(isNamed && args.length > 0 ? { runtimeArgs: [...args] } : {}),
    // The setting names a browser on the server's machine.
    ...(isNamed ? { browserLaunchLocation: 'workspace' } : {}),
  };
}

/** The configuration for a page, whose files are in the root and the mounted folders. Pure. */
export function configurationOf(
  served: Served,
  url: string,
  name: string,
  how: Debugger,
): DebugConfiguration {
  const [webRoot = served.root, ...mounted] = foldersOf(served);
  const paths = mountsIn(served.mount)
    .toSorted((a, b) => b.segments.length - a.segments.length)
    .map(({ segments }, at) => [`/${segments.join('/')}`, mounted[at] ?? ''] as const);
  const pathMapping = paths.length > 0 ? { pathMapping: Object.fromEntries(paths) } : {};
  return { name, request: 'launch', url, webRoot, ...pathMapping, ...how };
}
