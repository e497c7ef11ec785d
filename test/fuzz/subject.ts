import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { ask2, connect2 } from '../server/support/both';
import { rawBackend } from '../server/support/rawBackend';
import { ask, exchange, parseResponses } from '../server/support/raw';
import type { Answer, Question, Serving, Started } from './serving';

/** Milliseconds between two requests of the other client. */
const PAUSE = 5;
/** Milliseconds of silence after which the other client counts as held up: a machine that is busy is never silent for so long. */
const HELD_UP = 60_000;
/** Milliseconds of CPU time for which the server may answer no other request (security rule 19). */
const LONGEST_HOLD = 50;
/**
 * How often an input that held up the server is played again: compiling and garbage collection do so by
 * chance, a weakness always.
 */
const TRIES = 4;
/** How long a client waits for more, in milliseconds. */
const QUIET = 40;
const SMALL = 'small file';
export const ROUTES = 'porthole.routes.json';

/** The bytes of one client, how they are cut into writes, and how the connection ends. */
export interface Talk {
  readonly writes: readonly Buffer[];
  readonly end: 'wait' | 'half' | 'reset';
}

/** The observations of another client and of the server's process. */
export interface Seen {
  /** Milliseconds of the slowest answer that the other client got. */
  readonly slowest: number;
  /** Milliseconds of CPU time of the longest hold. */
  readonly hold: number;
}

/** A running server under test, a backend that answers as told, and another client. */
export interface Subject extends Started {
  readonly server: Remote;
  /** Sets what the backend answers to each request from now on. */
  readonly say: (talk: Talk) => void;
  readonly talk: (talk: Talk) => Promise<void>;
  /** The same over TLS, where HTTP/2 was agreed on. */
  readonly talkSecurely: (talk: Talk) => Promise<void>;
  /** Asks for the small file over HTTP/2; throws for any other answer. */
  readonly askSecurely: () => Promise<void>;
  /** Plays an input while another client requests a small file; throws if the server cannot cope. */
  readonly play: (act: () => Promise<void>) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly seen: () => Seen;
  readonly routes: readonly object[];
  /** How many lines of the log are about the routes file. */
  readonly logged: () => Promise<number>;
}

/** The methods of the server's process, from here. */
type Remote = {
  readonly [Name in keyof Serving]: (
    ...args: Parameters<Serving[Name]>
  ) => Promise<Awaited<ReturnType<Serving[Name]>>>;
};

/** The process of the server. */
export interface Process {
  readonly remote: Remote;
  readonly end: () => Promise<void>;
}

/** Starts the process; calls fail once it has ended. */
export function startProcess(): Process {
  const child: ChildProcess = fork(path.resolve('out/test/fuzz/serving.js'), { serialization: 'advanced' });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  child.on('message', ({ id, value, error }: Answer) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(value);
    else one?.reject(new Error(error));
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`The server ended: ${signal ?? code}`));
    waiting.clear();
  });
  const remote = new Proxy({} as Remote, {
    get:
      (_target, name: keyof Serving) =>
      (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          if (!child.connected) return reject(new Error('The server has ended.'));
          asked += 1;
          waiting.set(asked, { resolve, reject });
          child.send({ id: asked, name, args } satisfies Question);
        }),
  });
  return {
    remote,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** A handler that acts as the request says, like a package in it could, and answers with a class of its own. */
const FLOODER = `import { parentPort } from 'node:worker_threads';
const errorOf = thrown =>
  typeof thrown === 'object' && thrown && !Array.isArray(thrown) ? Object.assign(new Error(), thrown) : thrown;
const DOES = {
  rejects: ({ thrown }) => { Promise.reject(errorOf(thrown)); },
  throws: ({ thrown }) => { setTimeout(() => { throw errorOf(thrown); }); },
  prints: ({ text }) => { process.stdout.write(text); console.error(text); },
  posts: ({ message }) => {
    if (Array.isArray(message.bytes)) message.bytes = new Uint8Array(message.bytes);
    parentPort.postMessage(message);
  },
};
export const POST = async request => {
  const { acts, again, answer, fails } = await request.json();
  for (let times = 0; times < again; times += 1) for (const act of acts) DOES[act.does](act);
  if (fails) throw Object.assign(new Error(fails), { stack: fails });
  const chunks = answer.chunks.map(chunk => (Array.isArray(chunk) ? new Uint8Array(chunk) : chunk));
  const read = async () => (chunks.length > 0 ? { done: false, value: chunks.shift() } : { done: true });
  return { ...answer, body: { getReader: () => ({ read, cancel: async () => {} }), cancel: async () => {} } };
};`;

/** Routes of every kind. */
const routesTo = (origin: string): object[] => [
  { path: '/form', method: 'POST', json: '{{body}}' },
  { path: '/text/:a', body: '{{params.a}} {{query.a}} {{headers.a}}' },
  { path: '/c', collection: 'data/users.json' },
  { path: '/p', proxy: origin, timeout: 300 },
  { path: '/h', handler: 'flooder.mjs' },
];

/** One request of the other client: milliseconds until its reply was there. */
async function timeOfOther(port: number): Promise<number> {
  const from = performance.now();
  const request = 'GET /small.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  const [got] = parseResponses(await exchange(port, request, { quiet: HELD_UP }));
  assert.equal(`${got?.status} ${got?.body.toString()}`, `200 ${SMALL}`, 'what the other client gets');
  return performance.now() - from;
}

/** Plays something while another client asks again and again: milliseconds of the slowest answer that it got. */
async function besides(port: number, act: () => Promise<void>): Promise<number> {
  let isOver = false;
  let slowest = 0;
  const others = (async (): Promise<void> => {
    do {
      slowest = Math.max(slowest, await timeOfOther(port));
      await delay(PAUSE);
    } while (!isOver);
  })();
  try {
    await Promise.all([act().finally(() => (isOver = true)), others]);
  } finally {
    isOver = true;
  }
  return Math.max(slowest, await timeOfOther(port));
}

export async function start(server: Remote): Promise<Subject> {
  let answer: Talk = { writes: [], end: 'wait' };
  const backend = await rawBackend(socket => {
    for (const bytes of answer.writes) socket.write(bytes);
    if (answer.end === 'reset') socket.resetAndDestroy();
    else if (answer.end === 'half') socket.end();
  });
  const routes = routesTo(backend.origin);
  const started = await server.start(routes, { 'small.txt': SMALL, 'flooder.mjs': FLOODER });
  const { port, securePort } = started;
  let seen: Seen = { slowest: 0, hold: 0 };

  const play = async (act: () => Promise<void>): Promise<void> => {
    let least = Infinity;
    for (let tries = 0; tries < TRIES && least > LONGEST_HOLD; tries++) {
      const slowest = await besides(port, act);
      const { faults, hold } = await server.look();
      assert.deepEqual(faults, [], 'errors of ours');
      least = Math.min(least, hold);
      seen = { slowest: Math.max(seen.slowest, slowest), hold: Math.max(seen.hold, least) };
    }
    assert.ok(least <= LONGEST_HOLD, `no other request is answered for ${Math.round(least)} ms of CPU time`);
  };

  await server.look();
  return {
    ...started,
    server,
    say: talk => (answer = talk),
    talk: talk => talkTo(connectTo(port), 'connect', talk),
    talkSecurely: talk => talkTo(connectSecurely(securePort), 'secureConnect', talk),
    askSecurely: () => askSecurely(securePort),
    play,
    close: async () => {
      await server.stop();
      await backend.close();
    },
    seen: () => seen,
    routes,
    logged: () => server.logged(ROUTES),
  };
}

const connectTo = (port: number): net.Socket =>
  net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });

function connectSecurely(port: number): net.Socket {
  const below = net.connect({ port, host: '127.0.0.1', noDelay: true });
  const socket = tls.connect({ socket: below, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
  // TLS itself has no reset.
  return Object.assign(socket, { resetAndDestroy: () => (below.resetAndDestroy(), socket) });
}

async function askSecurely(port: number): Promise<void> {
  const session = await connect2(port);
  const { status, body } = await ask2(session, { target: '/small.txt' });
  session.destroy();
  assert.equal(`${status} ${body}`, `200 ${SMALL}`, 'what another client of HTTP/2 gets');
}

/** Sends this over a connection, write by write, and reads until the server is silent. */
function talkTo(socket: net.Socket, open: string, { writes, end }: Talk): Promise<void> {
  return new Promise(resolve => {
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
    socket.once(open, () => next(0));
  });
}

/** Resolves once as few descriptors are open as before; throws when that does not happen. */
export async function descriptorsAreBack(server: Remote, before: readonly string[]): Promise<void> {
  for (let tries = 0; ; tries++) {
    const now = await server.descriptors();
    if (now.length <= before.length) return;
    if (tries >= 600) assert.deepEqual(now.toSorted(), before.toSorted(), 'descriptors that are open');
    await delay(50);
  }
}

/**
 * Saves the routes file and reports it as the editor does; resolves once it was read, or if nothing changes
 * in the log.
 */
export async function saveRoutes({ root, server, logged }: Subject, text: string): Promise<void> {
  const file = path.join(root, ROUTES);
  const before = await logged();
  await fs.writeFile(file, text);
  await server.changed([{ path: file, how: 'saved' }]);
  for (let tries = 0; (await logged()) === before && tries < 20; tries++) await delay(10);
}

/** Brings the routes of the start back; resolves once they answer. */
export async function restoreRoutes(subject: Subject): Promise<void> {
  const mark = `/mark/${await subject.logged()}/${Date.now()}`;
  await saveRoutes(subject, JSON.stringify({ routes: [...subject.routes, { path: mark, body: 'ok' }] }));
  const isBack = async (): Promise<boolean> => (await ask(subject.port, mark)).status === 200;
  for (let tries = 0; !(await isBack()); tries++) {
    assert.ok(tries < 600, 'the routes that were saved are not served');
    await delay(20);
  }
}
