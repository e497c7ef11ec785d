// How most documents begin: nothing in it can mean anything but what it looks like, so a start of the server and its first answer
// need no parser for them. Whatever is in doubt is left to one.

const SPACE = '[\\t\\n\\f\\r ]*';
const HTML = `(?:<html(?:[\\t\\n\\f\\r ]+[a-z-]+="[\\w .:/-]*")*${SPACE}>${SPACE})`;
const START = `^${SPACE}(?:<!doctype html>${SPACE})?`;
const WITH_HEAD = new RegExp(`${START}${HTML}?<head>`, 'i');
const WITH_CHARSET = new RegExp(
  `${START}${HTML}?(?:<head>${SPACE})?<meta charset="([\\w-]+)"${SPACE}/?>`,
  'i',
);

/** Where the head's content begins; undefined where only a parser can tell. Pure. */
export function endOfPlainHead(text: string): number | undefined {
  return WITH_HEAD.exec(text)?.[0].length;
}

/** The label of a `<meta charset>` that comes first of all; undefined where only a parser can tell. Pure. */
export function plainCharset(text: string): string | undefined {
  return WITH_CHARSET.exec(text)?.[1];
}

/** Whether a `<meta>` in it may name an encoding at all. Pure. */
export function mayDeclare(text: string): boolean {
  return /charset/i.test(text);
}
