import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../host/cache';
import { run } from '../host/processes';
import { step } from '../host/say';
import { type Contender, nodeScript } from './contenders';

/** Versions are fixed, so that two runs compare the same. */
const PACKAGES = [
  'live-server@1.2.2',
  'five-server@0.4.5',
  'vite@8.3.8',
  'sirv-cli@3.0.1',
  'browser-sync@3.0.4',
];

/** The other development servers, when they are asked for. */
export async function rivalsWhen(asked: boolean): Promise<readonly Contender[]> {
  return asked ? rivals() : [];
}

/** Other development servers, their request logs off and all else as they come; installed once into the cache. */
async function rivals(): Promise<readonly Contender[]> {
  const folder = path.join(cacheFolder(), 'rivals');
  const bin = (file: string): string => path.join(folder, 'node_modules', file);
  if (!existsSync(bin('browser-sync/dist/bin.js'))) await install(folder);
  const host = '127.0.0.1';
  return [
    nodeScript('live-server', 'rival', (port, root) => [
      bin('live-server/live-server.js'),
      `--port=${port}`,
      `--host=${host}`,
      '--no-browser',
      '--quiet',
      root,
    ]),
    nodeScript('five-server', 'rival', port => [
      bin('five-server/lib/bin.js'),
      `--port=${port}`,
      `--host=${host}`,
      '--no-browser',
      '--quiet',
    ]),
    nodeScript('vite', 'rival', (port, root) => [
      bin('vite/bin/vite.js'),
      root,
      '--host',
      host,
      '--port',
      port,
      '--strictPort',
      '-l',
      'silent',
    ]),
    nodeScript('sirv --dev', 'rival', (port, root) => [
      bin('sirv-cli/bin.js'),
      root,
      '--dev',
      '--etag',
      '--quiet',
      '--host',
      host,
      '--port',
      port,
    ]),
    nodeScript('browser-sync', 'rival', (port, root) => [
      bin('browser-sync/dist/bin.js'),
      'start',
      '--server',
      root,
      '--watch',
      '--port',
      port,
      '--listen',
      host,
      '--no-open',
      '--no-ui',
      '--no-notify',
      '--no-online',
      '--logLevel',
      'silent',
    ]),
  ];
}

async function install(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  await step('Installing other development servers', () =>
    run('npm', ['install', '--no-audit', '--no-fund', ...PACKAGES], { cwd: folder }),
  );
}
