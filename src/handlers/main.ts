import process from 'node:process';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { FromHandlers, Opening, ToHandlers } from '../protocol/handlers';
import { Call } from './call';
import { Unasked } from './unasked';

const calls = new Map<number, Call>();

let send: MessagePort['postMessage'] | undefined;

function post(message: FromHandlers): void {
  send?.(message, message.type === 'body' && message.bytes ? [message.bytes.buffer] : []);
}

const unasked = new Unasked(post);

function receive(message: ToHandlers): void {
  switch (message.type) {
    case 'call': {
      const { id } = message;
      const call = new Call(id, message.call, post);
      calls.set(id, call);
      call
        .run()
        .finally(() => calls.delete(id))
        .catch(unasked.stray);
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
process.on('uncaughtException', unasked.stray);
process.on('unhandledRejection', unasked.stray);
unasked.take(process.stdout, 'info');
unasked.take(process.stderr, 'warn');
const exit = process.exit.bind(process);
// Node itself calls it where nothing has caught an error.
process.once('exit', () => (process.exit = exit));
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
parentPort?.once('message', ({ port }: Opening) => {
  const own = port as MessagePort;
  send = own.postMessage.bind(own);
  own.on('message', receive);
  // The server would read all that a handler, or a package in it, posts to its parent, whatever it is and however much.
  parentPort?.close();
});
