// node out/test/host/freshMachine.js [--root]: a clone of this checkout on a machine that is as good as new, by hand: it takes minutes.
// Another user (as root: one without a name), an empty home, Node, npm and git alone on the PATH, no browser. `npm test -- panel` has
// to get a browser and pass; `npm start` has to open a VS Code, and to end on Ctrl-C.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endGroup, pause, startGroup } from './processes';
import { messageOf, say } from './say';

const CHECKOUT = path.resolve(__dirname, '..', '..', '..');
/** The programs of a person with only Node and git. */
const PROGRAMS =
  'node npm npx git sh bash env tar gzip uname which cat ls rm mkdir sed tr getconf ps setpriv dirname readlink'.split(
    ' ',
  );
/** A user id without an entry in the list of users. */
const USER = 54_321;
const MOST = 15 * 60_000;

async function main(): Promise<void> {
  const isOther = process.getuid?.() === 0 && !process.argv.includes('--root');
  const place = await realpath(await mkdtemp(path.join(tmpdir(), 'porthole-fresh-')));
  try {
    const machine = await prepare(place, isOther);
    say(`· As ${isOther ? 'another user' : 'this user'}, in ${machine.clone}`);
    const tested = await machine.run('npm', ['test', '--', 'panel'], /^\d+ passed, \d+ failed$/m);
    assert.match(tested, /getting one for the tests/);
    assert.match(tested, /^[1-9]\d* passed, 0 failed$/m);
    const started = await machine.run('npm', ['start'], /Ctrl-C ends it\./);
    assert.match(started, /http:\/\/localhost:\d+\/\?folder=/);
    say('✓ npm test and npm start work on a fresh machine.');
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Machine {
  readonly clone: string;
  /** Runs a program until its output has a text, or it ends; then ends it as Ctrl-C does. @returns its output */
  run(command: string, args: readonly string[], until: RegExp): Promise<string>;
}

async function prepare(place: string, isOther: boolean): Promise<Machine> {
  const [clone, home, programs] = ['porthole', 'home', 'bin'].map(name => path.join(place, name)) as [
    string,
    string,
    string,
  ];
  execFileSync('git', ['clone', '-q', `file://${CHECKOUT}`, clone]);
  await mkdir(home);
  await mkdir(programs);
  for (const name of PROGRAMS) {
    const found = whereIs(name);
    if (found) await symlink(found, path.join(programs, name));
  }
  if (isOther) execFileSync('chown', ['-R', `${USER}:${USER}`, place]);
  const before = isOther
    ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--inh-caps=-all']
    : ['env'];
  const env = { HOME: home, PATH: programs, PORTHOLE_BROWSER: 'own', TMPDIR: tmpdir(), ...certificates() };
  return {
    clone,
    run: async (command, args, until) => {
      const [first = '', ...rest] = [...before, command, ...args];
      const child = startGroup(first, rest, { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] });
      return listen(child, `${command} ${args.join(' ')}`, until);
    },
  };
}

async function listen(child: ChildProcess, what: string, until: RegExp): Promise<string> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', chunk => {
      said += String(chunk);
      process.stdout.write(String(chunk));
    });
  const exited = once(child, 'exit');
  const end = Date.now() + MOST;
  while (!until.test(said) && child.exitCode === null && Date.now() < end) await pause(100);
  if (!until.test(said)) {
    await endGroup(child);
    throw new Error(`${what} did not come to its end.`);
  }
  // It ends by itself, or by Ctrl-C.
  await Promise.race([exited, pause(3000)]);
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
  // npm itself dies of the signal that the whole group gets.
  assert.ok(code === 0 || signal === 'SIGINT', `${what} ended with ${code ?? signal ?? 'nothing'}`);
  return said;
}

/** A network that looks into connections has an authority of its own. */
function certificates(): NodeJS.ProcessEnv {
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'HTTPS_PROXY', 'https_proxy', 'npm_config_registry'];
  return Object.fromEntries(
    names.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function whereIs(name: string): string | undefined {
  try {
    return execFileSync('which', [name], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

main().catch((error: unknown) => {
  say(`✗ ${messageOf(error)}`);
  process.exitCode = 1;
});
