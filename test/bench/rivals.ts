import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../host/cache';
import { run } from '../host/processes';
import { step } from '../host/say';
import { eventually } from '../host/ui';
import { type Contender, nodeScript } from './contenders';

interface Rival {
  /** Versions are fixed, so that two runs compare the same. */
  readonly version: string;
  /** The script below `node_modules`, and what it is told; request logs are off, all else is as it comes. */
  readonly command: string;
}

const RIVALS: Readonly<Record<string, Rival>> = {
  'live-server': {
    version: '1.2.2',
    command: 'live-server/live-server.js --port={port} --host=127.0.0.1 --no-browser --quiet {root}',
  },
  'five-server': {
    version: '0.4.5',
    command: 'five-server/lib/bin.js --port={port} --host=127.0.0.1 --no-browser --quiet',
  },
  vite: {
    version: '8.3.8',
    command: 'vite/bin/vite.js {root} --host 127.0.0.1 --port {port} --strictPort -l silent',
  },
  'browser-sync': {
    version: '3.0.4',
    command:
      'browser-sync/dist/bin.js start --server {root} --watch --port {port} --listen 127.0.0.1 --no-open --no-ui --no-notify --no-online --logLevel silent',
  },
  'sirv-cli': {
    version: '3.0.1',
    command: 'sirv-cli/bin.js {root} --dev --etag --quiet --host 127.0.0.1 --port {port}',
  },
};

/** The other development servers, when they are asked for; installed once into the cache. */
export async function rivalsWhen(asked: boolean): Promise<readonly Contender[]> {
  if (!asked) return [];
  const folder = path.join(cacheFolder(), 'rivals');
  if (!existsSync(path.join(folder, 'node_modules', 'sirv-cli'))) await install(folder);
  return Object.entries(RIVALS).map(([name, { command }]) => contender(folder, name, command));
}

const fill = (arg: string, port: string, root: string): string =>
  arg.replace('{port}', port).replace('{root}', root);

function contender(folder: string, name: string, command: string): Contender {
  const [file = '', ...args] = command.split(' ');
  const script = path.join(folder, 'node_modules', file);
  const rival = nodeScript(name, 'rival', (port, root) => [
    script,
    ...args.map(arg => fill(arg, port, root)),
  ]);
  return {
    ...rival,
    async start(root) {
      const started = await rival.start(root);
      await untilAnswers(name, started.port);
      return started;
    },
  };
}

/**
 * Waits for an answer, not only for a connection: Vite first listens for a moment to find out whether the
 * port is free.
 */
function untilAnswers(name: string, port: number): Promise<ArrayBuffer> {
  const ask = async (): Promise<ArrayBuffer> => (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer();
  return eventually(`${name} answers`, ask, 60_000);
}

async function install(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const packages = Object.entries(RIVALS).map(([name, { version }]) => `${name}@${version}`);
  await step('Installing other development servers', () =>
    run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder }),
  );
}
