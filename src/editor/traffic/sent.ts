import type { Field } from '../../protocol/traffic';
import { pairs, withoutSecretFields } from './fields';
import type { Kept } from './store';
import { urlOf } from './describe';

/** A request as it can be sent again from elsewhere. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Field[];
  readonly body: Uint8Array | undefined;
}

/** What the next sender makes anew: how the message is framed, and what belongs to one connection (RFC 9110, 7.6.1). */
const OF_CONNECTION =
  /^(?:host|connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|content-length|expect)$/i;

export function sentRequest(kept: Kept, revealed: boolean): SentRequest {
  const { method, details } = kept.entry;
  const headers = pairs(details?.requestHeaders ?? []).filter(([name]) => !OF_CONNECTION.test(name));
  const body = details?.requestBody;
  return {
    method,
    url: urlOf(kept),
    headers: revealed ? headers : withoutSecretFields(headers),
    body: body && body.total > 0 ? body.bytes : undefined,
  };
}
