import type { FromPage } from '../../../protocol/page';
import { RESERVED } from '../../../protocol/paths';
import type { Spot } from './inline';

type ErrorMessage = Extract<FromPage, { type: 'error' }>;

/** `url:line:column` is the only part of a stack that all engines write alike. Read from the start of a URL. */
const FRAME = /^(.+):(\d+):(\d+)/;
const URL_START = /(?:blob:)?https?:\/\//;
/** Chromium: the place of an `eval`, which counts lines from the beginning of its script element. Read from the start of a place. */
const EVAL_AT = /^.*, <anonymous>:\d+:\d+\)/;
const EVAL_START = '(eval at ';
/** Firefox: code that this line of a script made from text. */
const MADE_AT = /^(.*?) line (\d+) > /s;

/** Scripts of servers, of pages and of extensions. Any other address is a name that code gave itself (`//# sourceURL=`). */
const LOADED = /^(?:\/|(?:https?|blob|file|data|[\w-]+-extension):)/;

/** The path of an address below a base, for example the origin of a page; undefined for Porthole's own, and for any other. */
export function pathBelow(address: string, base: string | undefined): string | undefined {
  const below = base === undefined ? address : address.startsWith(base) ? address.slice(base.length) : '';
  const path = below.replace(/[?#].*$/s, '');
  return path.startsWith('/') && !path.startsWith(RESERVED) ? path : undefined;
}

/**
 * The place of an error on this server, by its path as in an address; undefined for none. Code that was made from text has no place of
 * its own: there it is the place that made it. Pure.
 */
export function thrownAt({ at, stack = '', base }: ErrorMessage): Spot | undefined {
  if (!at) return firstIn(stack, base);
  const [address, line, column] = at;
  const [, maker, lineOfMaker] = MADE_AT.exec(address) ?? [];
  if (maker !== undefined) return spotOf([maker, Number(lineOfMaker), 1], base);
  // Errors of natives that Porthole wraps begin in its own script. Made code has the document's address in
  // Chromium, none in WebKit.
  const isMade =
    !LOADED.test(address) ||
    address.startsWith(`${base ?? ''}${RESERVED}`) ||
    stack.includes(`<anonymous>:${line}:${column}`);
  return isMade ? firstIn(stack, base) : spotOf(at, base);
}

function spotOf([address, line, column]: Spot, base: string | undefined): Spot | undefined {
  const path = pathBelow(address, base);
  // Reports of the engine itself, such as a loop of a ResizeObserver, have the line 0.
  return path === undefined || line < 1 ? undefined : [path, line, column];
}

/** The first place in a stack that is on this server. The time grows with the length of the stack, whatever a page puts into it. */
function firstIn(stack: string, base: string | undefined): Spot | undefined {
  for (const line of stack.split('\n'))
    for (const word of withoutEval(line).split(/[\s)]+/)) {
      const start = word.search(URL_START);
      const [, address = '', row, column] = (start >= 0 && FRAME.exec(word.slice(start))) || [];
      const spot = spotOf([address, Number(row), Number(column)], base);
      if (spot) return spot;
    }
  return undefined;
}

function withoutEval(line: string): string {
  const start = line.indexOf(EVAL_START);
  return start < 0 ? line : line.slice(0, start) + line.slice(start).replace(EVAL_AT, '');
}
