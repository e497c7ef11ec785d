import { EngineBrowser } from './page';
import { Firefox, findFirefox } from './firefox';
import { WebKit, findWebKit } from './webkit';

/** The engines in which the suite `page` runs. */
export type EngineName = 'chromium' | 'firefox' | 'webkit';

/** The one that `PORTHOLE_ENGINE` names. */
export function engineName(): EngineName {
  const name = process.env['PORTHOLE_ENGINE'] || 'chromium';
  if (name === 'chromium' || name === 'firefox' || name === 'webkit') return name;
  throw new Error(`PORTHOLE_ENGINE is chromium, firefox or webkit, not ${name}.`);
}

/** Why this machine cannot run an engine; undefined where it can. */
export function lackOf(name: EngineName): string | undefined {
  if (name === 'firefox' && !findFirefox())
    return 'No Firefox was found. Install one, or name it in PORTHOLE_FIREFOX.';
  if (name === 'webkit' && !findWebKit())
    return 'No WebKit was found. On Debian install webkit2gtk-driver and xvfb; other systems have none that can be driven.';
  return undefined;
}

/** A browser of another engine than Chromium. */
export async function launchEngine(name: 'firefox' | 'webkit'): Promise<EngineBrowser> {
  const lack = lackOf(name);
  if (lack) throw new Error(lack);
  if (name === 'firefox') return new EngineBrowser(await Firefox.launch(findFirefox() ?? ''));
  return new EngineBrowser(await WebKit.launch(findWebKit() ?? ''));
}
