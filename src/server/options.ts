import { FIELD_VALUE, TOKEN } from '../protocol/fields';
import { readMounts } from '../protocol/mount';
import type { CorsOrigin, LiveOptions, ServerOptions } from '../protocol/serverOptions';

/** The default of each option. A test holds the manifest's defaults to these. */
export const defaults = {
  host: '127.0.0.1',
  port: 5500,
  patience: 0,
  https: 'off',
  certificate: { cert: '', key: '', passphrase: '' },
  certificates: '',
  proof: '',
  update: 'typing',
  onSave: 'auto',
  ignore: ['**/.git/**', '**/node_modules/**', '**/.vscode/**', '**/.DS_Store'],
  mount: {},
  fallback: '',
  cleanUrls: false,
  caseExact: false,
  directoryListing: true,
  headers: {},
  cors: [],
  dotfiles: 'deny',
  compression: 'auto',
  forms: 'echo',
  problems: 'all',
  maxBodySize: 10 * 1024 * 1024,
  shutdownTimeout: 2000,
  pickKey: 'alt',
  shareSync: false,
  devtoolsWorkspace: true,
  workspaceId: '',
  trusted: true,
  authorities: [],
  frameAncestors: [],
  texts: {},
} as const satisfies Omit<ServerOptions, 'root' | 'pageScript'>;

/** Limits for one client or all of them; no setting changes them. Times in milliseconds, sizes in bytes. */
export interface Limits {
  /** An idle connection is closed after this long. */
  readonly keepAliveTimeout: number;
  /** From the first byte of a request to the end of its header fields; longer is answered with 408. */
  readonly headersTimeout: number;
  /** From the first byte of a request to its last; longer is answered with 408. */
  readonly requestTimeout: number;
  /** How often these two timeouts are checked. */
  readonly checkingInterval: number;
  /** A connection that its client leaves without progress for this long is ended; a paused video asks anew for the rest. */
  readonly stalledTimeout: number;
  /** All header lines together with the request line; more is answered with 431. */
  readonly headerSize: number;
  /** A body on a request that takes none; more closes the connection instead of being drained. */
  readonly drainedBody: number;
  readonly connections: number;
}

export const defaultLimits: Limits = {
  keepAliveTimeout: 5_000,
  headersTimeout: 60_000,
  requestTimeout: 300_000,
  checkingInterval: 5_000,
  stalledTimeout: 30_000,
  headerSize: 32 * 1024,
  drainedBody: 1024 * 1024,
  connections: 4096,
};

/** Limits of the server itself. Sizes in bytes. */
export const limits = {
  /** The request target; more is answered with 414. */
  targetLength: 8 * 1024,
  /** Files up to this size are kept in memory once served. */
  cachedFile: 2 * 1024 * 1024,
  cacheSize: 16 * 1024 * 1024,
  /** Files up to this size are read by the live side. */
  followedFile: 16 * 1024 * 1024,
  /** Attempts to find a free port above the one asked for. */
  portTries: 64,
} as const;

/**
 * A host as browsers spell it in a URL and in the Host field (WHATWG URL, host parsing): `::0001` as `::1`, `bücher.local` in Punycode.
 * A text that is no host stays, for the system to refuse.
 */
export function spelledHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const url = `http://${bare.includes(':') ? `[${bare}]` : bare}/`;
  return /[/?#@\\\s]/.test(host) || !URL.canParse(url) ? host : new URL(url).hostname.replace(/^\[|\]$/g, '');
}

/** Options as the server uses them, and the values that it refused. */
interface ReadOptions {
  readonly options: LiveOptions;
  /** One sentence for each refused value; the server runs without it. */
  readonly problems: readonly string[];
}

/** Fields that frame a message or belong to the connection (RFC 9112, 6): a wrong one desynchronises the connection. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'trailer',
  'date',
]);

/** Checks the values of settings. Refused ones are named and left out. */
export function readOptions(given: LiveOptions): ReadOptions {
  const problems: string[] = [];
  const headers = readHeaders(given.headers, problems);
  const cors = readCors(given.cors, problems);
  return { options: { ...given, headers, cors, mount: readMount(given, problems) }, problems };
}

/** An untrusted workspace must not name folders outside of it. */
function readMount({ mount, trusted }: LiveOptions, problems: string[]): LiveOptions['mount'] {
  if (!trusted) return {};
  const read = readMounts(mount);
  problems.push(...read.problems);
  return Object.fromEntries(read.mounts.map(({ segments, folder }) => [`/${segments.join('/')}`, folder]));
}

function readCors(given: unknown, problems: string[]): LiveOptions['cors'] {
  if (Array.isArray(given)) return (given as CorsOrigin[]).filter(entry => readOrigin(entry, problems));
  problems.push('porthole.cors must be a list of origins; it is left out.');
  return [];
}

function readHeaders(given: unknown, problems: string[]): LiveOptions['headers'] {
  const kept: Record<string, Record<string, string>> = {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    problems.push('porthole.headers must be an object of globs; it is left out.');
    return kept;
  }
  for (const [glob, fields] of Object.entries(given) as [string, unknown][]) {
    const where = `porthole.headers["${glob}"]`;
    if (/^\/*$/.test(glob)) {
      problems.push(`${where} is no glob; name files, such as "**/*.css". It is left out.`);
      continue;
    }
    if (typeof fields !== 'object' || fields === null) {
      problems.push(`${where} must be an object of header names and values; it is left out.`);
      continue;
    }
    kept[glob] = Object.fromEntries(
      Object.entries(fields).filter(([name, value]) => {
        const wrong = wrongHeader(name, value);
        if (wrong) problems.push(`${where}: ${wrong} It is left out.`);
        return !wrong;
      }),
    );
  }
  return kept;
}

/** A sentence about a header field that cannot be set; undefined for a valid one. */
export function wrongHeader(name: string, value: unknown): string | undefined {
  if (!TOKEN.test(name)) return `“${name}” is not a header name.`;
  if (FRAMING.has(name.toLowerCase())) return `“${name}” is set by the server itself.`;
  if (typeof value !== 'string') return `the value of “${name}” must be a string.`;
  if (!FIELD_VALUE.test(value)) return `the value of “${name}” has a character that no header may have.`;
  return undefined;
}

function readOrigin(entry: CorsOrigin, problems: string[]): boolean {
  const origin: unknown = typeof entry === 'string' ? entry : entry?.origin;
  if (typeof origin === 'string' && isOrigin(origin)) return true;
  problems.push(
    `porthole.cors: “${String(origin)}” is not an origin like https://example.com:8080. It is left out.`,
  );
  return false;
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text.toLowerCase() && text !== 'null';
  } catch {
    return false;
  }
}
