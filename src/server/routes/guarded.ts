import { overlay } from '../reply/headers';
import { typeOfField } from '../types/mime';
import type { Headers } from '../reply/reply';
import type { PageSettings } from '../reply/pages';

/**
 * Puts a reply from elsewhere under Porthole's policies: no inclusion by other origins, framed by Porthole and VS Code only,
 * and separate cache entries where a document gets the page script. Pure.
 * @param fields names in lower case
 */
export function guarded(fields: Headers, { framing }: Pick<PageSettings, 'framing'>): Headers {
  const type = typeOfField(fields['content-type']);
  const { vary: varies, ...rest } = fields;
  const all = [varies ?? [], type === 'text/html' ? ['Sec-Fetch-Dest', 'Accept'] : []].flat();
  return {
    ...overlay({ 'content-security-policy': framing }, rest),
    ...(all.length > 0 ? { vary: all.join(', ') } : {}),
    'cross-origin-resource-policy': 'same-origin',
  };
}
