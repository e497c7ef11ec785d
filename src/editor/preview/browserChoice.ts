/** The value of `porthole.browser`. */
export interface BrowserChoice {
  /** Empty for the system's default browser. */
  readonly name: string;
  readonly isPrivate: boolean;
  /** Empty for the browser's own choice. */
  readonly profile: string;
  /** Further options of the program. */
  readonly args: readonly string[];
}

// A profile is a name, never a path or another option.
const PROFILE = /^[\p{L}\p{N}_][\p{L}\p{N}_ .@()-]*$/u;
// Anything but an option would be opened as another address.
const OPTION = /^-[^\0]*$/;

/** Reads `"firefox"`, `"firefox:private"` or `{ "name", "private", "profile", "args" }`; undefined for anything else. Pure. */
export function readBrowser(value: unknown): BrowserChoice | undefined {
  if (typeof value === 'string') {
    const [name = '', mode] = value.split(':');
    const isPrivate = /^private(?:mode)?$/i.test(mode ?? '');
    return mode === undefined || isPrivate ? { name, isPrivate, profile: '', args: [] } : undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  const { name, private: isPrivate = false, profile = '', args = [] } = given;
  if (typeof name !== 'string' || typeof isPrivate !== 'boolean' || typeof profile !== 'string')
    return undefined;
  if (profile !== '' && !PROFILE.test(profile)) return undefined;
  if (!Array.isArray(args) || !args.every(each => typeof each === 'string' && OPTION.test(each)))
    return undefined;
  return { name, isPrivate, profile, args: args as string[] };
}
