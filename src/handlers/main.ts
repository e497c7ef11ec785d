import process from 'node:process';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { FromHandlers, Opening, ToHandlers } from '../protocol/handlerMessages';
import { Call } from './call';
import { thrownOf } from './thrown';
import { Unasked } from './unasked';

const calls = new Map<number, Call>();

let send: MessagePort['postMessage'] | undefined;

function post(message: FromHandlers): void {
  send?.(message, message.type === 'body' && message.bytes ? [message.bytes.buffer] : []);
}

const unasked = new Unasked(post);

/** Answers in any case: a handler, or a package in it, may have replaced globals that our own code needs. */
async function answer({ id, call }: Extract<ToHandlers, { type: 'call' }>): Promise<void> {
  try {
    const one = new Call(id, call, post);
    calls.set(id, one);
    await one.run();
  } catch (error) {
    post({ type: 'failed', id, thrown: thrownOf(error) });
  } finally {
    calls.delete(id);
  }
}

function receive(message: ToHandlers): void {
  switch (message.type) {
    case 'call':
      answer(message).catch(unasked.stray);
      break;
    case 'body':
      calls.get(message.id)?.receive(message.bytes);
      break;
    case 'pull':
      calls.get(message.id)?.pull();
      break;
    case 'cancel':
      calls.get(message.id)?.cancel();
      break;
    case 'ping':
      post({ type: 'pong' });
      break;
    default:
      message satisfies never;
  }
}

// All handlers share this thread: an uncaught error is reported and must not end the others' requests.
process.on('uncaughtException', unasked.stray);
process.on('unhandledRejection', unasked.stray);
unasked.take(process.stdout, 'info');
unasked.take(process.stderr, 'warn');
const exit = process.exit.bind(process);
// Node itself calls `process.exit` after an error that nothing caught.
process.once('exit', () => (process.exit = exit));
// `process.exit` would end the requests of all other handlers; a thrown error names the caller.
process.exit = (code?: number | string | null): never => {
  throw new Error(`A handler must not end the server: process.exit(${code ?? ''})`);
};
const kill = process.kill.bind(process);
// The process is the server's own. Signal 0 ends nothing: it only asks whether a process exists.
process.kill = (pid, signal): true => {
  if ((pid === process.pid || pid <= 0) && signal !== 0)
    throw new Error(`A handler must not end the server: process.kill(${pid})`);
  return kill(pid, signal);
};
process.setSourceMapsEnabled(true);
parentPort?.once('message', ({ port }: Opening) => {
  const own = port as MessagePort;
  send = own.postMessage.bind(own);
  own.on('message', receive);
  // The server would read everything that a handler, or a package in it, posts to its parent, of any kind and amount.
  parentPort?.close();
});
