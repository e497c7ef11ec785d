import { type FieldLine, headSize, isFieldLine, isFinalStatus, TOKEN } from '../../../protocol/fields';
import { cutThrown, type FromHandlers, LONGEST } from '../../../protocol/handlerMessages';
import {
  type Is,
  isBoolean,
  isCount,
  isFields,
  isList,
  isMaybe,
  isOneOf,
  isShape,
  isString,
  isText,
  isUnion,
} from '../../../protocol/is';

const isId: Is = value => typeof value === 'number';

const isThrown = isShape({ message: isString, stack: isString });

const isToken: Is = value => isText(100)(value) && TOKEN.test(value as string);

const areLines = isList(LONGEST.lines, isFieldLine);

const isHead: Is = value => areLines(value) && headSize(value as FieldLine[]) <= LONGEST.head;

const isChunk: Is = value => value instanceof Uint8Array && value.length <= LONGEST.chunk;

const isMessage = isUnion('type', {
  pong: isFields,
  entered: isShape({ id: isId, as: isOneOf(['loading', 'calling']) }),
  left: isShape({ id: isId }),
  pull: isShape({ id: isId }),
  head: isShape({ id: isId, status: isFinalStatus, hasBody: isBoolean, headers: isHead }),
  body: isShape({ id: isId, bytes: isMaybe(isChunk) }),
  method: isShape({ id: isId, allow: isList(LONGEST.methods, isToken) }),
  failed: isShape({ id: isId, thrown: isThrown }),
  stray: isShape({ thrown: isThrown }),
  output: isShape({ level: isOneOf(['info', 'warn']), text: isText(LONGEST.output) }),
  leftOut: isShape({ errors: isCount, output: isCount }),
} satisfies Record<FromHandlers['type'], Is>);

/**
 * Checks a message of the handlers' thread, where a package may have replaced globals that our code uses. Pure.
 * @returns undefined for a value that is not a message; texts that are too long are cut
 */
export const readMessage = (value: unknown): FromHandlers | undefined =>
  isMessage(value) ? short(value as FromHandlers) : undefined;

function short(message: FromHandlers): FromHandlers {
  if (message.type !== 'failed' && message.type !== 'stray') return message;
  const thrown = cutThrown(message.thrown);
  return thrown === message.thrown ? message : { ...message, thrown };
}
