/** A browser and its system as a User-Agent field names them; empty if it does not. */
export interface Agent {
  readonly browser: string;
  readonly system: string;
}

type Pattern = readonly [name: string, pattern: RegExp];

/** The first match wins: Edge, Opera and Samsung Internet also call themselves Chrome, and all of them Safari. */
const BROWSERS: readonly Pattern[] = [
  ['Edge', /\bEdgA?(?:iOS)?\//],
  ['Opera', /\b(?:OPR|OPT)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
];

const SYSTEMS: readonly Pattern[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

/** Reads a User-Agent field for display only; no decision depends on it. Pure. */
export function agentOf(field: string | undefined): Agent {
  const text = (field ?? '').slice(0, 500);
  const find = (patterns: readonly Pattern[]) =>
    patterns.find(([, pattern]) => pattern.test(text))?.[0] ?? '';
  return { browser: find(BROWSERS), system: find(SYSTEMS) };
}
