import { millisecondsText, sizeText } from '../../protocol/units';

/** Bytes, in the language of the window. */
export const sizeOf = (bytes: number): string => sizeText(bytes, document.documentElement.lang || undefined);

/** Milliseconds, in the language of the window. */
export const durationOf = (milliseconds: number): string =>
  millisecondsText(milliseconds, document.documentElement.lang || undefined);
