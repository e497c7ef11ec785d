import { findNodeAtLocation, parseTree, type Node, type ParseError } from 'jsonc-parser';

/** A text to insert and its offset. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

const STEP = '  ';

/** A routes file with this one route. */
export function newRoutesFile(route: object): string {
  return `${JSON.stringify({ routes: [route] }, undefined, 2)}\n`;
}

/**
 * Inserts a route before the others, since the first match wins. Every other character stays. Undefined when the text has no list
 * of routes.
 */
export function insertRoute(text: string, route: object): Insertion | undefined {
  const list = routesOf(text);
  if (!list) return undefined;
  const lines = JSON.stringify(route, undefined, 2).replaceAll('\n', `\n${STEP}${STEP}`);
  const empty = (list.children ?? []).length === 0;
  return { offset: list.offset + 1, text: `\n${STEP}${STEP}${lines}${empty ? `\n${STEP}` : ','}` };
}

/** The array of the top-level `routes`; comments are allowed, as in the server. */
function routesOf(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const list = tree && findNodeAtLocation(tree, ['routes']);
  return errors.length === 0 && list?.type === 'array' ? list : undefined;
}
