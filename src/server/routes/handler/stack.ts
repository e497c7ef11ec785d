import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Thrown } from '../../../protocol/handlers';

/** Where something went wrong in a file of the workspace; lines and columns count from 1. */
export interface Spot {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What may be told of a fault: no path but those below the root, and those without it. */
export interface Told {
  readonly message: string;
  /** The frames inside the root, innermost first, as `at name (file:line:column)`; Node's and ours are nobody's business. */
  readonly frames: readonly string[];
  /** The innermost place inside the root. */
  readonly spot: Spot | undefined;
}

const AT = /^(.+?):(\d+)(?::(\d+))?$/;

/** Reads a stack as Node writes it. Pure. */
export function tell({ message, stack }: Thrown, root: string): Told {
  const lines = stack.split('\n').map(line => relative(line, root));
  const places = lines.flatMap(line => placeOf(line) ?? []);
  const inner = places[0];
  return {
    message: relative(message, root).replaceAll(NAMED, ''),
    frames: lines.filter(line => line.includes(MARK)).map(line => line.replaceAll(NAMED, '').trim()),
    spot: inner && { ...inner, file: path.join(root, inner.file) },
  };
}

// Stands for the root in a line that names a file below it; no path has it, since a NUL ends one.
const MARK = '\0';
const NAMED = new RegExp(MARK, 'g');

function relative(text: string, root: string): string {
  const folder = root.endsWith(path.sep) ? root : root + path.sep;
  return text.replaceAll(pathToFileURL(folder).href, MARK).replaceAll(folder, MARK);
}

/** `at name (file:1:2)`, `at file:1:2`, or the `file:1` that stands above a line that does not parse. */
function placeOf(line: string): Spot | undefined {
  const at = line.indexOf(MARK);
  if (at < 0) return undefined;
  const match = AT.exec(line.slice(at + 1).replace(/\)$/, ''));
  if (!match) return undefined;
  const [, file = '', row, column] = match;
  return { file: safeDecode(file), line: Number(row), column: Number(column ?? 1) };
}

/** A file URL's path is encoded, a plain one is not; a `%` in a plain one that is no escape stays. */
function safeDecode(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}
