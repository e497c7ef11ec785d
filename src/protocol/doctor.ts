import type { Outcome } from './page';

/** A page that is connected, as it bears on one file. */
export interface PageFacts {
  /** Path of its address. */
  readonly address: string;
  /** Whether it shows the file or has loaded it. */
  readonly uses: boolean;
  readonly visible: boolean;
  /** Whether it was told of a change some time ago, and has not answered. */
  readonly isSilent: boolean;
  /** Whether the browser took the document from a cache or a service worker, without a request to this server. */
  readonly stored: boolean;
  /**
   * How its document opts out of updates: by an attribute, or by `?no-reload` in its address; empty if it
   * does not.
   */
  readonly optsOut: string;
  /** Whether an element of it could not load the file. */
  readonly isLost: boolean;
  /**
   * The media of a style sheet that the page does not apply now; empty if it is disabled, undefined if it is
   * applied.
   */
  readonly unapplied: string | undefined;
  /** Whether the page could not take a draft of the file and waits for its save. */
  readonly waits: boolean;
  /** Its last answer to an update of the file. */
  readonly last: { readonly outcome: Outcome; readonly reason: string } | undefined;
}

/** A document that a browser asked for. Times are in milliseconds since the epoch. */
export interface VisitFacts {
  /** Path of the address. */
  readonly address: string;
  readonly time: number;
  readonly status: number;
  /** Media type of the reply. */
  readonly type: string;
  /** Whether it is the file that is examined. */
  readonly own: boolean;
  /** Whether the reply had the tag of the page script. */
  readonly hasTag: boolean;
  /** The part of Porthole that the page's own policy blocks, and the directive that would allow it. */
  readonly policy: { readonly what: 'script' | 'connection'; readonly remedy: string } | undefined;
  /** A tab, a frame in a page of this server or of another site, or nowhere yet: a prefetch or a download. */
  readonly shownIn: 'tab' | 'frame' | 'foreign' | 'nothing';
  /** Whether the page asked for the page script. */
  readonly ranScript: boolean;
  /** Its live channel; `closed` has the time. */
  readonly channel: 'none' | 'refused' | 'open' | 'closed';
  readonly closed: number;
}

/** A service worker's script. */
export interface WorkerFacts {
  /** Path of its address. */
  readonly address: string;
  /** When a browser asked for it last, in milliseconds since the epoch. */
  readonly time: number;
}

/** A request that the guard refused. */
export interface RefusedFacts {
  readonly target: string;
  readonly who: string;
  readonly reason: string;
  /** The setting that would allow it; empty for none. */
  readonly setting: string;
}

/** Why an element does not show its file. */
export interface KeptFacts {
  /** The `integrity` of the element, the media type, a policy of the page's header or document, or a cause that only the browser knows. */
  readonly by: 'integrity' | 'type' | 'header' | 'meta' | 'browser';
  /** The directive that would allow it, or the media type that was sent; otherwise empty. */
  readonly remedy: string;
}

/** Everything that a server knows about a file whose pages do not update. */
export interface ServerFacts {
  /** The file's path below the root, with forward slashes. */
  readonly path: string;
  /** The glob of `ignore` that it matches; empty for none. */
  readonly ignoredBy: string;
  /** Whether a name in its path begins with a dot, so that no page can load it. */
  readonly isDenied: boolean;
  /** Whether the disk changed while unsaved text of an editor stood before the file. */
  readonly isBehind: boolean;
  readonly pages: readonly PageFacts[];
  /** The latest ones, newest first. */
  readonly visits: readonly VisitFacts[];
  /** Absolute paths of files of the same name that pages use instead. */
  readonly twins: readonly string[];
  /**
   * The path by which pages request the file, if it differs from the file's own in letter case alone; empty
   * for none.
   */
  readonly misspelt: string;
  /** Why an element does not show the file although the server has it; undefined if no page failed to load it. */
  readonly kept: KeptFacts | undefined;
  /**
   * Scripts of service workers that browsers requested. A browser looks for a newer one after each page in
   * the worker's scope.
   */
  readonly workers: readonly WorkerFacts[];
  /** Whether the file has changed and no browser has asked for it since, though one did before. */
  readonly isUnasked: boolean;
  /** The Cache-Control by which browsers may show an older copy of the file without a request; empty for none. */
  readonly stored: string;
  /** The line of the route that last answered at the file's address; 0 if the file did. */
  readonly route: number;
  /** Why changes in the file's folder make no events: a code such as ENOSPC, or `silent`; empty where they do. */
  readonly unwatched: string;
  /** The last request that the guard refused. */
  readonly refused: RefusedFacts | undefined;
  /** The port of another server that answers the file's address; 0 for none. */
  readonly otherPort: number;
  /** When the server noticed the last change of the file, in milliseconds since the epoch; 0 for never. */
  readonly heard: number;
}

/** Editor → server: asks about a file. */
export interface Examine {
  readonly id: number;
  /** Absolute path. */
  readonly file: string;
  /** The usual port of this server, at which another one may answer. */
  readonly port: number;
}
