import picomatch from 'picomatch';
import type { LiveOptions } from '../../protocol/options';
import type { Headers } from './reply';

/** Only Porthole's own pages and VS Code may frame a reply (security rule 4). A field of its own, so that a page's CSP stays as it is. */
export function frameAncestors(options: Pick<LiveOptions, 'frameAncestors'>): string {
  return ['frame-ancestors', "'self'", 'vscode-webview:', ...options.frameAncestors].join(' ');
}

/** Compiled `porthole.headers`: the fields of every glob that a path matches, later globs winning. */
export function customHeaders(globs: LiveOptions['headers']): (relative: string) => Headers {
  const rules = Object.entries(globs).map(([glob, fields]) => ({
    // A glob without a slash matches the name in any folder, as in .gitignore.
    matches: picomatch(glob.replace(/^\/+/, ''), { dot: true, basename: !glob.includes('/') }),
    fields,
  }));
  return relative => {
    const fields: Record<string, string> = {};
    for (const rule of rules) if (rule.matches(relative)) Object.assign(fields, rule.fields);
    return fields;
  };
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
