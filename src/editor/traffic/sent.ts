import { fieldLines, isRemade } from '../../protocol/fields';
import type { Field } from '../../protocol/trafficView';
import { withoutSecretFields } from './headerFields';
import type { Kept } from './store';
import { urlOf } from './describe';

/** A request to send from another program. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Field[];
  readonly body: Uint8Array | undefined;
}

/** curl and `fetch` may use a proxy of their own, so credentials for a proxy are treated like the others. */
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
