import path from 'node:path';

type Names = Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>;

/** A browser, its names on each system, and its options for a private window and a profile. */
interface Browser {
  readonly label: string;
  /** Names of applications on macOS, paths below the program folders on Windows, commands on Linux. */
  readonly names: Names;
  /** Undefined for a browser that has no such option. */
  readonly options: { readonly isPrivate: string; profile(name: string): readonly string[] } | undefined;
}

const chromium = (isPrivate = '--incognito'): Browser['options'] => ({
  isPrivate,
  profile: name => [`--profile-directory=${name}`],
});

const BROWSERS: Readonly<Record<string, Browser>> = {
  chrome: {
    label: 'Chrome',
    names: {
      darwin: ['Google Chrome'],
      win32: ['Google\\Chrome\\Application\\chrome.exe'],
      linux: ['google-chrome', 'google-chrome-stable'],
    },
    options: chromium(),
  },
  edge: {
    label: 'Edge',
    names: {
      darwin: ['Microsoft Edge'],
      win32: ['Microsoft\\Edge\\Application\\msedge.exe'],
      linux: ['microsoft-edge', 'microsoft-edge-stable'],
    },
    options: chromium('--inprivate'),
  },
  chromium: {
    label: 'Chromium',
    names: {
      darwin: ['Chromium'],
      win32: ['Chromium\\Application\\chrome.exe'],
      linux: ['chromium', 'chromium-browser'],
    },
    options: chromium(),
  },
  firefox: {
    label: 'Firefox',
    names: {
      darwin: ['Firefox'],
      win32: ['Mozilla Firefox\\firefox.exe'],
      linux: ['firefox', 'firefox-esr'],
    },
    options: { isPrivate: '-private-window', profile: name => ['-P', name] },
  },
  brave: {
    label: 'Brave',
    names: {
      darwin: ['Brave Browser'],
      win32: ['BraveSoftware\\Brave-Browser\\Application\\brave.exe'],
      linux: ['brave-browser', 'brave'],
    },
    options: chromium(),
  },
  opera: {
    label: 'Opera',
    names: { darwin: ['Opera'], win32: ['Opera\\opera.exe'], linux: ['opera'] },
    options: chromium('--private'),
  },
  vivaldi: {
    label: 'Vivaldi',
    names: {
      darwin: ['Vivaldi'],
      win32: ['Vivaldi\\Application\\vivaldi.exe'],
      linux: ['vivaldi', 'vivaldi-stable'],
    },
    options: chromium(),
  },
  safari: { label: 'Safari', names: { darwin: ['Safari'] }, options: undefined },
};

const PROGRAM_FOLDERS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'];

/** The browser with this name; undefined for an unknown one, since a setting must never name a program to run. */
export const browserOf = (name: string): Browser | undefined =>
  Object.hasOwn(BROWSERS, name.toLowerCase()) ? BROWSERS[name.toLowerCase()] : undefined;

/** Paths of a browser's program below the program folders of Windows, most likely first. */
export function windowsPaths({ names }: Browser, env: NodeJS.ProcessEnv): readonly string[] {
  const folders = PROGRAM_FOLDERS.flatMap(variable => env[variable] ?? []);
  return folders.flatMap(folder => (names.win32 ?? []).map(file => path.win32.join(folder, file)));
}

/** A browser of this machine and the path of its program. */
interface Installed {
  readonly name: string;
  readonly label: string;
  readonly program: string;
  /** Whether it opens a private window on demand. */
  readonly hasPrivate: boolean;
}

/** The system on which browsers are searched. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  exists(file: string): boolean;
}

/** The installed browsers; runs no program. */
export function installedBrowsers(machine: Machine): readonly Installed[] {
  return Object.entries(BROWSERS).flatMap(([name, browser]) => {
    const program = programsOf(browser, machine).find(file => machine.exists(file));
    const { label, options } = browser;
    return program === undefined ? [] : { name, label, program, hasPrivate: options !== undefined };
  });
}

function programsOf(browser: Browser, { platform, env }: Machine): readonly string[] {
  const names = browser.names[platform] ?? [];
  if (platform === 'win32') return windowsPaths(browser, env);
  if (platform === 'darwin') {
    const folders = ['/Applications', ...(env['HOME'] === undefined ? [] : [`${env['HOME']}/Applications`])];
    return folders.flatMap(folder => names.map(app => `${folder}/${app}.app/Contents/MacOS/${app}`));
  }
  const folders = [...(env['PATH'] ?? '').split(':').filter(Boolean), '/snap/bin'];
  return names.flatMap(command => folders.map(folder => `${folder}/${command}`));
}
