import type { IncomingMessage } from 'node:http';
import type { Right } from '../ask/entrance';
import type { Duplex, Readable } from 'node:stream';
import type { PageFacts } from '../../protocol/doctor';
import type { Check } from '../../protocol/page';
import type { LogLevel } from '../../protocol/logEntry';
import type { LiveOptions } from '../../protocol/serverOptions';
import type { FromBridge, ToBridge } from '../../protocol/bridgeMessages';
import type { FromConsole, ToConsole } from '../../protocol/consoleMessages';
import type { FileChange, LastUpdate, Overlay } from '../../protocol/thread';

import type { Posted } from './channel/eventStreams';

export type { Posted } from './channel/eventStreams';
export { Watchlist } from './watch/watchlist';

/** An error in a file below the root; line and column count from 1. */
export interface PageError {
  readonly text: string;
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The place in what the page has loaded, which edits do not move. */
  readonly loadedAt: string;
}

/** An address that an element failed to load: a path with its query if it is one of this server. */
export interface Loss {
  /** Absolute path of the document. */
  readonly file: string;
  readonly address: string;
}

/** The live side's part of the facts about a file. */
export interface LiveFacts {
  /** `text` is the source that the page shows, where it is known. */
  readonly pages: readonly (Pick<
    PageFacts,
    'address' | 'uses' | 'visible' | 'isSilent' | 'isLost' | 'unapplied' | 'waits' | 'last'
  > & {
    readonly text: string | undefined;
  })[];
  /** Absolute paths of other files of the same name that pages use. */
  readonly twins: readonly string[];
  /** The path by which pages request the file, if it differs in letter case alone; empty for none. */
  readonly misspelt: string;
  /** The pattern of `porthole.ignore` that the file matches; empty where none does. */
  readonly ignoredBy: string;
  /** Why the file's folder makes no events; empty where it does. */
  readonly unwatched: string;
  /** Time at which the server noticed its last change, in milliseconds since the epoch; 0 for never. */
  readonly heard: number;
}

/** The folders that are served, and the addresses of their files. They change with `porthole.mount`. */
export interface ServedFolders {
  /** Absolute path of the root, as it was given: a link may be pointed at another folder. */
  readonly path: string;
  /** The root and the mounted folders. */
  readonly tops: readonly string[];
  /** The path that the decoded segments of an address name. */
  at(segments: readonly string[]): string;
  /** The one spelling of an absolute path: links, letter case and Unicode forms as the disk has them. Never throws. */
  fileOf(path: string): string;
  /** The decoded path of a file, with forward slashes: the one that pages are told. */
  pathOf(file: string): string;
  contains(file: string): boolean;
}

/** The server around the live side. */
export interface LiveHost {
  readonly folders: ServedFolders;
  /** Read on each use: options change while the server runs. */
  options(): LiveOptions;
  /**
   * The bytes that a request for this file would get now (the overlay before the disk), without the page script;
   * undefined when the file is missing, refused, or larger than 16 MiB. Never throws.
   */
  read(file: string): Promise<Buffer | undefined>;
  log(level: LogLevel, text: string): void;
  /** Pages came or left. `shown` has the absolute path of each document that a page shows, once. */
  onPages(count: number, shown: readonly string[]): void;
  /** A page did not handle an error, or could not load something. `page` is the same object until `onLeft`. */
  onError(page: object, error: PageError | Loss): void;
  onLeft(page: object): void;
  /** An update was handed to pages. */
  onUpdated(update: LastUpdate): void;
  /** The route that sent the document of an address, with the text of its file; undefined where none did. Lines count from 1. */
  routeAt(
    address: string,
  ): Promise<{ readonly file: string; readonly line: number; readonly text: string } | undefined>;
  /** A page was picked in, or pick mode began or ended. */
  onBridge(message: FromBridge): void;
  /** Pages wrote to their consoles while the editor looks at them. */
  onConsole(message: FromConsole): void;
}

/** One file that a request asked for; called on the request path, so it must cost next to nothing. */
export interface Use {
  /** Absolute path of the file that answered, or that would have (a 404: where a file would have to be created). */
  readonly file: string;
  /** Whether there was such a file. */
  readonly found: boolean;
  /** `Referer` as sent. */
  readonly referer: string | undefined;
  /** Whether a forwarder may have put a path before the one in the `Referer`. */
  readonly forwarded?: boolean;
  /** Whether a page of this server sent the request without a `Referer`. */
  readonly nameless?: boolean;
  /** `Sec-Fetch-Dest` as sent. */
  readonly dest: string | undefined;
}

/** The live side of one server. */
export interface Live {
  /** Keeps the source of a document that is about to be sent with the page script; the id goes into the script's tag. */
  documentServed(file: string, id: string, source: string): void;
  used(use: Use): void;
  /** Takes over an upgrade to the live channel that the guard has let through. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, may?: (right: Right) => boolean): void;
  /**
   * The live channel of a client whose WebSocket does not get through, as an event stream. Rejects where the live side cannot be loaded.
   * @param may holds once the page script has proved itself by a POST
   */
  stream(request: IncomingMessage, may: (right: Right) => boolean): Readable | Promise<Readable>;
  /** Messages for such a stream; false where there is none of that name. */
  post(posted: Posted): boolean;
  /** The editor's own events; they come before the disk's, which they do not wait for. */
  changed(changes: readonly FileChange[]): void;
  /** An editor's unsaved text changed; the server serves it already when this is called. */
  overlaid(overlay: Overlay): void;
  /**
   * The answers at these paths have changed: pages that use them hear of it as of a save.
   * @param concerns a promise if many routes are compared, so that no request waits for all of them
   */
  revise(concerns: (path: string) => boolean | Promise<boolean>): void;
  /** The editor starts or ends pick mode, or its carets have moved. */
  bridge(message: ToBridge): void;
  /** The editor starts or stops looking at the consoles of pages, or asks for something in them. */
  console(message: ToConsole): void;
  /** Options have changed. */
  configured(): void;
  /** The positions of the pieces of a file's style that browsers drop; undefined if no page uses the file or none answers. */
  judge(file: string, checks: readonly Check[]): Promise<readonly number[] | undefined>;
  /** Whether a connected page shows or uses a file. */
  isUsed(file: string): boolean;
  /** The scripts that connected pages of a document use. */
  scriptsOf(document: string): readonly string[];
  /** Facts about a file whose page does not update; undefined if the live side cannot be loaded or has ended. */
  examine(file: string): Promise<LiveFacts | undefined>;
  /** Tells the pages that the server stops and closes the channel; idempotent. */
  close(): Promise<void>;
}
