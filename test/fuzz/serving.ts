// The server under test in a process of its own, so that its turns and descriptors are told apart from those of its clients.
import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { LogEntry } from '../../src/protocol/logEntry';
import type { FileChange, Overlay } from '../../src/protocol/thread';
import { Holds } from '../server/support/holds';
import { withRoutes } from '../server/support/routes';
import { endAll, makeTree, serve, type Served } from '../server/support/serve';

/** Questions and orders to the process, and their answers. */
export interface Serving {
  start(routes: readonly object[], tree: Readonly<Record<string, string>>): Promise<Started>;
  stop(): Promise<void>;
  /** An unsaved text; without one, the file's own is served again. */
  overlay(overlay: Overlay): void;
  changed(changes: readonly FileChange[]): void;
  /** How many lines of the log have this word and are above `debug`. */
  logged(word: string): number;
  /** The errors since the last call, and the longest hold in milliseconds of CPU time. */
  look(): { readonly faults: readonly string[]; readonly hold: number };
  /** Open descriptors and what each leads to; empty where the system does not list them. */
  descriptors(): readonly string[];
}

export interface Started {
  readonly port: number;
  /** The port of another server with the same site, which speaks HTTP/2 over TLS. */
  readonly securePort: number;
  readonly root: string;
  readonly liveUrl: string;
}

export interface Question {
  readonly id: number;
  readonly name: keyof Serving;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const holds = new Holds();
const faults: string[] = [];
let served: Served | undefined;
let secured: Served | undefined;
/** The folder in which the second server's authority keeps its key between starts. */
let certificates: string | undefined;
/** How many entries of each log have been looked at. */
const told = new WeakMap<readonly LogEntry[], number>();

const stray = (error: unknown): number =>
  faults.push(`not caught: ${error instanceof Error ? error.stack : String(error)}`);

/** A line at `error` that has the stack of a mistake in the code. */
function bugOf(entry: LogEntry): string[] {
  if (entry.kind !== 'event' || entry.level !== 'error') return [];
  return /(?:Type|Range|Reference)Error[^]*\n\s+at /.test(entry.text) ? [entry.text] : [];
}

const serving: Serving = {
  async start(routes, tree) {
    // The built script, beside which the one of the handlers' thread is.
    const [site, pageScript] = [withRoutes(routes, tree), path.resolve('dist/page.js')];
    served = await serve(site, { pageScript });
    certificates ??= await makeTree({});
    secured = await serve(site, { pageScript, https: 'always', certificates });
    const { port, root, server } = served;
    return { port, securePort: secured.port, root, liveUrl: server.liveUrl ?? '' };
  },
  async stop() {
    [served, secured] = [undefined, undefined];
    await endAll();
  },
  overlay: overlay => served?.server.overlay(overlay),
  changed: changes => served?.server.changed(changes),
  logged: word =>
    (served?.log ?? []).filter(
      entry => entry.kind === 'event' && entry.level !== 'debug' && entry.text.includes(word),
    ).length,
  look() {
    for (const { log } of [served, secured].flatMap(each => each ?? [])) {
      faults.push(...log.slice(told.get(log) ?? 0).flatMap(bugOf));
      told.set(log, log.length);
    }
    return { faults: faults.splice(0), hold: holds.take() };
  },
  descriptors() {
    try {
      return readdirSync('/proc/self/fd').flatMap(leadsTo);
    } catch {
      return [];
    }
  },
};

/** The descriptor of the listing itself is closed again. */
function leadsTo(descriptor: string): string[] {
  try {
    return [readlinkSync(`/proc/self/fd/${descriptor}`)];
  } catch {
    return [];
  }
}

async function answer({ id, name, args }: Question): Promise<Answer> {
  try {
    const run = serving[name] as (...given: readonly unknown[]) => unknown;
    return { id, value: await run(...args) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

if (process.send) {
  process.on('uncaughtException', stray).on('unhandledRejection', stray);
  process.on('disconnect', () => process.exit());
  process.on('exit', () => rmSync(certificates ?? '', { recursive: true, force: true }));
  process.on('message', (question: Question) => {
    answer(question).then(
      told => process.send?.(told),
      error => stray(error),
    );
  });
}
