import path from 'node:path';
import type { LiveOptions } from '../protocol/options';
import { PAGE_SCRIPT } from '../protocol/paths';
import { Files } from './files';
import type { Admission } from './guard';
import { customHeaders, frameAncestors } from './headers';
import type { Live } from './live/door';
import { type Located, locate } from './locate';
import type { Log } from './log';
import { typeOf } from './mime';
import { limits } from './options';
import type { PageScript } from './pageScript';
import type { PageSettings } from './pages';
import type { Headers } from './reply';
import type { Common } from './represent';

/** A target, decoded, and the file that would answer it. */
export interface Place {
  readonly located: Located;
  /** The path itself, or its `index.html` when it ends with `/`; empty when there is no path. */
  readonly file: string;
}

/** Targets remembered with their decoding. */
const PLACES = 4096;

/** Everything a request is answered from: the root, the options of the moment and what follows from them. */
export class Site {
  readonly files: Files;
  /** The live side, which in turn reads through `files`: it is put in right after both exist. */
  live: Live | undefined;
  private current: LiveOptions;
  private custom: (relative: string) => Headers;
  private readonly places = new Map<string, Place>();

  constructor(
    readonly root: string,
    private readonly host: string,
    options: LiveOptions,
    readonly script: PageScript,
    readonly token: string,
    readonly log: Log,
  ) {
    this.current = options;
    this.custom = customHeaders(options.headers);
    this.files = new Files({
      root,
      dotfiles: () => this.current.dotfiles === 'allow',
      cachedFile: limits.cachedFile,
      cacheSize: limits.cacheSize,
    });
  }

  get options(): LiveOptions {
    return this.current;
  }

  get admission(): Admission {
    return { host: this.host, authorities: this.current.authorities, cors: this.current.cors };
  }

  get pages(): PageSettings {
    return {
      texts: this.current.texts,
      framing: frameAncestors(this.current),
      script: `<script src="${PAGE_SCRIPT}"></script>`,
    };
  }

  configure(options: LiveOptions): void {
    this.current = options;
    this.custom = customHeaders(options.headers);
    this.files.clear();
  }

  /** Decodes a target once and remembers it. */
  place(target: string): Place {
    const known = this.places.get(target);
    if (known) return known;
    const located = locate(target, limits.targetLength);
    const file = located.kind === 'path' ? this.fileOf(located.segments, located.folder) : '';
    const place = { located, file };
    if (this.places.size >= PLACES) this.places.clear();
    this.places.set(target, place);
    return place;
  }

  /** What all representations of a file share. */
  common(file: string): Common {
    return {
      type: typeOf(path.basename(file)),
      framing: frameAncestors(this.current),
      custom: this.custom(path.relative(this.root, file).split(path.sep).join('/')),
      negotiates: this.current.compression !== 'off',
      sharesOrigins: this.current.cors.length > 0,
    };
  }

  private fileOf(segments: readonly string[], folder: boolean): string {
    return this.files.pathOf(folder ? [...segments, 'index.html'] : segments);
  }
}
