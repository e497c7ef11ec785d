import fs from 'node:fs/promises';
import path from 'node:path';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import type { LogEntry } from '../../../src/protocol/logEntry';
import {
  createServer,
  type DevServer,
  type GivenOptions,
  type Limits,
  type ServerEvents,
} from '../../../src/server';
import { frontOf } from '../../host/forward';
import { layOut } from './roots';
import { makeTree, type Tree, writeTree } from './tree';

export { makeTree, type Tree, writeTree } from './tree';

export interface Served {
  readonly server: DevServer;
  readonly root: string;
  readonly port: number;
  readonly url: string;
  readonly log: readonly LogEntry[];
  /** The messages of pages about their source. */
  readonly bridged: readonly FromBridge[];
  /** Writes more files. */
  readonly write: (tree: Tree) => Promise<void>;
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
  const { root, remove } = await layOut(tree);
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
    await remove();
    await fs.rm(aside, { recursive: true, force: true });
  });
  const { url: own, port } = await server.listen();
  const { url, close } = await frontOf(own);
  cleanups.unshift(close);
  return { server, root, port, url, log, bridged, write: more => writeTree(root, more) };
}

/** Call after each test of a file that uses `serve`. */
export async function endAll(): Promise<void> {
  for (const cleanup of cleanups.splice(0)) await cleanup();
}
