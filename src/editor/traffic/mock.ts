import { findNodeAtLocation, parseTree, type Node, type ParseError } from 'jsonc-parser';

/** A place in a text and what is to stand there. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

const STEP = '  ';

/** A file of routes with this one in it. */
export function newRoutesFile(route: object): string {
  return `${JSON.stringify({ routes: [route] }, undefined, 2)}\n`;
}

/**
 * Puts a route before all others of a file, since the first that matches wins, and leaves every other character as it
 * is; undefined where the text has no list of routes.
 */
export function insertRoute(text: string, route: object): Insertion | undefined {
  const list = routesOf(text);
  if (!list) return undefined;
  const lines = JSON.stringify(route, undefined, 2).replaceAll('\n', `\n${STEP}${STEP}`);
  const empty = (list.children ?? []).length === 0;
  return { offset: list.offset + 1, text: `\n${STEP}${STEP}${lines}${empty ? `\n${STEP}` : ','}` };
}

/** The list under the outermost `"routes"`, in a file as the server reads it: with comments, if the person wrote some. */
function routesOf(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const list = tree && findNodeAtLocation(tree, ['routes']);
  return errors.length === 0 && list?.type === 'array' ? list : undefined;
}
