import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { isObject } from './suites';

export interface RunningCli {
  readonly url: string;
  close(): Promise<void>;
}

/** `node dist/cli.js --port 0 --json <root>` of this checkout, listening. */
export async function startCli(root: string): Promise<RunningCli> {
  const cli = path.resolve(__dirname, '..', '..', '..', 'dist', 'cli.js');
  const child = spawn(process.execPath, [cli, '--port', '0', '--json', '--quiet', root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const first: unknown = JSON.parse(line);
  if (!isObject(first) || typeof first['url'] !== 'string') throw new Error(`Not what was promised: ${line}`);
  return {
    url: first['url'],
    close: async () => {
      if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    },
  };
}
