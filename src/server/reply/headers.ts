import type { LiveOptions } from '../../protocol/options';
import type { Headers } from './reply';

/** Only Porthole's own pages and VS Code may frame a reply (security rule 4). A field of its own, so that a page's CSP stays as it is. */
export function frameAncestors(options: Pick<LiveOptions, 'frameAncestors'>): string {
  return ['frame-ancestors', "'self'", 'vscode-webview:', ...options.frameAncestors].join(' ');
}

/** The policy of a reply that no options are at hand for, such as one to bytes that are no HTTP (security rule 13). */
export const OWN_FRAMES = frameAncestors({ frameAncestors: [] });

type Rule = readonly [matches: (relative: string) => boolean, fields: Headers];

/**
 * `porthole.headers`: the fields of every glob that a path matches, later globs winning. The first path compiles the globs.
 * @param onInvalid told once of each glob that cannot be compiled, which then matches nothing
 */
export function customHeaders(
  globs: LiveOptions['headers'],
  onInvalid: (glob: string, error: unknown) => void,
): (relative: string) => Promise<Headers> {
  let compiling: Promise<readonly Rule[]> | undefined;
  return async relative => {
    const rules = await (compiling ??= compiled(globs, onInvalid));
    const fields: Record<string, string | string[]> = {};
    for (const [matches, more] of rules) if (matches(relative)) Object.assign(fields, more);
    return fields;
  };
}

/** The package that knows globs is loaded where there are any: it is a tenth of the code that a start would load. */
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
      // One wrong glob must not cost the replies of all files.
      onInvalid(glob, error);
      return [];
    }
  });
}

/** Replaces our fields by the user's; names are compared without case, and the policies of both stay in force. */
export function overlay(ours: Headers, theirs: Headers): Headers {
  const merged: Record<string, string | string[]> = { ...ours };
  for (const [name, value] of Object.entries(theirs)) {
    const known = Object.keys(merged).find(key => key.toLowerCase() === name.toLowerCase());
    const old = known === undefined ? undefined : merged[known];
    if (known !== undefined) delete merged[known];
    const adds = name.toLowerCase() === 'content-security-policy' && old !== undefined;
    merged[name] = adds ? [old, value].flat() : value;
  }
  return merged;
}

/** Adds names to Vary, each once. */
export function vary(headers: Headers, ...names: readonly string[]): Headers {
  const known = Object.keys(headers).find(key => key.toLowerCase() === 'vary') ?? 'Vary';
  const present = [headers[known] ?? []].flat().join(', ').split(/,\s*/).filter(Boolean);
  return { ...headers, [known]: [...new Set([...present, ...names])].join(', ') };
}
