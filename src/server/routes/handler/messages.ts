import { isFieldLine, isFinalStatus, TOKEN } from '../../../protocol/fields';
import type { FromHandlers } from '../../../protocol/handlers';

/**
 * Checks a message of the handlers' thread: a handler, or a package in it, can post to `parentPort` as well. Pure.
 * @returns undefined for anything that is no message
 */
export function readMessage(value: unknown): FromHandlers | undefined {
  if (!isObject(value)) return undefined;
  return value['type'] === 'pong' || (CHECKS.get(value['type'])?.(value) ?? false)
    ? (value as unknown as FromHandlers)
    : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isText = (value: unknown): value is string => typeof value === 'string';

const hasId = ({ id }: Fields): boolean => typeof id === 'number';

const isThrown = ({ thrown }: Fields): boolean =>
  isObject(thrown) && isText(thrown['message']) && isText(thrown['stack']);

const isToken = (value: unknown): boolean => isText(value) && TOKEN.test(value);

/** By type, what else a message must have. */
const CHECKS: ReadonlyMap<unknown, (message: Fields) => boolean> = new Map([
  ['entered', message => hasId(message) && ['loading', 'calling'].includes(String(message['as']))],
  ['left', hasId],
  ['pull', hasId],
  [
    'head',
    message =>
      hasId(message) &&
      isFinalStatus(message['status']) &&
      typeof message['hasBody'] === 'boolean' &&
      Array.isArray(message['headers']) &&
      message['headers'].every(isFieldLine),
  ],
  [
    'body',
    message => hasId(message) && (message['bytes'] === undefined || message['bytes'] instanceof Uint8Array),
  ],
  ['method', message => hasId(message) && Array.isArray(message['allow']) && message['allow'].every(isToken)],
  ['failed', message => hasId(message) && isThrown(message)],
  ['stray', isThrown],
] satisfies [FromHandlers['type'], (message: Fields) => boolean][]);
