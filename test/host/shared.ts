// One VS Code and one browser for several suites, one suite after the other: starting both takes longer than most suites.
import { launchBrowserServer } from './browser';
import type { Shared } from './sharedWith';
import { startWorkbench } from './workbench';

export interface Sharing {
  /** To be given to the processes that share. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts both; `startWorkbench` and `launchBrowser` find them in a process with this environment. */
export async function share(): Promise<Sharing> {
  const [workbench, browser] = await Promise.all([startWorkbench(), launchBrowserServer()]);
  const shared: Shared = { origin: workbench.origin, user: workbench.user, browser: browser.wsEndpoint() };
  return {
    env: { PORTHOLE_SHARED: JSON.stringify(shared) },
    close: async () => {
      await Promise.all([browser.close(), workbench.close()]);
    },
  };
}
