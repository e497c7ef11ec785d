import { isDeepStrictEqual } from 'node:util';
import { getNodeValue, parseTree, visit, type Node, type ParseError } from 'jsonc-parser';

/** A text to insert and its offset. */
interface Insertion {
  readonly offset: number;
  readonly text: string;
}

const STEP = '  ';
const LOOSE = { allowTrailingComma: true };

/** A routes file with this one route. */
export function newRoutesFile(route: object): string {
  return `${JSON.stringify({ routes: [route] }, undefined, 2)}\n`;
}

/**
 * Inserts a route before the others, since the first match wins. Every other character stays. Undefined if the text has no list of routes.
 */
export function insertRoute(text: string, route: object): Insertion | undefined {
  const list = routesOf(text);
  if (!list) return undefined;
  const lines = JSON.stringify(route, undefined, 2).replaceAll('\n', `\n${STEP}${STEP}`);
  const empty = (list.children ?? []).length === 0;
  return { offset: list.offset + 1, text: `\n${STEP}${STEP}${lines}${empty ? `\n${STEP}` : ','}` };
}

/**
 * The text of a routes file with one more route at the end, unless it already has this route. Every other character stays, comments too.
 * Undefined if the text has no list of routes. Pure.
 */
export function appendRoute(text: string, route: object): string | undefined {
  if (text.trim() === '') return newRoutesFile(route);
  const list = routesOf(text);
  if (!list) return undefined;
  if ((getNodeValue(list) as unknown[]).some(each => isDeepStrictEqual({ ...(each as object) }, route)))
    return text;
  const last = list.children?.at(-1);
  const close = list.offset + list.length - 1;
  const from = last ? last.offset + last.length : list.offset + 1;
  if (last && !text.slice(list.offset, close).includes('\n'))
    return `${text.slice(0, from)}, ${JSON.stringify(route)}${text.slice(from)}`;
  const { end, hasComma } = spareOf(text, from, close);
  const lines = linesOf(text, list, route);
  const comma = last && !hasComma ? ',' : '';
  const closing = text.slice(end, close).includes('\n') ? '' : lines.closing;
  const added = `${lines.added}${last && hasComma ? ',' : ''}${closing}`;
  return text.slice(0, from) + comma + text.slice(from, end) + added + text.slice(end);
}

/** The end of the last comma or comment between the last route and the bracket. */
function spareOf(text: string, from: number, close: number): { end: number; hasComma: boolean } {
  let end = from;
  let hasComma = false;
  const isHere = (offset: number): boolean => offset >= from && offset < close;
  const note = (offset: number, length: number): void => {
    if (isHere(offset)) end = Math.max(end, offset + length);
  };
  visit(text, {
    onComment: note,
    onSeparator(_character, offset, length) {
      note(offset, length);
      hasComma ||= isHere(offset);
    },
  });
  return { end, hasComma };
}

/** A route on its own lines, indented like its neighbour, and the indentation of the bracket. */
function linesOf(text: string, list: Node, route: object): { added: string; closing: string } {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const outer = indentAt(text, list.offset);
  const last = list.children?.at(-1);
  const inner = last && startsLine(text, last.offset) ? indentAt(text, last.offset) : undefined;
  const isDeeper = inner !== undefined && inner.length > outer.length && inner.startsWith(outer);
  const step = isDeeper ? inner.slice(outer.length) : outer.includes('\t') ? '\t' : STEP;
  const indent = newline + (inner ?? outer + step);
  const lines = JSON.stringify(route, undefined, step).replaceAll('\n', indent);
  return { added: indent + lines, closing: newline + outer };
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

const startsLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === '';

const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';

/** The array of the top-level `routes`, the last one of several, as in the server; comments are allowed. */
function routesOf(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, LOOSE);
  const members = tree?.type === 'object' ? (tree.children ?? []) : [];
  const list = members.findLast(({ children }) => children?.[0]?.value === 'routes')?.children?.[1];
  return errors.length === 0 && list?.type === 'array' ? list : undefined;
}
