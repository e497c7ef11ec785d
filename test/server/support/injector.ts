// Loaded before the command line (`node --require`): makes calls of Node's modules fail on demand.
import type { EventEmitter } from 'node:events';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import net from 'node:net';
import workers from 'node:worker_threads';

/** The calls that fail: the next one, the one after it, or all. */
export interface Injected {
  readonly calls: readonly string[];
  readonly code: string;
  readonly which: 'first' | 'second' | 'every';
}

type Callable = (...args: unknown[]) => unknown;

const called = new Set<string>();
let injected: Injected | undefined;
let seen = 0;

/** The error of this call, if it must fail now. */
function errorOf(call: string): Error | undefined {
  called.add(call);
  if (!injected?.calls.includes(call)) return undefined;
  seen++;
  const { code, which } = injected;
  if (which !== 'every' && seen !== (which === 'first' ? 1 : 2)) return undefined;
  return Object.assign(new Error(`${code}: injected, ${call}`), { code, syscall: call });
}

function replace(target: object, name: string, make: (original: Callable) => Callable): void {
  const original: unknown = Reflect.get(target, name);
  // With the properties of the original, such as `native`.
  if (typeof original === 'function')
    Object.assign(target, { [name]: Object.assign(make(original as Callable), original) });
}

const throwing =
  (call: string) =>
  (original: Callable): Callable =>
    function (this: unknown, ...args) {
      const error = errorOf(call);
      const callback = args.at(-1);
      if (error && typeof callback === 'function' && !call.endsWith('Sync') && call !== 'fs.watch') {
        process.nextTick(callback, error);
        return undefined;
      }
      if (error) throw error;
      const result = Reflect.apply(original, this, args);
      if (call === 'fs.watch') watchFails(result as EventEmitter);
      return result;
    };

/** A watcher that has begun may fail later, too. */
function watchFails(watcher: EventEmitter): void {
  const error = errorOf('fs.watch, later');
  if (error) setImmediate(() => watcher.emit('error', error));
}

const rejecting =
  (call: string) =>
  (original: Callable): Callable =>
    function (this: unknown, ...args) {
      const error = errorOf(call);
      // The descriptor is closed nevertheless; otherwise the injector would leak it.
      if (error && call.endsWith('.close'))
        return Promise.resolve(Reflect.apply(original, this, args)).then(() => Promise.reject(error));
      return error ? Promise.reject(error) : Reflect.apply(original, this, args);
    };

for (const name of Object.keys(fs)) {
  const isPlain =
    /^[a-z]/.test(name) &&
    !/^(?:promises|constants|close|closeSync|createReadStream|createWriteStream|openAsBlob)$/.test(name);
  if (isPlain) replace(fs, name, throwing(`fs.${name}`));
}
// `realpathSync.native` and its like.
for (const name of ['realpath', 'realpathSync'] as const)
  replace(fs[name], 'native', throwing(`fs.${name}.native`));
for (const name of Object.keys(promises))
  if (/^[a-z]/.test(name) && name !== 'constants') replace(promises, name, rejecting(`fs/promises.${name}`));
replace(
  net.Socket.prototype,
  'connect',
  original =>
    function (this: unknown, ...args) {
      const error = errorOf('net.connect');
      const socket = this as net.Socket;
      return error ? socket.destroy(error) : Reflect.apply(original, socket, args);
    },
);
replace(
  net.Server.prototype,
  'listen',
  original =>
    function (this: unknown, ...args) {
      const error = errorOf('net.listen');
      if (!error) return Reflect.apply(original, this, args);
      // The error comes later, as in Node.
      process.nextTick(() => (this as net.Server).emit('error', error));
      return this;
    },
);
const { Worker } = workers;
Object.assign(workers, {
  Worker: class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      const error = errorOf('new Worker');
      if (error) throw error;
      super(...args);
      // A thread that ends while it starts.
      if (errorOf('new Worker, later')) setImmediate(() => void this.terminate());
    }
  },
});
/** Methods of an open file that return no promise. */
const OTHERS = /^(?:constructor|fd|getAsyncId|readLines|readableWebStream|create\w+Stream)$/;

async function wrapHandles(): Promise<void> {
  const handle = await promises.open(process.execPath);
  const prototype = Object.getPrototypeOf(handle) as object;
  await handle.close();
  for (const name of Object.getOwnPropertyNames(prototype))
    if (!OTHERS.test(name)) replace(prototype, name, rejecting(`FileHandle.${name}`));
  called.clear();
}

process.on('message', (message: Injected | 'calls' | 'none') => {
  if (message === 'calls') process.send?.([...called]);
  else {
    injected = message === 'none' ? undefined : message;
    seen = 0;
    process.send?.('done');
  }
});
process.channel?.unref();
wrapHandles().catch((error: unknown) => console.error(error));
