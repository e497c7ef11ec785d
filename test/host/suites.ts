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
  /** If both run, this suite takes over the window of that one, which needs no special settings. */
  readonly follows: string | undefined;
}

/** The results of a suite. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Title and message of each test that failed. */
  readonly failures: readonly string[];
  /** The outermost blocks with a failure, and how many of their tests passed. */
  readonly blocks: readonly { readonly title: string; readonly passed: number }[];
  /** The missing requirement of this machine, if the suite cannot run. */
  readonly lack?: string;
}

/** A suite, as described to the extension host that runs it. */
export interface HostedSuite {
  readonly folder: string;
  readonly outcome: string;
  /** Folder whose files the workspace is to have; none for a window without a folder. */
  readonly files: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Suites by the window in which they run: the first of each opens it. */
export function byWindow(suites: readonly Suite[]): Suite[][] {
  const leaders = suites.filter(({ follows }) => !suites.some(({ name }) => name === follows));
  return leaders.map(leader => [leader, ...suites.filter(({ follows }) => follows === leader.name)]);
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
  const { workspace = null, settings = {}, trusted = true, follows } = read;
  if (workspace !== null && typeof workspace !== 'string')
    throw new Error(`${file}: "workspace" is a path or null.`);
  if (!isObject(settings)) throw new Error(`${file}: "settings" is an object.`);
  if (typeof trusted !== 'boolean') throw new Error(`${file}: "trusted" is a boolean.`);
  if (follows !== undefined && typeof follows !== 'string')
    throw new Error(`${file}: "follows" is the name of a suite.`);
  const opened = workspace === null ? undefined : path.join(tests, folder, workspace);
  if (opened !== undefined && !existsSync(opened)) throw new Error(`${file}: ${opened} does not exist.`);
  return { name: path.basename(folder), folder, workspace: opened, settings, trusted, follows };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isOutcome(value: unknown): value is Outcome {
  return (
    isObject(value) &&
    typeof value['passed'] === 'number' &&
    typeof value['failed'] === 'number' &&
    isTexts(value['failures']) &&
    Array.isArray(value['blocks'])
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string');
}
