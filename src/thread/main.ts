import path from 'node:path';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { LogEntry } from '../protocol/logEntry';
import type { Failure, FromThread, ToThread } from '../protocol/thread';
import { createServer, type DevServer, HumanError, type Sharing } from '../server';
import { Batches } from './batches';
import { EditedTexts } from './editedTexts';
import { Records } from './records';

/** Milliseconds: long enough to put one page load into one message, short enough that the log looks live. */
const GATHER = 30;

let server: DevServer | undefined;
const batches = new Batches<LogEntry>(batch => post({ type: 'log', ...batch }), {
  gather: GATHER,
  most: 1000,
});
// As many as the traffic view shows, so that it shows the requests of a flood that the log leaves out.
const records = new Records(batch => post({ type: 'requests', ...batch }), { gather: GATHER, most: 10_000 });

const texts = new EditedTexts({
  overlay: overlay => server?.overlay(overlay),
  resync: path => post({ type: 'resync', path }),
});

function post(message: FromThread): void {
  parentPort?.postMessage(message);
}

async function listen({
  options,
  logLevel,
  watched,
  console,
}: Extract<ToThread, { type: 'listen' }>): Promise<void> {
  server = createServer(
    { ...options, pageScript: options.pageScript || path.join(__dirname, 'page.js') },
    {
      log: entry => batches.add(entry),
      omit: () => batches.omit(),
      request: entry => records.add(entry),
      pages: count => post({ type: 'pages', count }),
      updated: update => post({ type: 'updated', update }),
      faults: report => post({ type: 'faults', report }),
      shared: (state, end) => post({ type: 'shared', state, end }),
      bridge: message => post({ type: 'bridge', message }),
      console: message => post({ type: 'console', message }),
      failed: failure => post({ type: 'failed', failure }),
    },
    logLevel,
  );
  server.setWatched(watched ?? false);
  const listening = await server.listen();
  if (console) server.console({ type: 'arm', armed: true });
  post({ type: 'listening', ...listening });
}

const failureOf = (error: unknown): Failure =>
  error instanceof HumanError ? error.failure : { code: 'UNKNOWN', message: String(error) };

const failed = (error: unknown): void => post({ type: 'failed', failure: failureOf(error) });

/** Runs an action on the server's share, and reports a failure to the editor. */
function onSharing(run: (sharing: Sharing) => unknown): void {
  server
    ?.sharing()
    .then(run)
    .catch((error: unknown) => post({ type: 'shared', failure: failureOf(error) }));
}

function examine(message: Extract<ToThread, { type: 'examine' }>): void {
  const { id } = message;
  server
    ?.examine(message)
    .catch(() => undefined)
    .then(facts => post({ type: 'examined', id, facts }))
    .catch(failed);
}

async function close(): Promise<void> {
  await server?.close();
  batches.flush();
  records.flush();
  post({ type: 'closed' });
}

type AboutSharing = Extract<ToThread, { type: 'share' | 'unshare' | 'removeDevice' | 'allowDevice' }>;

function share(sharing: Sharing, message: AboutSharing): unknown {
  switch (message.type) {
    case 'share':
      return sharing.share(message.options);
    case 'unshare':
      return sharing.stop();
    case 'removeDevice':
      return sharing.remove(message.id);
    case 'allowDevice':
      return sharing.allow(message.id, message.rights);
    default:
      return message satisfies never;
  }
}

function receive(message: ToThread): void {
  switch (message.type) {
    case 'listen':
      listen(message).catch(failed);
      break;
    case 'configure':
      server?.configure(message.options);
      break;
    case 'changed':
      server?.changed(message.changes);
      break;
    case 'overlay':
      texts.take(message.overlay);
      break;
    case 'edit':
      texts.edit(message.edit);
      break;
    case 'opened':
      server?.opened(message.files);
      break;
    case 'logLevel':
      server?.setLogLevel(message.level);
      break;
    case 'logged':
      batches.taken();
      break;
    case 'watch':
      server?.setWatched(message.watched);
      break;
    case 'replay':
      server?.replay(message.request);
      break;
    case 'taken':
      records.taken();
      break;
    case 'share':
    case 'unshare':
    case 'removeDevice':
    case 'allowDevice':
      onSharing(sharing => share(sharing, message));
      break;
    case 'bridge':
      server?.bridge(message.message);
      break;
    case 'examine':
      examine(message);
      break;
    case 'console':
      server?.console(message.message);
      break;
    case 'ping':
      post({ type: 'pong', id: message.id });
      break;
    case 'close':
      close().catch(failed);
      break;
    default:
      message satisfies never;
  }
}

if (parentPort) {
  // The first message was posted before this thread began; the event loop would deliver it milliseconds later.
  const first: { message: ToThread } | undefined = receiveMessageOnPort(parentPort);
  if (first) receive(first.message);
  parentPort.on('message', receive);
}
