import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The repository, seen from out/test/house. */
export const root = path.resolve(__dirname, '../../..');

export const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
export const readJson = (file: string) => JSON.parse(read(file)) as unknown;

/** Files below a folder of the repository, with forward slashes, none when there is no such folder. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && endings.some(ending => entry.name.endsWith(ending)))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(file => !file.startsWith('test/site/'));
}

/** Runs a script, by its path in the repository or its absolute one; never a shell. */
export function runNode(script: string, args: readonly string[], cwd = root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.resolve(root, script), ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { status, stdout, stderr };
}

/** A folder outside the repository, so that nothing in it is found by accident. */
export class Scratch {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'porthole-house-')));

  write(file: string, text: string | Buffer): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** The bundles as they ship, and esbuild's account of them in meta.json. */
  buildInto(folder: string): void {
    const built = buildOnce();
    rmSync(path.join(this.folder, folder), { recursive: true, force: true });
    cpSync(path.join(built, 'dist'), path.join(this.folder, folder), { recursive: true });
    copyFileSync(path.join(built, 'meta.json'), path.join(this.folder, 'meta.json'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let build: Scratch | undefined;

/** The folder of a build, which is made for the first that asks. */
function buildOnce(): string {
  if (build) return build.folder;
  const made = new Scratch();
  process.once('exit', () => made.remove());
  const flags = [`--outdir=${path.join(made.folder, 'dist')}`, `--metafile=${made.folder}/meta.json`];
  const { status, stderr } = runNode('esbuild.mjs', ['--production', ...flags]);
  if (status !== 0) throw new Error(`The build failed: ${stderr}`);
  build = made;
  return made.folder;
}
