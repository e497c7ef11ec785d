import type { PickKey } from './bridgeMessages';
import type { Texts } from './texts';

/** When pages update: at every keystroke, at each save, or never. */
export type UpdateMode = 'typing' | 'save' | 'off';
/**
 * How a save reaches a page. `auto` reloads it once if typing changed parts that its scripts may have used. `patch` never reloads for
 * that reason. `reload` reloads at every save.
 */
type OnSaveMode = 'auto' | 'patch' | 'reload';
/** When replies are compressed: `auto` for clients that are not on this machine. */
export type CompressionMode = 'auto' | 'on' | 'off';
/** How to answer a form that no route takes. */
type FormsMode = 'echo' | 'strict';
/** Which problems are reported: all of documents and pages, only errors of pages, or none. */
export type ProblemsMode = 'all' | 'errors' | 'off';
/** An origin whose pages may read replies; `credentials` also lets their cookies through. */
export type CorsOrigin = string | { readonly origin: string; readonly credentials: boolean };

/** Which listeners speak HTTPS: none, the one for other devices, or all. */
type HttpsMode = 'off' | 'shared' | 'always';

/** A certificate of a person's own, by absolute paths. */
export interface OwnCertificate {
  /** PEM, or PKCS #12 with the key in it; empty for a certificate that Porthole makes. */
  readonly cert: string;
  /** PEM; empty where it stands in the same file. */
  readonly key: string;
  /** Opens a PKCS #12 file. */
  readonly passphrase: string;
}

/** Options that may change while the server runs. */
export interface LiveOptions {
  /** When pages update. */
  readonly update: UpdateMode;
  /** How a save reaches a page. */
  readonly onSave: OnSaveMode;
  /** Globs, relative to the root, of files whose changes never reach a page. */
  readonly ignore: readonly string[];
  /** Folders, relative to the root or absolute, by the path below which they are served; none in an untrusted workspace. */
  readonly mount: Readonly<Record<string, string>>;
  /** File, relative to the root, that answers navigations to unknown routes; empty for none. */
  readonly fallback: string;
  /** Whether `/about` answers with `about.html`. */
  readonly cleanUrls: boolean;
  /** Whether a path must have the letter case of the name on disk, even on a disk that ignores case. */
  readonly caseExact: boolean;
  /** Whether a folder without an index page shows its entries. */
  readonly directoryListing: boolean;
  /** Extra response headers by glob, relative to the root. */
  readonly headers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Origins whose pages may read replies (CORS). */
  readonly cors: readonly CorsOrigin[];
  /** Whether names that start with a dot are served. */
  readonly dotfiles: 'deny' | 'allow';
  /** When replies are compressed. */
  readonly compression: CompressionMode;
  /** How to answer a form sent to an address that only serves files: with a page that shows it, or a refusal. */
  readonly forms: FormsMode;
  /** Which problems of documents and pages the Problems view shows. */
  readonly problems: ProblemsMode;
  /** Bytes that the body of a request may have. */
  readonly maxBodySize: number;
  /** Milliseconds that replies in flight get to finish when the server stops. */
  readonly shutdownTimeout: number;
  /** Whether DevTools on this machine may save edits to the folder. */
  readonly devtoolsWorkspace: boolean;
  /** The version 4 UUID by which DevTools knows the folder, the same for its life; empty for none. */
  readonly workspaceId: string;
  /** Whether devices that show the same page follow each other. */
  readonly shareSync: boolean;
  /** The key that makes a click in a page a pick. */
  readonly pickKey: PickKey;
  /** Whether the workspace is trusted; an untrusted one gets static serving only. */
  readonly trusted: boolean;
  /** Authorities (`host[:port]`) that `asExternalUri` gave for this server, accepted as Host. */
  readonly authorities: readonly string[];
  /** Origins, besides the server's own and `vscode-webview:`, that may show pages in a frame. */
  readonly frameAncestors: readonly string[];
  /** The certificate of HTTPS. */
  readonly certificate: OwnCertificate;
  /** Translations of the sentences on the server's own pages; English where one is missing. */
  readonly texts: Partial<Texts>;
}

/** All options of a server. Those that are not live need a restart. */
export interface ServerOptions extends LiveOptions {
  /** Absolute path of the folder that is served. */
  readonly root: string;
  /** Address to listen on. */
  readonly host: string;
  /** Port asked for; a busy one moves to the next free one; 0 picks any. */
  readonly port: number;
  /** Milliseconds to wait for that port where it is taken, before the next one is tried. */
  readonly patience: number;
  /** Which listeners speak HTTPS. */
  readonly https: HttpsMode;
  /** Absolute path of the folder for private keys and certificates, outside any workspace. */
  readonly certificates: string;
  /** The secret by which a page script proves itself, kept over restarts; empty for a random one. */
  readonly proof: string;
  /** Absolute path of the built page script. */
  readonly pageScript: string;
}
