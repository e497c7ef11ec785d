/** The settings of Porthole that imported ones can become. */
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

/** A route of `porthole.routes.json` that leads to another server. */
export interface ProxyRoute {
  readonly path: string;
  readonly proxy: string;
  readonly rewrite?: string;
}

/** Why a setting has no counterpart or must not have one. */
export type Why =
  | 'needless'
  | 'none'
  | 'unsafe'
  | 'route'
  | 'untrusted'
  | 'invalid'
  | 'broken'
  | 'option'
  | 'follow'
  | 'program';

/** A Porthole setting, a route, or a reason for none; for the whole foreign setting or a part of it. */
export type Made =
  | { readonly key: ImportKey; readonly value: unknown }
  | { readonly route: ProxyRoute }
  | { readonly part: string; readonly why: Why }
  | Why;

/** Reads one foreign setting; the result may be several settings. */
export type Reader = (given: unknown) => Made | readonly Made[];

export const isRecord = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/** Own properties only: a file may have keys such as `constructor`. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Pairs of a path and a value, from an object or a list; undefined for anything else. */
export function pairsIn(given: unknown): readonly unknown[] | undefined {
  if (isRecord(given)) return Object.entries(given);
  return Array.isArray(given) ? given : undefined;
}
