import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rawBackend } from '../server/support/rawBackend';
import { ask, exchange, parseResponses } from '../server/support/raw';
import { withRoutes } from '../server/support/routes';
import { endAll, serve } from '../server/support/serve';

/** Milliseconds between two requests of the other client. */
const PAUSE = 5;
/** Milliseconds of silence after which the other client counts as held up: a machine that is busy is never silent for so long. */
const HELD_UP = 60_000;
/** How long a client waits for more, in milliseconds. */
const QUIET = 40;
const SMALL = 'small file';
export const ROUTES = 'porthole.routes.json';

/** The bytes of one client, how they are cut into writes, and how the connection ends. */
export interface Talk {
  readonly writes: readonly Buffer[];
  readonly end: 'wait' | 'half' | 'reset';
}

/** A running server under test, a backend that says what it is told to, and another client. */
export interface Subject {
  readonly port: number;
  readonly root: string;
  readonly liveUrl: string;
  readonly server: Awaited<ReturnType<typeof serve>>['server'];
  /** Sets what the backend answers to each request from now on. */
  readonly say: (talk: Talk) => void;
  readonly talk: (talk: Talk) => Promise<void>;
  /** Plays something while another client asks for a small file; throws where the server does not stand it. */
  readonly play: (act: () => Promise<void>) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Milliseconds of the slowest answer that the other client got. */
  readonly slowest: () => number;
  readonly routes: readonly object[];
  /** How many lines of the log are about the routes file. */
  readonly logged: () => number;
}

/** Routes of every kind that needs no thread. */
const routesTo = (origin: string): object[] => [
  { path: '/form', method: 'POST', json: '{{body}}' },
  { path: '/text/:a', body: '{{params.a}} {{query.a}} {{headers.a}}' },
  { path: '/c', collection: 'data/users.json' },
  { path: '/p', proxy: origin, timeout: 300 },
];

/** One request of the other client: milliseconds until its reply was there. */
async function timeOfOther(port: number): Promise<number> {
  const from = performance.now();
  const request = 'GET /small.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  const [got] = parseResponses(await exchange(port, request, { quiet: HELD_UP }));
  assert.equal(`${got?.status} ${got?.body.toString()}`, `200 ${SMALL}`, 'what the other client gets');
  return performance.now() - from;
}

export async function start(): Promise<Subject> {
  let answer: Talk = { writes: [], end: 'wait' };
  const backend = await rawBackend(socket => {
    for (const bytes of answer.writes) socket.write(bytes);
    if (answer.end === 'reset') socket.resetAndDestroy();
    else if (answer.end === 'half') socket.end();
  });
  const routes = routesTo(backend.origin);
  const { server, port, root, log } = await serve(withRoutes(routes, { 'small.txt': SMALL }));
  const strays: unknown[] = [];
  const stray = (error: unknown): number => strays.push(error);
  process.on('uncaughtException', stray).on('unhandledRejection', stray);
  let slowest = 0;
  let told = 0;

  const askOther = async (): Promise<void> => {
    slowest = Math.max(slowest, await timeOfOther(port));
  };

  const play = async (act: () => Promise<void>): Promise<void> => {
    let isOver = false;
    const others = (async (): Promise<void> => {
      do {
        await askOther();
        await delay(PAUSE);
      } while (!isOver);
    })();
    try {
      await Promise.all([act().finally(() => (isOver = true)), others]);
    } finally {
      isOver = true;
    }
    await askOther();
    assert.deepEqual(strays.splice(0), [], 'errors that were not caught');
    assert.deepEqual(log.slice(told).flatMap(bugOf), [], 'errors of ours in the log');
    told = log.length;
  };

  return {
    port,
    root,
    server,
    liveUrl: server.liveUrl ?? '',
    say: talk => (answer = talk),
    talk: talk => talkTo(port, talk),
    play,
    close: async () => {
      await endAll();
      await backend.close();
      process.off('uncaughtException', stray).off('unhandledRejection', stray);
    },
    slowest: () => slowest,
    routes,
    logged: () =>
      log.filter(entry => entry.kind === 'event' && entry.level !== 'debug' && entry.text.includes(ROUTES))
        .length,
  };
}

/** A line at `error` that has the stack of a mistake in the code. */
function bugOf(entry: { readonly kind: string; readonly level?: string; readonly text?: string }): string[] {
  const { level, text = '' } = entry;
  return level === 'error' && /(?:Type|Range|Reference)Error[^]*\n\s+at /.test(text) ? [text] : [];
}

/** Says this on a connection of its own, write by write, and takes what comes until that falls silent. */
function talkTo(port: number, { writes, end }: Talk): Promise<void> {
  return new Promise(resolve => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    socket
      .on('error', () => undefined)
      .on('data', () => undefined)
      .on('close', () => resolve())
      .on('end', () => socket.end())
      .setTimeout(QUIET, () => socket.destroy());
    const next = (at: number): void => {
      const bytes = writes[at];
      if (socket.destroyed) return;
      if (bytes) socket.write(bytes, () => setImmediate(next, at + 1));
      else if (end === 'reset') socket.resetAndDestroy();
      else if (end === 'half') socket.end();
    };
    socket.once('connect', () => next(0));
  });
}

/** Descriptors of this process; undefined where the system does not list them. */
export function descriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

/** Resolves once as few descriptors are open as before; throws when that does not happen. */
export async function descriptorsAreBack(before: number | undefined): Promise<void> {
  for (let tries = 0; (descriptors() ?? 0) > (before ?? Infinity); tries++) {
    assert.ok(tries < 600, `${descriptors()} descriptors are open, ${before} were before`);
    await delay(50);
  }
}

/** Saves the routes file, and says so as the editor does; resolves once it was read, or looks the same to the log. */
export async function saveRoutes({ root, server, logged }: Subject, text: string): Promise<void> {
  const file = path.join(root, ROUTES);
  const before = logged();
  await fs.writeFile(file, text);
  server.changed([{ path: file, how: 'saved' }]);
  for (let tries = 0; logged() === before && tries < 20; tries++) await delay(10);
}

/** Brings the routes of the start back; resolves once they answer. */
export async function restoreRoutes(subject: Subject): Promise<void> {
  const mark = `/mark/${subject.logged()}/${Date.now()}`;
  await saveRoutes(subject, JSON.stringify({ routes: [...subject.routes, { path: mark, body: 'ok' }] }));
  const isBack = async (): Promise<boolean> => (await ask(subject.port, mark)).status === 200;
  for (let tries = 0; !(await isBack()); tries++) {
    assert.ok(tries < 600, 'the routes that were saved are not served');
    await delay(20);
  }
}
