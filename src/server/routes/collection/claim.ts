import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HumanError } from '../../../protocol/humanError';
import { codeOf } from '../../errors';

/** Milliseconds between two tries to replace a file that another program has open (Windows). */
const PATIENCE = [20, 50, 100, 200] as const;
/** A folder that refuses this many tries refuses for good; Windows refuses for moments, too, such as while a scanner looks. */
const REFUSALS = 20;
/** Codes of an entry that another program has open (Windows), or of missing rights. */
const REFUSED: readonly string[] = ['EPERM', 'EACCES', 'EBUSY'];

/** Milliseconds. A wrong guess costs a change another try, and never a change: see `replace`. */
export interface Waits {
  /** A claim that has not changed for so long has been left behind, even if its process is alive or on another machine. */
  readonly abandoned: number;
  /** The same where its process has ended. Not 0: processes of two containers may have one host name. */
  readonly gone: number;
  /** Until a claim is given up. */
  readonly longest: number;
}
const WAITS: Waits = { abandoned: 10_000, gone: 200, longest: 30_000 };

const OUR_DRAFT = /^([\da-f]{8})-(\d+)-[\da-f-]{36}$/;

/** Windows and WSL share a host name, and count processes separately. */
let host: string | undefined;
const hostTag = (): string =>
  (host ??= createHash('sha256').update(`${process.platform} ${hostname()}`).digest('hex').slice(0, 8));

/**
 * The right to replace a file: one server at a time has it, among all processes that serve the file. It is a folder beside the file,
 * made by `mkdir`, with one draft whose name is used once. A claim that was left behind is taken away by deleting that draft.
 */
export class Claim {
  private constructor(
    private readonly file: string,
    private readonly folder: string,
    private readonly draft: string,
  ) {}

  /**
   * Waits until no other server has the file.
   * @param file the real path
   * @throws HumanError where others keep it, else Node's error of a folder that cannot be written
   */
  static async take(file: string, waits: Waits = WAITS): Promise<Claim> {
    // With a dot in front: a draft is neither served nor listed.
    const folder = path.join(path.dirname(file), `.${path.basename(file)}.lock`);
    const start = performance.now();
    let seen = { names: '', since: start };
    for (let refusals = 0; ;) {
      try {
        await mkdir(folder);
        const claim = await Claim.enter(file, folder);
        if (claim) return claim;
      } catch (error) {
        const code = codeOf(error);
        if (REFUSED.includes(code) && refusals < REFUSALS) refusals += 1;
        else if (code !== 'EEXIST') throw error;
      }
      const names = await readdir(folder).catch(namesOfNone);
      const now = performance.now();
      if (names.join() !== seen.names) seen = { names: names.join(), since: now };
      if (now - start > waits.longest) throw busy(folder);
      const patience = names.every(isGone) ? waits.gone : waits.abandoned;
      if (now - seen.since >= patience) await clear(folder, names);
      // By chance, so that two servers do not ask in step.
      await delay(5 + Math.random() * 20);
    }
  }

  /** Makes the draft in a folder that was just made; undefined if another server has taken the empty folder for one left behind. */
  private static async enter(file: string, folder: string): Promise<Claim | undefined> {
    const draft = path.join(folder, `${hostTag()}-${process.pid}-${randomUUID()}`);
    try {
      await (await open(draft, 'wx', 0o600)).close();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      return undefined;
    }
    // Both make a draft before they look, so that at least one of two sees the other.
    if ((await readdir(folder)).length === 1) return new Claim(file, folder, draft);
    await rm(draft, { force: true });
    return undefined;
  }

  /**
   * Replaces the file by `rename`: a reader gets the old bytes or the new ones, never a mixture. A process that is killed at any moment
   * leaves one of the two. The draft is gone where this claim was taken away, so a process that was stopped for long replaces nothing.
   * @param mayReplace asked last, right before the file is replaced
   * @returns whether the file was replaced
   */
  async replace(bytes: Uint8Array, mayReplace: () => Promise<boolean>): Promise<boolean> {
    try {
      await writeDraft(this.draft, bytes, (await stat(this.file)).mode);
      if (!(await mayReplace())) return false;
      await renamePatiently(this.draft, this.file);
      return true;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      return false;
    }
  }

  /** Lets the next server have the file. Never throws: another server clears away what is left. */
  async release(): Promise<void> {
    await clear(this.folder, [path.basename(this.draft)]);
  }
}

const busy = (folder: string): HumanError =>
  new HumanError(
    `Other servers keep the file of this collection. If there are none, delete the folder “${path.basename(folder)}” beside it.`,
  );

/** Whether this is the draft of a process of this machine that has ended. */
function isGone(name: string): boolean {
  const [, of, pid] = OUR_DRAFT.exec(name) ?? [];
  if (of !== hostTag()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function namesOfNone(error: unknown): string[] {
  if (codeOf(error) === 'ENOTDIR') throw error;
  return [];
}

/** Removes these drafts and their folder, if it is empty then: `rmdir` never removes the draft of another server. */
async function clear(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names)
    if (OUR_DRAFT.test(name)) await rm(path.join(folder, name), { force: true }).catch(() => undefined);
  await rmdir(folder).catch(() => undefined);
}

async function writeDraft(draft: string, bytes: Uint8Array, mode: number): Promise<void> {
  // `r+` makes no file: the draft of a claim that was taken away stays away.
  const handle = await open(draft, 'r+');
  try {
    // Some disks keep no rights, and refuse.
    await handle.chmod(mode).catch(() => undefined);
    await handle.writeFile(bytes);
    // Without `fsync` a system crash could leave the new name with no bytes in it.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const wait of PATIENCE) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!REFUSED.includes(codeOf(error))) throw error;
      await delay(wait);
    }
  }
  await rename(from, to);
}
