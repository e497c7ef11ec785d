import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** The command line's server, in a process of its own. */
export interface Child {
  readonly port: number;
  /** The address of its live channel. */
  readonly live: string;
  /** The value of an expression in that process. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** The longest time, in milliseconds of CPU time, in which it answered nothing else since the last call. */
  readonly hold: () => Promise<number>;
  /** SIGTERM; the exit code. */
  readonly end: () => Promise<number | null>;
}

/** Evaluates the expressions that it gets, in a process that otherwise only runs the command line. */
const EVALUATE = `process.on('message', text => process.send({ value: (0, eval)(text) })); process.channel.unref();`;

/**
 * Runs it with a limit on its descriptors, if one is given.
 * @param options.script another server's in its place, which says its addresses as the command line does
 */
export async function serveInChild(
  root: string,
  options: { descriptors?: number; script?: string } = {},
): Promise<Child> {
  const { descriptors, script = 'dist/cli.js' } = options;
  const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `;
  const args = [
    '--require',
    path.resolve('out/test/server/support/holds.js'),
    '--import',
    `data:text/javascript,${encodeURIComponent(EVALUATE)}`,
    path.resolve(script),
  ];
  const child = spawn(
    'sh',
    ['-c', `${limit}exec "$0" "$@"`, process.execPath, ...args, '--json', '--quiet', '--port', '0', root],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  const evaluate = async (expression: string): Promise<unknown> => {
    child.send(expression);
    return ((await once(child, 'message')) as [{ value: unknown }])[0].value;
  };
  const { url, live } = JSON.parse(line.toString()) as { url: string; live: string };
  return {
    port: Number(new URL(url).port),
    live,
    evaluate,
    hold: async () => Number(await evaluate('holds.take()')),
    end: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}
