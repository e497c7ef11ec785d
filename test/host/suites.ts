import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** One folder of `test/editor`, or another below `test` that is named with its path: its tests share a window of VS Code. */
export interface Suite {
  readonly name: string;
  /** Path below `test`. */
  readonly folder: string;
  /** Absolute path of the folder or `.code-workspace` file to copy and open; none opens an empty window. */
  readonly workspace: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly trusted: boolean;
}

/** What a suite did. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Title and message of each test that failed. */
  readonly failures: readonly string[];
  /** What this machine lacks to run the suite. */
  readonly lack?: string;
}

/** The suites of `test/editor` that bear one of the names; all of them without names. */
export function findSuites(checkout: string, names: readonly string[]): Suite[] {
  const folder = path.join(checkout, 'test', 'editor');
  const found = existsSync(folder) ? readdirSync(folder) : [];
  const suites = found.filter(name => existsSync(path.join(folder, name, 'suite.json')));
  const paths = names.filter(name => name.includes('/'));
  const missing = names.find(name => !suites.includes(name) && !paths.includes(name));
  if (missing !== undefined) {
    throw new Error(`There is no suite "${missing}" in test/editor; there are: ${suites.join(', ')}.`);
  }
  const chosen = suites.filter(name => names.length === 0 || names.includes(name));
  return [...chosen.map(name => `editor/${name}`), ...paths].map(each =>
    readSuite(path.join(checkout, 'test'), each),
  );
}

function readSuite(tests: string, folder: string): Suite {
  const file = path.join(tests, folder, 'suite.json');
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(read)) throw new Error(`${file} must hold an object.`);
  const { workspace = null, settings = {}, trusted = true } = read;
  if (workspace !== null && typeof workspace !== 'string')
    throw new Error(`${file}: "workspace" is a path or null.`);
  if (!isObject(settings)) throw new Error(`${file}: "settings" is an object.`);
  if (typeof trusted !== 'boolean') throw new Error(`${file}: "trusted" is a boolean.`);
  const opened = workspace === null ? undefined : path.join(tests, folder, workspace);
  if (opened !== undefined && !existsSync(opened)) throw new Error(`${file}: ${opened} does not exist.`);
  return { name: path.basename(folder), folder, workspace: opened, settings, trusted };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isOutcome(value: unknown): value is Outcome {
  return (
    isObject(value) &&
    typeof value['passed'] === 'number' &&
    typeof value['failed'] === 'number' &&
    isTexts(value['failures'])
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string');
}
