import type { EventEmitter } from 'node:events';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import path from 'node:path';

type Callable = (...args: unknown[]) => unknown;

/** A disk of Windows or a Mac: names of different letter case are one. */
export const foldsCase = (name: string): string => name.toLowerCase();
/** A disk of a Mac: an umlaut has the same name as one character and as two. */
export const foldsUnicode = (name: string): string => name.normalize('NFC').toLowerCase();

const SYNCHRONOUS = [
  'statSync',
  'lstatSync',
  'existsSync',
  'readFileSync',
  'openSync',
  'readdirSync',
  'watch',
];
const ASYNCHRONOUS =
  'open stat lstat readdir readFile realpath access utimes writeFile truncate mkdir rm unlink rename cp'.split(
    ' ',
  );

/** Names as a watch of such a disk may report them, in a case and form that differ from the stored ones. */
const reported = (name: string): string => name.normalize('NFC').toUpperCase();

/**
 * Makes Node find each name below a folder by every other that `fold` makes equal, as such a disk does. Files
 * can be opened by any name, while listings and real paths have the stored one. Events have a different one.
 * @returns its undo
 */
export function foldNames(folder: string, fold: (name: string) => string): () => void {
  const list = fs.readdirSync.bind(fs);
  const stored = (at: string, name: string): string => {
    try {
      const names = list(at);
      return names.includes(name) ? name : (names.find(each => fold(each) === fold(name)) ?? name);
    } catch {
      return name;
    }
  };
  const find = (given: unknown): unknown => {
    if (typeof given !== 'string') return given;
    const segments = path.resolve(given).split(path.sep).slice(1);
    const above = folder.split(path.sep).length - 1;
    const prefix = segments.slice(0, above);
    if (fold(prefix.join('/')) !== fold(folder.slice(1))) return given;
    return segments.slice(above).reduce((at, name) => path.join(at, stored(at, name)), folder);
  };
  const undo: (() => void)[] = [];
  const replace = (target: object, name: string): void => {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== 'function') return;
    const folding: Callable = (first, ...rest) => {
      // Both are paths.
      const others = name === 'rename' || name === 'cp' ? rest.map(find) : rest;
      const result: unknown = Reflect.apply(original, target, [find(first), ...others]);
      if (name === 'watch') reportOtherNames(result as EventEmitter);
      return result;
    };
    Object.assign(target, { [name]: Object.assign(folding, original) });
    undo.push(() => Object.assign(target, { [name]: original }));
  };
  for (const name of SYNCHRONOUS) replace(fs, name);
  for (const name of ASYNCHRONOUS) replace(promises, name);
  replace(fs.realpathSync, 'native');
  return () => {
    for (const each of undo) each();
  };
}

function reportOtherNames(watcher: EventEmitter): void {
  const emit = watcher.emit.bind(watcher);
  Object.assign(watcher, {
    emit: (event: string, ...args: unknown[]) =>
      event === 'change' && typeof args[1] === 'string'
        ? emit(event, args[0], reported(args[1]))
        : emit(event, ...args),
  });
}
