import { headSize, isFieldLine, isFinalStatus, TOKEN } from '../../../protocol/fields';
import { cutThrown, type FromHandlers, LONGEST } from '../../../protocol/handlers';

/**
 * Checks a message of the handlers' thread: a package may have changed what our code there is built on. Pure.
 * @returns undefined for anything that is no message; texts that are too long are cut
 */
export function readMessage(value: unknown): FromHandlers | undefined {
  if (!isObject(value)) return undefined;
  const isMessage = value['type'] === 'pong' || (CHECKS.get(value['type'])?.(value) ?? false);
  return isMessage ? short(value as unknown as FromHandlers) : undefined;
}

function short(message: FromHandlers): FromHandlers {
  if (message.type !== 'failed' && message.type !== 'stray') return message;
  const thrown = cutThrown(message.thrown);
  return thrown === message.thrown ? message : { ...message, thrown };
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isText = (value: unknown): value is string => typeof value === 'string';

const hasId = ({ id }: Fields): boolean => typeof id === 'number';

const isThrown = ({ thrown }: Fields): boolean =>
  isObject(thrown) && isText(thrown['message']) && isText(thrown['stack']);

const isToken = (value: unknown): value is string =>
  isText(value) && value.length <= 100 && TOKEN.test(value);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isListOf = <T>(value: unknown, most: number, is: (each: unknown) => each is T): value is T[] =>
  Array.isArray(value) && value.length <= most && value.every(is);

const isHead = (value: unknown): boolean =>
  isListOf(value, LONGEST.lines, isFieldLine) && headSize(value) <= LONGEST.head;

const isChunk = (value: unknown): boolean => value instanceof Uint8Array && value.length <= LONGEST.chunk;

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
      isHead(message['headers']),
  ],
  ['body', message => hasId(message) && (message['bytes'] === undefined || isChunk(message['bytes']))],
  ['method', message => hasId(message) && isListOf(message['allow'], LONGEST.methods, isToken)],
  ['failed', message => hasId(message) && isThrown(message)],
  ['stray', isThrown],
  [
    'output',
    ({ level, text }) =>
      (level === 'info' || level === 'warn') && isText(text) && text.length <= LONGEST.output,
  ],
  ['leftOut', ({ errors, output }) => isCount(errors) && isCount(output)],
] satisfies [FromHandlers['type'], (message: Fields) => boolean][]);
