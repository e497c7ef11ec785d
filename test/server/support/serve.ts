import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { FromBridge } from '../../../src/protocol/bridge';
import type { LogEntry } from '../../../src/protocol/log';
import {
  createServer,
  type DevServer,
  type GivenOptions,
  type Limits,
  type ServerEvents,
} from '../../../src/server';
import { frontOf } from '../../host/forward';

/** Files by their path below the root; a string is UTF-8. */
export type Tree = Readonly<Record<string, string | Uint8Array>>;

export interface Served {
  readonly server: DevServer;
  readonly root: string;
  readonly port: number;
  readonly url: string;
  readonly log: readonly LogEntry[];
  /** What pages said about their source. */
  readonly bridged: readonly FromBridge[];
  /** Writes more files. */
  readonly write: (tree: Tree) => Promise<void>;
}

/** A folder of its own with these files. */
export async function makeTree(tree: Tree): Promise<string> {
  const root = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'porthole-test-')));
  await writeTree(root, tree);
  return root;
}

export async function writeTree(root: string, tree: Tree): Promise<void> {
  for (const [name, content] of Object.entries(tree)) {
    const file = path.join(root, name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, content);
  }
}

/** A stand-in for the built page script: the server only reads it and puts the token in. */
export async function pageScript(folder: string): Promise<string> {
  const file = path.join(folder, 'page.js');
  await fs.writeFile(file, 'const token = "__PORTHOLE_TOKEN__"; const proof = "__PORTHOLE_PROOF__";');
  return file;
}

const cleanups: (() => Promise<void>)[] = [];

/** Runs a server over these files until the test has ended. */
export async function serve(
  tree: Tree,
  options: Partial<GivenOptions> = {},
  limits: Partial<Limits> = {},
  events: Partial<ServerEvents> = {},
): Promise<Served> {
  const root = await makeTree(tree);
  const aside = await makeTree({});
  const log: LogEntry[] = [];
  const bridged: FromBridge[] = [];
  const server = createServer(
    { root, pageScript: await pageScript(aside), port: 0, shutdownTimeout: 500, ...options },
    { log: entry => log.push(entry), bridge: message => bridged.push(message), ...events },
    'trace',
    limits,
  );
  cleanups.push(async () => {
    await server.close();
    await fs.rm(root, { recursive: true, force: true });
    await fs.rm(aside, { recursive: true, force: true });
  });
  const { url: own, port } = await server.listen();
  const { url, close } = await frontOf(own);
  cleanups.unshift(close);
  return { server, root, port, url, log, bridged, write: more => writeTree(root, more) };
}

/** To be called after each test of a file that serves. */
export async function endAll(): Promise<void> {
  for (const cleanup of cleanups.splice(0)) await cleanup();
}
