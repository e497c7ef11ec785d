import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** A function that a module exports for a method: `Request` in, `Response` out. */
export type Handler = (request: Request, context: { params: unknown }) => unknown;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'] as const;
/** Methods that no `Request` has (Fetch standard, "forbidden method"). */
const FORBIDDEN = /^(?:CONNECT|TRACE|TRACK)$/;

/**
 * Loads a module, once for each thread. A changed module gets another thread: that reloads everything it imports, and frees the old
 * code. Node keeps ES modules as long as their thread lives.
 */
export async function load(file: string): Promise<unknown> {
  if (/\.[cm]?ts$/.test(file)) assertTypeScript(file);
  try {
    // `import()` loads both CommonJS and ES modules; esbuild leaves a computed specifier as it is.
    return (await import(pathToFileURL(file).href)) as unknown;
  } catch (error) {
    throw explained(error, file);
  }
}

/** The function for a method: its own export, GET for HEAD, `default` for any; otherwise the methods that are exported. */
export function pick(module: unknown, method: string): Handler | readonly string[] {
  const exported = exportsOf(module);
  const own = exported[method] ?? (method === 'HEAD' ? exported['GET'] : undefined) ?? exported['default'];
  if (typeof own === 'function' && !FORBIDDEN.test(method)) return own as Handler;
  const takesAny = typeof exported['default'] === 'function';
  const allow = METHODS.filter(name => takesAny || typeof exported[name] === 'function');
  return typeof exported['GET'] === 'function' ? [...new Set([...allow, 'HEAD'])] : allow;
}

/** Named exports; those of a CommonJS module are the properties of its default. */
function exportsOf(module: unknown): Readonly<Record<string, unknown>> {
  if (typeof module !== 'object' || module === null) return {};
  const named = module as Readonly<Record<string, unknown>>;
  const common = named['default'];
  return typeof common === 'object' && common !== null ? { ...named, default: undefined, ...common } : named;
}

function assertTypeScript(file: string): void {
  // The types of Node 20 do not know this feature.
  const features = process.features as { readonly typescript?: string | false };
  if (features.typescript) return;
  throw new Error(
    `Node ${process.versions.node}, which runs the handlers here, does not run TypeScript. Write ${path.basename(file)} as a .mjs file, or use Node 22.18 or later.`,
  );
}

function explained(error: unknown, file: string): unknown {
  const esm = /Cannot use import statement outside a module|Unexpected token 'export'/;
  if (error instanceof SyntaxError && file.endsWith('.js') && esm.test(error.message))
    error.message += ` (this Node takes a .js file for CommonJS: name it .mjs)`;
  return error;
}
