// node threadHost.js PORT ROOT [--when-told | CERT KEY]: the server as VS Code runs it, without VS Code: the extension's own worker thread, watched
// by the extension's own code, its log entries turned into lines at the pace at which the output channel takes them.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LineBudget } from '../../src/editor/log/lineBudget';
import { requestLine } from '../../src/editor/log/logLine';
import { ServerThread } from '../../src/editor/server/serverThread';
import type { LogEntry } from '../../src/protocol/logEntry';
import { defaults } from '../../src/server/options';

const [port, root = '.', flag, key] = process.argv.slice(2);
const secure =
  flag === undefined || key === undefined
    ? {}
    : { https: 'always' as const, certificate: { cert: flag, key, passphrase: '' } };
/** The number of lines that the editor grants its output channel. */
const budget = new LineBudget(200);

/** As the editor's request log writes a batch, into nothing. */
async function write(entries: readonly LogEntry[]): Promise<void> {
  const granted = budget.take(entries.length, Date.now());
  for (const entry of entries.slice(0, granted)) if (entry.kind === 'request') requestLine(entry);
  if (granted < entries.length) await delay(LineBudget.untilNext(Date.now()));
}

function listen(): void {
  const thread = new ServerThread(
    path.resolve(__dirname, '..', '..', '..', 'dist', 'thread.js'),
    {
      message: message => {
        if (message.type === 'log') void write(message.entries).then(() => thread.post({ type: 'logged' }));
        if (message.type === 'listening') process.send?.('listening');
        if (message.type === 'failed') throw new Error(message.failure.message);
      },
      output: text => process.stderr.write(text),
      ended: how => process.exit(how.kind === 'closed' ? 0 : 1),
    },
    { pingEvery: 1000, pingsMissed: 5, startWithin: 30_000, exitWithin: 5000 },
  );
  const options = { ...defaults, port: Number(port), root: path.resolve(root), pageScript: '', ...secure };
  thread.post({ type: 'listen', options, logLevel: 'info' });
  process.once('SIGTERM', () => void thread.close(2500));
}

if (flag === '--when-told') {
  process.once('message', listen);
  process.send?.('ready');
} else listen();
