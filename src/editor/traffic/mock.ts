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
  const offset = routesStart(text);
  if (offset === undefined) return undefined;
  const lines = JSON.stringify(route, undefined, 2).replaceAll('\n', `\n${STEP}${STEP}`);
  const empty = /^\s*\]/.test(text.slice(offset));
  return { offset, text: `\n${STEP}${STEP}${lines}${empty ? `\n${STEP}` : ','}` };
}

/** Where the list under the outermost `"routes"` begins: after its bracket. */
function routesStart(text: string): number | undefined {
  if (!isJson(text)) return undefined;
  let depth = 0;
  let key: string | undefined;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:]/gs)) {
    if (token === '[' && depth === 1 && key === '"routes"') return index + 1;
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token !== ':' && depth === 1) key = token;
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
