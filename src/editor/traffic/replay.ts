import { fieldLines } from '../../protocol/fields';
import { FIELD_VALUE, TOKEN } from '../../protocol/fields';
import type { ReplayedRequest } from '../../protocol/thread';
import { HIDDEN, isSecret } from '../../protocol/secrets';
import type { EditedRequest, Field } from '../../protocol/traffic';
import type { Kept } from './store';

/** What cannot be sent again, and why; a sentence is looked up for it. */
export type Unsendable = 'body' | 'method' | 'target' | 'headers';

const TARGET = /^\/[\x21-\x7e]*$/;

/**
 * The request to be sent again, as it came or with a person's changes. Host, Origin and what the browser told of its
 * maker stay as they are: what the server refused it refuses again.
 */
export function replayOf({ entry }: Kept, edited: EditedRequest | undefined): ReplayedRequest | Unsendable {
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
  return flawOf(request, headers) ?? request;
}

/** Puts what was recorded in the place of what was hidden from the person. */
function withSecrets(edited: readonly Field[], recorded: readonly Field[]): readonly Field[] {
  const left = recorded.filter(([name]) => isSecret(name));
  return edited.map(([name, value]): Field => {
    if (value !== HIDDEN) return [name, value];
    const at = left.findIndex(([known]) => known.toLowerCase() === name.toLowerCase());
    return [name, left.splice(at < 0 ? left.length : at, 1)[0]?.[1] ?? ''];
  });
}

function flawOf({ method, target }: ReplayedRequest, headers: readonly Field[]): Unsendable | undefined {
  if (!TOKEN.test(method)) return 'method';
  if (!TARGET.test(target)) return 'target';
  return headers.every(([name, value]) => TOKEN.test(name) && FIELD_VALUE.test(value))
    ? undefined
    : 'headers';
}
