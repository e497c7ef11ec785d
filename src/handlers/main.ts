import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import type { FromHandlers, ToHandlers } from '../protocol/handlers';
import { Call } from './call';
import { thrownOf } from './thrown';

const calls = new Map<number, Call>();

// Bound once: a handler can reach `parentPort`, too.
const send = parentPort?.postMessage.bind(parentPort);

function post(message: FromHandlers): void {
  send?.(message, message.type === 'body' && message.bytes ? [message.bytes.buffer] : []);
}

const stray = (error: unknown): void => post({ type: 'stray', thrown: thrownOf(error) });

function receive(message: ToHandlers): void {
  switch (message.type) {
    case 'call': {
      const { id } = message;
      const call = new Call(id, message.call, post);
      calls.set(id, call);
      call
        .run()
        .finally(() => calls.delete(id))
        .catch(stray);
      break;
    }
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
process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);
// `process.exit` would end the requests of all other handlers; a thrown error names the caller.
process.exit = (code?: number | string | null): never => {
  throw new Error(`A handler must not end the server: process.exit(${code ?? ''})`);
};
const kill = process.kill.bind(process);
// The process is the server's own. Signal 0 only asks whether a process is there.
process.kill = (pid, signal): true => {
  if ((pid === process.pid || pid <= 0) && signal !== 0)
    throw new Error(`A handler must not end the server: process.kill(${pid})`);
  return kill(pid, signal);
};
process.setSourceMapsEnabled(true);
parentPort?.on('message', receive);
