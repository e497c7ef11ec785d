import { fieldLines, isRemade } from '../../protocol/fields';
import type { Field } from '../../protocol/traffic';
import { withoutSecretFields } from './fields';
import type { Kept } from './store';
import { urlOf } from './describe';

/** A request to send from another program. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Field[];
  readonly body: Uint8Array | undefined;
}

/** curl and `fetch` may stand behind a proxy of their own: the credentials that were sent are shown with the others. */
const isForProxy = (name: string): boolean => /^proxy-authorization$/i.test(name);

export function sentRequest(kept: Kept, revealed: boolean): SentRequest {
  const { method, details } = kept.entry;
  const headers = fieldLines(details?.requestHeaders ?? []).filter(
    ([name]) => isForProxy(name) || !(isRemade(name) || /^host$/i.test(name)),
  );
  const body = details?.requestBody;
  return {
    method,
    url: urlOf(kept),
    headers: revealed ? headers : withoutSecretFields(headers),
    body: body && body.total > 0 ? body.bytes : undefined,
  };
}
