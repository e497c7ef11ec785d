import { type Made, own } from './made';

/** Program names, and application names on macOS, by which other live servers start a browser. */
const NAMES: Readonly<Record<string, string>> = {
  chrome: 'chrome',
  'google chrome': 'chrome',
  'google-chrome': 'chrome',
  'google-chrome-stable': 'chrome',
  chromium: 'chromium',
  'chromium-browser': 'chromium',
  firefox: 'firefox',
  'firefox-esr': 'firefox',
  edge: 'edge',
  msedge: 'edge',
  'microsoft edge': 'edge',
  'microsoft-edge': 'edge',
  'microsoft-edge-stable': 'edge',
  safari: 'safari',
  brave: 'brave',
  'brave-browser': 'brave',
  opera: 'opera',
  vivaldi: 'vivaldi',
};
const PRIVATE = /^--?(?:incognito|private-window|private|inprivate)$/i;
/** A profile is accepted by name only, never by path. */
const PROFILE = /^--profile-directory=(["']?[\p{L}\p{N}_][\p{L}\p{N}_ .@()-]*["']?)$/u;
/** Browsers without an option for a private window. */
const NEVER_PRIVATE: ReadonlySet<string> = new Set(['safari']);
/** Options that only affect the window. Some other options of Chromium run programs, such as `--gpu-launcher`. */
const HARMLESS =
  /^--(?:new-window|kiosk|start-maximized|start-fullscreen|auto-open-devtools-for-tabs|force-dark-mode|window-(?:size|position)=[\d,]+)$/;
/** A prerelease, which is another program than the release. */
const OTHER_RELEASE = /canary|nightly|beta|developer edition/i;

/** Reads `chrome:PrivateMode`, `chrome --incognito` or the path of a program with options. Pure. */
export function browserLine(line: string): Made | readonly Made[] {
  const [written = '', ...options] = line.trim().split(/\s+(?=-)/);
  if (written === '' || written.toLowerCase() === 'default') return 'needless';
  const [, program = '', mode] = /^(.*?)(:privatemode)?$/i.exec(unquoted(written)) ?? [];
  const file = program.split(/[/\\]/).at(-1) ?? '';
  const name = own(NAMES, file.toLowerCase().replace(/\.(?:exe|app)$/, ''));
  if (name === undefined || OTHER_RELEASE.test(program)) return 'none';
  const wantsPrivate = mode !== undefined || options.some(option => PRIVATE.test(option));
  const isPrivate = wantsPrivate && !NEVER_PRIVATE.has(name);
  const profile = options.map(option => unquoted(PROFILE.exec(option)?.[1] ?? '')).find(Boolean);
  const args = options.filter(option => HARMLESS.test(option));
  const left = options.filter(
    option => !(isPrivate && PRIVATE.test(option)) && !PROFILE.test(option) && !HARMLESS.test(option),
  );
  const short = isPrivate ? `${name}:private` : name;
  const long = { name, ...(isPrivate ? { private: true } : {}), ...(profile ? { profile } : {}), args };
  const isShort = profile === undefined && args.length === 0;
  return [
    { key: 'browser', value: isShort ? short : long },
    ...left.map(part => ({ part, why: 'option' as const })),
    ...(mode !== undefined && !isPrivate ? [{ part: mode, why: 'none' as const }] : []),
  ];
}

const unquoted = (text: string): string => text.replaceAll(/^["']|["']$/g, '');
