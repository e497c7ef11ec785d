import path from 'node:path';
import { isMountChanged } from '../protocol/mount';
import type { ToConsole } from '../protocol/consoleMessages';
import type { LiveOptions } from '../protocol/serverOptions';
import { PAGE_SCRIPT, RESERVED } from '../protocol/paths';
import { Files } from './files/files';
import type { Bound, Shared, SharedEntrance } from './ask/entrance';
import type { Folders } from './files/folders';
import type { Admission } from './ask/guard';
import { customHeaders, frameAncestors } from './reply/headers';
import type { Live } from './live/door';
import { Pass } from './ask/pass';
import { hasDotfile, type Located, locate } from './ask/locate';
import type { Log } from './log';
import { typeOf } from './types/mime';
import { limits } from './options';
import type { PageScript } from './html/pageScript';
import type { PageSettings } from './reply/pages';
import { PolicyNotes } from './html/policyNotes';
import type { Headers } from './reply/reply';
import type { Common } from './reply/represent';
import { isSpelt, namesOnDisk } from './files/spelling';

/** The target resource (RFC 9110, 7.1): a decoded target, and the file that would answer it. */
export interface Resource {
  readonly located: Located;
  /** The path itself, or its `index.html` when it ends with `/`; empty when there is no path. */
  readonly file: string;
  /** Whether it lies below `/__porthole/`. */
  readonly reserved: boolean;
  /** Whether a segment begins with a dot. */
  readonly dotted: boolean;
}

/** The current options and values derived from them, once and not for each request. */
interface Current {
  readonly options: LiveOptions;
  readonly admission: Admission;
  readonly pages: PageSettings;
  readonly custom: (relative: string) => Promise<Headers>;
}

function currentOf(options: LiveOptions, host: string, isShared: boolean, log: Log): Current {
  const onInvalid = (glob: string, error: unknown): void =>
    log.event(
      'warn',
      `porthole.headers["${glob.slice(0, LONGEST_SHOWN)}"] is left out: ${error instanceof Error ? error.message : String(error)}`,
    );
  return {
    options,
    admission: { host, authorities: options.authorities, cors: options.cors, isShared },
    pages: {
      texts: options.texts,
      framing: frameAncestors(options),
      script: `<script src="${PAGE_SCRIPT}"></script>`,
    },
    custom: customHeaders(options.headers, onInvalid),
  };
}

/** Characters of a glob that the log shows. */
const LONGEST_SHOWN = 100;
/** Targets remembered with their decoding, and the longest of them: requests that the guard refuses fill this cache, too (security rule 10). */
const RESOURCES = 1024;
const LONGEST_TARGET = 256;

/** Everything that requests are answered from: the root, the current options and values derived from them. */
export class Site {
  readonly files: Files;
  readonly policyNotes: PolicyNotes;
  readonly pass: Pass;
  private made: Current;
  /** The options of the server's own site from which a shared site made `made`. */
  private followed: LiveOptions | undefined;
  private readonly resources = new Map<string, Resource>();

  constructor(
    readonly folders: Folders,
    readonly bound: Bound,
    options: LiveOptions,
    readonly script: PageScript,
    readonly log: Log,
    readonly live: Live,
    private readonly shared?: Shared & { readonly site: Site },
  ) {
    this.made = currentOf(options, bound.host, shared !== undefined, log);
    if (!shared) this.mount(options);
    this.pass = new Pass(script.token);
    this.policyNotes = shared?.site.policyNotes ?? new PolicyNotes(file => this.nameOf(file), log);
    this.files =
      shared?.site.files ??
      new Files({
        folders,
        isSpelt: file => !this.options.caseExact || isSpelt(folders.holderOf(file).path, file, namesOnDisk),
        dotfiles: () => this.options.dotfiles === 'allow',
        cachedFile: limits.cachedFile,
        cacheSize: limits.cacheSize,
      });
  }

  /** The same site behind a listener for other devices, with an admission and options of its own. */
  behind(shared: Shared): Site {
    const { folders, script, log, live, options } = this;
    return new Site(folders, shared, options, script, log, live, { ...shared, site: this });
  }

  /** Decides which devices get in; undefined on the server's own listener. */
  get entrance(): SharedEntrance | undefined {
    return this.shared?.entrance;
  }

  /** Absolute path of the root, as it was given. */
  get root(): string {
    return this.folders.path;
  }

  /** The path of a file as its address has it, without the first slash. */
  nameOf(file: string): string {
    return this.folders.pathOf(file).slice(1);
  }

  get options(): LiveOptions {
    return this.current.options;
  }

  get admission(): Admission {
    return this.current.admission;
  }

  get pages(): PageSettings {
    return this.current.pages;
  }

  /** Pages that use an address of a folder that is mounted or taken away reload, as after a save. */
  configure(options: LiveOptions): void {
    const isConcerned = isMountChanged(this.options.mount, options.mount);
    // Before and after the change: the live side knows a file by its address, which depends on the mounts.
    if (isConcerned) this.live.revise(isConcerned);
    this.mount(options);
    this.made = currentOf(options, this.bound.host, false, this.log);
    this.files.clear();
    this.resources.clear();
    if (isConcerned) this.live.revise(isConcerned);
  }

  private mount({ mount, dotfiles }: LiveOptions): void {
    for (const problem of this.folders.mount(mount, dotfiles === 'allow')) this.log.event('warn', problem);
  }

  /** A shared site follows the options of the server's own. */
  private get current(): Current {
    const { shared } = this;
    if (shared && shared.site.options !== this.followed) {
      this.followed = shared.site.options;
      this.made = currentOf(shared.options(this.followed), this.bound.host, true, this.log);
    }
    return this.made;
  }

  /** Handles a message of the console view: whether it is open, or a question about a logged value. */
  console(message: ToConsole): void {
    if (message.type === 'arm') this.script.hasConsole = message.armed;
    this.live.console(message);
  }

  /** Decodes a target once and remembers it. */
  resourceAt(target: string): Resource {
    const known = this.resources.get(target);
    if (known) return known;
    const located = locate(target, limits.targetLength);
    const resource = this.resourceOf(located);
    if (target.length > LONGEST_TARGET) return resource;
    if (this.resources.size >= RESOURCES) this.resources.clear();
    this.resources.set(target, resource);
    return resource;
  }

  /** The part that all representations of a file share. */
  async common(file: string): Promise<Common> {
    return {
      type: await typeOf(path.basename(file)),
      framing: this.pages.framing,
      custom: await this.current.custom(this.nameOf(file)),
      negotiates: this.options.compression !== 'off',
      sharesOrigins: this.options.cors.length > 0,
    };
  }

  private resourceOf(located: Located): Resource {
    if (located.kind !== 'path') return { located, file: '', reserved: false, dotted: false };
    const { segments, folder, path: sent } = located;
    return {
      located,
      file: this.files.at(folder ? [...segments, 'index.html'] : segments),
      reserved: `${sent}/`.startsWith(RESERVED),
      dotted: hasDotfile(segments),
    };
  }
}
