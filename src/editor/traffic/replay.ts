import { fieldLines } from '../../protocol/fields';
import { FIELD_VALUE, TOKEN } from '../../protocol/fields';
import type { ReplayedRequest } from '../../protocol/thread';
import { HIDDEN, isSecret } from '../../protocol/secrets';
import type { EditedRequest, Field } from '../../protocol/trafficView';
import type { Kept } from './store';

/** The part of a request because of which it cannot be sent again. */
export type ReplayFault = 'body' | 'method' | 'target' | 'headers';

const TARGET = /^\/[\x21-\x7e]*$/;

/**
 * The request to send again, as recorded or edited. `Host`, `Origin` and `Sec-Fetch-*` stay, so a refused request is refused
 * again.
 */
export function replayOf({ entry }: Kept, edited: EditedRequest | undefined): ReplayedRequest | ReplayFault {
  const { details, method, target } = entry;
  const recorded = fieldLines(details?.requestHeaders ?? []);
  const body = edited?.body === undefined ? details?.requestBody : undefined;
  if (edited?.body === undefined && (!body || body.bytes.length < body.total)) return 'body';
  const headers = edited ? withSecrets(edited.headers, recorded) : recorded;
  const request: ReplayedRequest = {
    method: edited?.method ?? method,
    target: edited?.target ?? target,
    headers: headers.flat(),
    body:
      edited?.body === undefined ? (body?.bytes ?? new Uint8Array()) : new TextEncoder().encode(edited.body),
  };
  return faultOf(request, headers) ?? request;
}

/** Puts the recorded values back in the place of hidden ones. */
function withSecrets(edited: readonly Field[], recorded: readonly Field[]): readonly Field[] {
  const left = recorded.filter(([name]) => isSecret(name));
  return edited.map(([name, value]): Field => {
    if (value !== HIDDEN) return [name, value];
    const at = left.findIndex(([known]) => known.toLowerCase() === name.toLowerCase());
    return [name, left.splice(at < 0 ? left.length : at, 1)[0]?.[1] ?? ''];
  });
}

function faultOf({ method, target }: ReplayedRequest, headers: readonly Field[]): ReplayFault | undefined {
  if (!TOKEN.test(method)) return 'method';
  if (!TARGET.test(target)) return 'target';
  return headers.every(([name, value]) => TOKEN.test(name) && FIELD_VALUE.test(value))
    ? undefined
    : 'headers';
}
