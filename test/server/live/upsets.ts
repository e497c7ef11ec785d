import fs from 'node:fs/promises';
import path from 'node:path';

/** By path below the root, the contents of all files. */
export type Contents = ReadonlyMap<string, string>;

type Random = () => number;
/** @returns the paths below the root that it may have changed, folders standing for all in them */
type Upset = (root: string, random: Random, round: number) => Promise<readonly string[]>;

interface Entries {
  readonly files: readonly string[];
  /** Without the root. */
  readonly folders: readonly string[];
}

async function entriesOf(root: string): Promise<Entries> {
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  const named = (isWanted: (entry: (typeof entries)[number]) => boolean): string[] =>
    entries
      .filter(isWanted)
      .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)))
      .toSorted();
  return { files: named(entry => entry.isFile()), folders: named(entry => entry.isDirectory()) };
}

export async function contentsOf(root: string): Promise<Contents> {
  const { files } = await entriesOf(root);
  const read = files.map(
    async file => [`/${file}`, await fs.readFile(path.join(root, file), 'utf8')] as const,
  );
  return new Map(await Promise.all(read));
}

const pick = <T>(list: readonly T[], random: Random): T | undefined =>
  list[Math.floor(random() * list.length)];

const anyFile = async (root: string, random: Random): Promise<string | undefined> =>
  pick((await entriesOf(root)).files, random);
const anyFolder = async (root: string, random: Random): Promise<string | undefined> =>
  pick((await entriesOf(root)).folders, random);
const text = (round: number, random: Random): string => `a { order: ${round}; margin: ${random()}px }`;

/** Everything that people, builds and editors do to files and folders. */
export const UPSETS: Readonly<Record<string, Upset>> = {
  'writes a file': async (root, random, round) => {
    const file = await anyFile(root, random);
    if (file === undefined) return [];
    await fs.writeFile(path.join(root, file), text(round, random));
    return [file];
  },
  'saves a file by rename': async (root, random, round) => {
    const file = await anyFile(root, random);
    if (file === undefined) return [];
    await fs.writeFile(path.join(root, `${file}~`), text(round, random));
    await fs.rename(path.join(root, `${file}~`), path.join(root, file));
    return [file, `${file}~`];
  },
  'makes a file in a new folder of a new folder': async (root, random, round) => {
    const file = path.join((await anyFolder(root, random)) ?? '', `n${round}/m/new.css`);
    await fs.mkdir(path.join(root, path.dirname(file)), { recursive: true });
    await fs.writeFile(path.join(root, file), text(round, random));
    return [file];
  },
  'removes a file': async (root, random) => {
    const file = await anyFile(root, random);
    if (file === undefined) return [];
    await fs.rm(path.join(root, file));
    return [file];
  },
  'gives a file another name': async (root, random, round) => {
    const file = await anyFile(root, random);
    if (file === undefined) return [];
    await fs.rename(path.join(root, file), path.join(root, `r${round}.css`));
    return [file, `r${round}.css`];
  },
  'removes a folder': async (root, random) => {
    const folder = await anyFolder(root, random);
    if (folder === undefined) return [];
    await fs.rm(path.join(root, folder), { recursive: true });
    return [folder];
  },
  'gives a folder another name': async (root, random, round) => {
    const folder = await anyFolder(root, random);
    if (folder === undefined) return [];
    await fs.rename(path.join(root, folder), path.join(root, `moved${round}`));
    return [folder, `moved${round}`];
  },
  'copies a folder': async (root, random, round) => {
    const folder = await anyFolder(root, random);
    if (folder === undefined) return [];
    await fs.cp(path.join(root, folder), path.join(root, `copy${round}`), { recursive: true });
    return [`copy${round}`];
  },
  'puts a copy in the place of a folder': async (root, random, round) => {
    const folder = await anyFolder(root, random);
    if (folder === undefined) return [];
    const next = `${root}-next`;
    await fs.cp(path.join(root, folder), next, { recursive: true });
    await fs.writeFile(path.join(next, `swapped${round}.css`), text(round, random));
    await fs.rename(path.join(root, folder), `${root}-old`);
    await fs.rename(next, path.join(root, folder));
    await fs.rm(`${root}-old`, { recursive: true });
    return [folder];
  },
  'puts a file in the place of a folder': async (root, random, round) => {
    const folder = await anyFolder(root, random);
    if (folder === undefined) return [];
    await fs.rm(path.join(root, folder), { recursive: true });
    await fs.writeFile(path.join(root, folder), text(round, random));
    return [folder];
  },
  'changes the mode of a folder': async (root, random) => {
    const folder = await anyFolder(root, random);
    if (folder !== undefined) await fs.chmod(path.join(root, folder), 0o755);
    return [];
  },
};
