// One VS Code and one browser for several suites, one suite after the other: starting both takes longer than most suites.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowserServer } from './browser';
import { MARK } from './keeping';
import type { Shared } from './sharedWith';
import { startWorkbench } from './workbench';

export interface Sharing {
  /** To be given to the processes that share. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts both; `startWorkbench` and `launchBrowser` find them in a process with this environment.
 * @param kept whether windows are handed on, which takes an extension of the tests
 */
export async function share(kept = false): Promise<Sharing> {
  const options = kept ? { install: installKeeper } : {};
  const [workbench, browser] = await Promise.all([startWorkbench(options), launchBrowserServer()]);
  const shared: Shared = { origin: workbench.origin, user: workbench.user, browser: browser.wsEndpoint() };
  return {
    env: { PORTHOLE_SHARED: JSON.stringify(shared) },
    close: async () => {
      await Promise.all([browser.close(), workbench.close()]);
    },
  };
}

async function installKeeper(extensions: string): Promise<void> {
  const folder = path.join(extensions, 'porthole-tests.keeper-0.0.1');
  await mkdir(folder, { recursive: true });
  await copyFile(path.join(__dirname, 'keeper.js'), path.join(folder, 'keeper.js'));
  const manifest = {
    name: 'keeper',
    publisher: 'porthole-tests',
    version: '0.0.1',
    engines: { vscode: '^1.100.0' },
    main: './keeper.js',
    activationEvents: ['onStartupFinished'],
    contributes: { configuration: { properties: { [MARK]: { type: 'string' } } } },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
}
