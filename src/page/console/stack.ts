import type { Frame } from '../../protocol/consoleMessages';
import { onServer } from '../own/served';
import { push } from '../own/lists';
import { match, slice, startsWith } from '../own/text';
import { origin, originOf, parseUrl, pathnameOf } from '../own/window';

const LONGEST = 500;
/** `at name (address:line:column)` in Chromium, `name@address:line:column` in Firefox and WebKit. */
const LINE =
  /(?:^|\n)(?:\s*at (?:async )?(?:([^\n]*?) \()?|([^\n@]*)@)((?:https?|blob|file):(?:(?!\), )[^\n])*?):(\d+):(\d+)\)?[^\S\n]*(?=\n|$)/g;
/** Names of engines for code that is in no function. */
const NAMELESS = /^(?:global code|module code|eval code|<anonymous>|anonymous)$/;
const ASYNC = /^(?:async\*|async )+/;

/** The path of an address of this server, without its query; another address as it is. */
export function placeOf(address: string): string {
  const url = parseUrl(address);
  const path = url && originOf(url) === origin ? onServer(pathnameOf(url)) : '';
  return slice(path === '' ? address : path, 0, LONGEST);
}

/** The lines of a stack that have a place, without those of Porthole. Pure but for the page's own address. */
export function framesOf(stack: string, most: number): Frame[] {
  const frames: Frame[] = [];
  LINE.lastIndex = 0;
  for (let line = match(LINE, stack); line && frames.length < most; line = match(LINE, stack)) {
    const address = placeOf(line[3] ?? '');
    if (startsWith(address, '/__porthole/')) continue;
    const given = line[1] ?? line[2] ?? '';
    const name = slice(given, match(ASYNC, given)?.[0].length ?? 0);
    push(frames, [
      match(NAMELESS, name) ? '' : slice(name, 0, LONGEST),
      address,
      +(line[4] ?? 0),
      +(line[5] ?? 0),
    ]);
  }
  return frames;
}
