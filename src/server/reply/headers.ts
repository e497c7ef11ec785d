import type { LiveOptions } from '../../protocol/serverOptions';
import { Once } from '../log';
import type { Headers } from './reply';

/** Only Porthole's own pages and VS Code may frame a reply (security rule 4). A field of its own, so that a page's CSP stays as it is. */
export function frameAncestors(options: Pick<LiveOptions, 'frameAncestors'>): string {
  return ['frame-ancestors', "'self'", 'vscode-webview:', ...options.frameAncestors].join(' ');
}

/** The policy of a reply without options at hand, such as one to bytes that are not HTTP (security rule 13). */
export const OWN_FRAMES = frameAncestors({ frameAncestors: [] });

type Rule = readonly [matches: (relative: string) => boolean, fields: Headers];

/**
 * `porthole.headers`: the fields of every glob that a path matches; later globs win. The first path compiles the globs.
 * @param onInvalid called once for each glob that cannot be compiled and so matches nothing
 */
export function customHeaders(
  globs: LiveOptions['headers'],
  onInvalid: (glob: string, error: unknown) => void,
): (relative: string) => Promise<Headers> {
  const rules = new Once(() => compiled(globs, onInvalid));
  return async relative => {
    const fields: Record<string, string | string[]> = {};
    for (const [matches, more] of await rules.get()) if (matches(relative)) Object.assign(fields, more);
    return fields;
  };
}

/** The package for globs is loaded only if there are any: it is a tenth of the code that a start would load. */
async function compiled(
  globs: LiveOptions['headers'],
  onInvalid: (glob: string, error: unknown) => void,
): Promise<readonly Rule[]> {
  const entries = Object.entries(globs);
  if (entries.length === 0) return [];
  const { default: picomatch } = await import('picomatch');
  return entries.flatMap(([glob, fields]): Rule[] => {
    // A glob without a slash matches the name in any folder, as in .gitignore.
    const options = { dot: true, basename: !glob.includes('/') };
    try {
      return [[picomatch(glob.replace(/^\/+/, ''), options), fields]];
    } catch (error) {
      // One invalid glob must not break the replies of all files.
      onInvalid(glob, error);
      return [];
    }
  });
}

/** Replaces our fields by yours, without regard to case; the policies of both stay in force. */
export function overlay(ours: Headers, theirs: Headers): Headers {
  // A map: a reply of a handler has up to a thousand fields, of which one may be called `__proto__`.
  const merged = new Map<string, readonly [name: string, value: string | string[]]>();
  for (const field of Object.entries(ours)) merged.set(field[0].toLowerCase(), field);
  for (const [name, value] of Object.entries(theirs)) {
    const key = name.toLowerCase();
    const old = merged.get(key)?.[1];
    merged.delete(key);
    merged.set(key, [
      name,
      key === 'content-security-policy' && old !== undefined ? [old, value].flat() : value,
    ]);
  }
  return Object.fromEntries(merged.values());
}

/** Adds names to Vary, each once. */
export function vary(headers: Headers, ...names: readonly string[]): Headers {
  const known = Object.keys(headers).find(key => key.toLowerCase() === 'vary') ?? 'Vary';
  const present = [headers[known] ?? []].flat().join(', ').split(/,\s*/).filter(Boolean);
  return { ...headers, [known]: [...new Set([...present, ...names])].join(', ') };
}
