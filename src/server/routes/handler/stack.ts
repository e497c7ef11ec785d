import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Thrown } from '../../../protocol/handlerMessages';

/** A place in a file of the workspace; lines and columns count from 1. */
export interface Spot {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The part of an error that may be shown: only paths below the root, without the root. */
export interface Told {
  readonly message: string;
  /** The frames inside the root, innermost first, as `at name (file:line:column)`; frames of Node and Porthole are left out. */
  readonly frames: readonly string[];
  /** The innermost place inside the root. */
  readonly spot: Spot | undefined;
}

const AT = /^(.+?):(\d+)(?::(\d+))?$/;

/** Reads a stack in V8's format. Pure. */
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

// Replaces the root in a line that names a file below it. No path contains NUL.
const MARK = '\0';
const NAMED = new RegExp(MARK, 'g');

function relative(text: string, root: string): string {
  const folder = root.endsWith(path.sep) ? root : root + path.sep;
  return text.replaceAll(pathToFileURL(folder).href, MARK).replaceAll(folder, MARK);
}

/** Reads `at name (file:1:2)`, `at file:1:2`, or the `file:1` that V8 prints above a syntax error. */
function placeOf(line: string): Spot | undefined {
  const at = line.indexOf(MARK);
  if (at < 0) return undefined;
  const match = AT.exec(line.slice(at + 1).replace(/\)$/, ''));
  if (!match) return undefined;
  const [, file = '', row, column] = match;
  return { file: safeDecode(file), line: Number(row), column: Number(column ?? 1) };
}

/** Decodes the path of a file URL; a plain path with a `%` that is no escape stays as it is. */
function safeDecode(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}
