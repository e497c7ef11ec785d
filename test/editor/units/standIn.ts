import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServerOptions } from '../../../src/protocol/serverOptions';

/** Options of a server that does nothing but report that it listens. */
export const OPTIONS: Omit<ServerOptions, 'root'> = {
  host: '127.0.0.1',
  port: 4711,
  pageScript: '',
  patience: 0,
  https: 'off',
  certificate: { cert: '', key: '', passphrase: '' },
  certificates: '',
  proof: '',
  update: 'typing',
  onSave: 'auto',
  mount: {},
  ignore: [],
  fallback: '',
  cleanUrls: false,
  caseExact: false,
  directoryListing: true,
  headers: {},
  cors: [],
  dotfiles: 'deny',
  compression: 'auto',
  forms: 'echo',
  problems: 'all',
  maxBodySize: 1000,
  shutdownTimeout: 200,
  pickKey: 'alt',
  shareSync: false,
  devtoolsWorkspace: true,
  workspaceId: '',
  trusted: true,
  authorities: [],
  frameAncestors: [],
  texts: {},
};

/**
 * A thread that listens on the port it is asked for (as far as it says), and does what the path of a changed file tells:
 * `throw` breaks it, `spin` hangs it, `native` hangs it where nothing can end it for some seconds, `exit` ends it, `memory` fills its heap, `nonsense` sends no message, `options` prints two options.
 * Its root says how it starts: `/crash`, `/fail`, `/leave` (exits with code 0), `/silent` (neither listens nor fails).
 */
const SOURCE = `
const { parentPort } = require('node:worker_threads');
let given;
function act(how) {
  if (how === 'throw') throw new Error('thrown on purpose');
  if (how === 'exit') process.exit(3);
  if (how === 'print') console.log('printed on purpose');
  if (how === 'spin') for (;;);
  if (how === 'native') require('node:crypto').pbkdf2Sync('a', 'b', 5e6, 64, 'sha512');
  if (how === 'memory') { const kept = []; for (;;) kept.push(new Array(1e6).fill(Math.random())); }
  if (how === 'nonsense') for (const message of [1, null, 'x', {}, { type: 'toString' }, { type: 'pages', count: 'many' }]) parentPort.postMessage(message);
  if (how === 'options') console.log((given.trusted ? 'trusted ' : 'untrusted ') + given.authorities);
  if (how === 'pages') parentPort.postMessage({ type: 'pages', count: 3 });
}
parentPort.on('message', message => {
  if (message.type === 'listen') {
    const { port, root } = (given = message.options);
    if (root.endsWith('silent')) return;
    if (root.endsWith('leave')) process.exit(0);
    if (root.endsWith('crash')) act('throw');
    if (root.endsWith('fail')) parentPort.postMessage({ type: 'failed', failure: { code: 'EACCES', message: 'refused on purpose' } });
    else parentPort.postMessage({ type: 'listening', url: 'http://127.0.0.1:' + port + '/', port, askedPort: port });
  }
  if (message.type === 'ping') parentPort.postMessage({ type: 'pong', id: message.id });
  if (message.type === 'changed') act(message.changes[0].path);
  if (message.type === 'close') parentPort.postMessage({ type: 'closed' });
});
`;

/** The stand-in as a file, removed by `remove`. */
export function standIn(): { script: string; remove: () => void } {
  const place = mkdtempSync(path.join(tmpdir(), 'porthole-thread-'));
  const script = path.join(place, 'thread.cjs');
  writeFileSync(script, SOURCE);
  return { script, remove: () => rmSync(place, { recursive: true, force: true }) };
}
