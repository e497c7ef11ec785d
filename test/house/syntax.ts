import { parse as parseSource } from '@babel/parser';

/** The part of a syntax tree's node that these tests read. */
export interface Syntax {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
  readonly [key: string]: unknown;
}

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && 'type' in value && 'loc' in value;

/** Every node below one, outermost first, each with the node that holds it. */
export function* nodesOf(node: Syntax): Generator<{ node: Syntax; parent: Syntax }> {
  for (const child of Object.values(node).flat()) {
    if (!isSyntax(child)) continue;
    yield { node: child, parent: node };
    yield* nodesOf(child);
  }
}

function parseFile(text: string, plugins: 'typescript'[] = ['typescript']) {
  return parseSource(text, { sourceType: 'unambiguous', plugins });
}

const parsed = new Map<string, ReturnType<typeof parseFile>>();

/** Many rules read the same text, so it is parsed once. */
function parseOnce(text: string) {
  const file = parsed.get(text) ?? parseFile(text);
  parsed.set(text, file);
  return file;
}

export const parse = (text: string): Syntax => parseOnce(text).program as unknown as Syntax;

/** Minified JavaScript has comparisons that would read as type arguments. */
export const parseScript = (text: string): Syntax => parseFile(text, []).program as unknown as Syntax;

export const commentsOf = (text: string): string[] =>
  (parseOnce(text).comments ?? []).map(({ value }) => value);

/** Comments as paragraphs: the lines of one after `//` or `*` are one text, and each tag such as `@param` begins another. */
export function paragraphsOf(text: string): string[] {
  const whole: string[] = [];
  let last = -1;
  for (const { type, value, loc } of parseOnce(text).comments ?? []) {
    const isNext = type === 'CommentLine' && loc?.start.line === last + 1;
    whole.push((isNext ? `${whole.pop() ?? ''} ` : '') + value.replaceAll(/^\*|\n\s*\*?/g, ' '));
    last = type === 'CommentLine' ? (loc?.end.line ?? -1) : -1;
  }
  return whole.flatMap(each => each.replaceAll(/\s+/g, ' ').split(/(?=@\w+ )/)).map(each => each.trim());
}

export const stringOf = (value: unknown) =>
  isSyntax(value) && value.type === 'StringLiteral' ? String(value['value']) : undefined;

export const nameOf = (value: unknown) =>
  isSyntax(value) && typeof value['name'] === 'string' ? value['name'] : undefined;

const declared = new Set(['FunctionDeclaration', 'ClassMethod', 'ClassPrivateMethod', 'ObjectMethod']);
const written = new Set(['FunctionExpression', 'ArrowFunctionExpression']);
const naming = new Set(['VariableDeclarator', 'ClassProperty', 'ClassPrivateProperty', 'ObjectProperty']);

export interface FunctionLength {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/** Functions that have a name of their own, and how many lines each takes from its first to its last. */
export function namedFunctions(program: Syntax): FunctionLength[] {
  return [...nodesOf(program)]
    .filter(
      ({ node, parent }) => declared.has(node.type) || (written.has(node.type) && naming.has(parent.type)),
    )
    .map(({ node, parent }) => {
      const holder = declared.has(node.type) ? node : parent;
      const name = nameOf(holder['id']) ?? nameOf(holder['key']) ?? '(computed)';
      const { start, end } = node.loc;
      return { name, line: start.line, lines: end.line - start.line + 1 };
    });
}

/** The module of `import('./a').Type`, which one version of the parser wraps in a type. */
const literalOf = (argument: unknown) => (isSyntax(argument) ? stringOf(argument['literal']) : undefined);

/** Modules that a program names, for values or types: `import`, `export … from`, `import()`, `require()`. */
export function modulesOf(program: Syntax): string[] {
  return [...nodesOf(program)].flatMap(({ node }) => {
    const callee = node['callee'] as Syntax | undefined;
    const calls =
      callee?.type === 'Import' || (node.type === 'CallExpression' && nameOf(callee) === 'require');
    if (node.type === 'TSImportType') return stringOf(node['argument']) ?? literalOf(node['argument']) ?? [];
    if (calls) return [stringOf((node['arguments'] as Syntax[])[0]) ?? '(computed)'];
    return stringOf(node['source']) ?? [];
  });
}
