// node recordingHost.js PORT ROOT THREAD [--watched]: the server in the worker thread of THREAD, watched or not, whose messages
// are taken at once and come to nothing.
import path from 'node:path';
import { ServerThread } from '../../src/editor/server/serverThread';
import { defaults } from '../../src/server/options';

const [port, root = '.', script = '', watched] = process.argv.slice(2);

const thread = new ServerThread(
  script,
  {
    message: message => {
      if (message.type === 'log') thread.post({ type: 'logged' });
      if (message.type === 'requests') thread.post({ type: 'taken' });
      if (message.type === 'failed') throw new Error(message.failure.message);
    },
    output: text => process.stderr.write(text),
    ended: how => process.exit(how.kind === 'closed' ? 0 : 1),
  },
  { pingEvery: 1000, pingsMissed: 5, startWithin: 30_000, exitWithin: 5000 },
);
const pageScript = path.resolve(__dirname, '..', '..', '..', 'dist', 'page.js');
const options = { ...defaults, port: Number(port), root: path.resolve(root), pageScript };
thread.post({ type: 'listen', options, logLevel: 'info', watched: watched === '--watched' });
process.once('SIGTERM', () => void thread.close(2500));
