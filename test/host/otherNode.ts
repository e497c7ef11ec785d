// node out/test/host/otherNode.js <major>: prints the path of that Node, which npm carries, from the cache.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from './cache';
import { run } from './processes';
import { messageOf } from './say';

async function main(): Promise<void> {
  const major = process.argv[2] ?? '';
  const home = path.join(cacheFolder(), `node-${major}-${process.platform}-${process.arch}`);
  if (!existsSync(home)) await install(`node-${process.platform}-${process.arch}@${major}`, home);
  process.stdout.write(path.join(home, 'package', 'bin', 'node'));
}

async function install(spec: string, home: string): Promise<void> {
  await mkdir(path.dirname(home), { recursive: true });
  const draft = await mkdtemp(`${home}-draft-`);
  try {
    const archive = (await run('npm', ['pack', '--silent', spec], { cwd: draft })).trim();
    await run('tar', ['xzf', archive.split('\n').at(-1) ?? '', 'package/bin/node'], { cwd: draft });
    await rename(draft, home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
