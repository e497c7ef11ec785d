import type { PageSettings } from '../reply/pages';
import type { Headers } from '../reply/reply';

/**
 * Puts the fields of a reply from elsewhere under Porthole's policies: no inclusion by other origins, framed by Porthole and VS Code
 * only. Its own policies stay in force. Pure.
 */
export function guarded(fields: Headers, { framing }: Pick<PageSettings, 'framing'>): Headers {
  const kept: [name: string, value: string | string[]][] = [];
  const policies: string[] = [framing];
  for (const [name, value] of Object.entries(fields)) {
    const key = name.toLowerCase();
    if (key === 'content-security-policy') policies.push(...[value].flat());
    else if (key !== 'cross-origin-resource-policy') kept.push([name, value]);
  }
  return {
    // Not by assignment: a field may be called `__proto__`.
    ...Object.fromEntries(kept),
    'content-security-policy': policies.length > 1 ? policies : framing,
    'cross-origin-resource-policy': 'same-origin',
  };
}
