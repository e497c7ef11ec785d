/** The settings of Porthole that another live server's can become. */
export type ImportKey =
  | 'port'
  | 'host'
  | 'root'
  | 'open'
  | 'browser'
  | 'update'
  | 'ignore'
  | 'mount'
  | 'fallback'
  | 'cleanUrls'
  | 'headers'
  | 'onSave'
  | 'https'
  | 'https.cert'
  | 'https.key'
  | 'followCaret';

/** Why a setting has no counterpart, or must have none. */
export type Why = 'needless' | 'none' | 'unsafe' | 'route' | 'invalid' | 'option' | 'follow' | 'program';

/** A setting of ours, or why there is none: for all of the foreign one, or for a part of it. */
export type Made =
  { readonly key: ImportKey; readonly value: unknown } | { readonly part: string; readonly why: Why } | Why;

/** How one foreign setting is read; one may become several. */
export type Reader = (given: unknown) => Made | readonly Made[];

export const isRecord = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/** A file may name its keys `constructor` or `toString`. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
