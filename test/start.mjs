// @ts-check
// `npm start`: installs what is missing, builds, opens a VS Code with Porthole and the sample site; Ctrl-C ends all of it.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { endOnSignals, ensurePackages, root, run, say } from './host/prepare.mjs';

async function main() {
  const release = endOnSignals(0);
  if (!(await ensurePackages())) return false;
  say('· Building Porthole …');
  if (!(await run(process.execPath, ['esbuild.mjs', '--tests=host']))) return false;
  release();
  const built = pathToFileURL(path.join(root, 'out', 'test', 'host', 'start.js')).href;
  const { start } = /** @type {{ start: (root: string) => Promise<void> }} */ (await import(built));
  await start(root);
  return true;
}

process.exit((await main()) ? 0 : 1);
