import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A script as it is served. */
export interface ServedScript {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** The built page script with the token in it, as it is served. */
export interface PageScript extends ServedScript {
  /** Secret of this server's run: lets its pages into the live channel. */
  readonly token: string;
  /** Lets a page ask the editor to open its source. */
  readonly proof: string;
  /**
   * The script with the proof. Only `<script>` gets it: no script of a page can read what that loads. While consoles are looked at, the
   * part for them comes with it, and begins with the page.
   *
   * @param forPanel whether the part for the preview panel comes with it, too
   */
  proven(forPanel: boolean): ServedScript;
  /** Whether a console view is open. */
  hasConsole: boolean;
  /** Hash of the script without the token: part of every document's entity tag. */
  readonly version: string;
  /** The part that applies updates. It lies beside the script and is read when the first page asks for it. */
  readonly update: () => ServedScript | undefined;
  /** The part for pages whose WebSocket does not get through; undefined where it was not built. */
  readonly streams: () => ServedScript | undefined;
  /** The part for devices in step; undefined where it was not built. */
  readonly sync: () => ServedScript | undefined;
  /** The part that brings a visitor's state back; undefined where it was not built. */
  readonly restore: () => ServedScript | undefined;
  /** The part that connects a page with its source; undefined where it was not built. */
  readonly bridge: () => ServedScript | undefined;
  /** The script that it imports at a first pick; undefined where it was not built. */
  readonly picker: () => ServedScript | undefined;
  /** The part that finds CSS rules; undefined where it was not built. */
  readonly rules: () => ServedScript | undefined;
  /** The part that reports console messages, for pages that are already open; undefined where it was not built. */
  readonly console: () => ServedScript | undefined;
  /** The part for the preview panel; undefined where it was not built. */
  readonly preview: () => ServedScript | undefined;
  /** The part that finds a text in the page, for the preview panel; undefined where it was not built. */
  readonly find: () => ServedScript | undefined;
}

const TOKEN = '__PORTHOLE_TOKEN__';
const PROOF = '__PORTHOLE_PROOF__';
/** The beginning of a part's file. */
const PART = 'export default';

const secret = (): string => randomBytes(24).toString('base64url');

/**
 * Reads the built script, and makes its token.
 * @param proof empty for a random one
 */
export function readPageScript(file: string, proof: string): PageScript {
  return withSecrets(file, readFileSync(file, 'utf8'), secret(), proof === '' ? secret() : proof);
}

function withSecrets(file: string, source: string, token: string, proof: string): PageScript {
  const version = hash(source).slice(0, 8);
  const text = source.replace(TOKEN, () => token);
  const proven = text.replace(PROOF, () => proof);
  const made = new Map<string, ServedScript>();
  return {
    token,
    proof,
    version,
    ...served(text.replace(PROOF, '')),
    hasConsole: false,
    proven(forPanel) {
      const names = [...(this.hasConsole ? ['console.js'] : []), ...(forPanel ? ['preview.js'] : [])];
      const key = names.join();
      const texts = (): readonly (string | undefined)[] => names.map(name => textBeside(file, name));
      const script = made.get(key) ?? served(behindParts(proven, texts()));
      made.set(key, script);
      return script;
    },
    console: beside(file, 'console.js', ignored),
    update: beside(file, 'update.js'),
    streams: beside(file, 'streams.js'),
    sync: beside(file, 'sync.js'),
    restore: beside(file, 'restore.js'),
    bridge: beside(file, 'bridge.js'),
    picker: beside(file, 'picker.js'),
    rules: beside(file, 'rules.js'),
    preview: beside(file, 'preview.js'),
    find: beside(file, 'find.js'),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function textBeside(pageScript: string, name: string): string | undefined {
  try {
    return readFileSync(path.join(path.dirname(pageScript), name), 'utf8');
  } catch {
    return undefined;
  }
}

/** Another script in the folder of the page script, read when a page first asks for it; undefined where it was not built. */
function beside(pageScript: string, name: string, change = (text: string): string => text) {
  return once((): ServedScript | undefined => {
    const text = textBeside(pageScript, name);
    return text === undefined ? undefined : served(change(text));
  });
}

/** The parts are one script: otherwise a page could log unheard, or take a click that the preview misses. */
function behindParts(page: string, files: readonly (string | undefined)[]): string {
  const parts = files.flatMap(text => (text?.startsWith(PART) ? text.slice(PART.length) : []));
  if (parts.length === 0) return page;
  const named = parts.map((part, at) => `const part${at}=${part}\n`).join('');
  const calls = parts.map((_part, at) => `part${at}(shared);`).join('');
  return ignored(
    `"use strict";(()=>{const portholeParts=(()=>{${named}return shared=>{${calls}}})();\n${page}\n})();`,
  );
}

/**
 * Porthole wraps the console, and dialogs in the panel. With `ignoreList` (ECMA-426), DevTools shows the
 * page's line as the caller.
 */
function ignored(script: string): string {
  const lines = script.split('\n').length;
  const map = {
    version: 3,
    sources: ['porthole.js'],
    sourcesContent: [''],
    mappings: `AAAA${';AACA'.repeat(lines - 1)}`,
    ignoreList: [0],
    x_google_ignoreList: [0],
  };
  const data = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${script}\n//# sourceMappingURL=data:application/json;base64,${data}\n`;
}

function served(text: string): ServedScript {
  return { bytes: Buffer.from(text), etag: `"${hash(text)}"` };
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}
