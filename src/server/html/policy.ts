import { LIVE, PAGE_SCRIPT } from '../../protocol/paths';

/** The policies of a page: those of header fields apply to all of it, those of a `<meta>` to what follows it. */
interface Policies {
  readonly fields: readonly string[];
  readonly metas: readonly string[];
}

/** The part of Porthole that a policy blocks, and the directive that would allow it. */
export interface KeptOut {
  /** The page script, its connection, or only connections after the first one. */
  readonly what: 'script' | 'connection' | 'new connection';
  readonly remedy: string;
}

type Directives = ReadonlyMap<string, readonly string[]>;

/**
 * The part of Porthole that a page's policies block; undefined for none. Pure. The policy of a `<meta>` holds for what follows it, and our
 * tag stands before: it blocks neither the script nor the script's first connection.
 * @param page any address of the page's origin
 */
export function keptOut({ fields, metas }: Policies, page: URL): KeptOut | undefined {
  const enforced = fields.flatMap(field => field.split(',')).map(readPolicy);
  const script = firstWrong(enforced, page, wrongForScript);
  if (script !== undefined) return { what: 'script', remedy: script };
  const connection = firstWrong(enforced, page, wrongForConnection);
  if (connection !== undefined) return { what: 'connection', remedy: connection };
  const later = firstWrong(metas.map(readPolicy), page, wrongForConnection);
  return later === undefined ? undefined : { what: 'new connection', remedy: later };
}

/** The directives that govern a file, by the end of its name; a picture otherwise. */
const GOVERNING: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.css$/i, ['style-src-elem', 'style-src', 'default-src']],
  [/\.[cm]?js$/i, ['script-src-elem', 'script-src', 'default-src']],
  [/\.(?:woff2?|ttf|otf|eot)$/i, ['font-src', 'default-src']],
  [/\.(?:mp[34]|m4[av]|web[ma]|og[agv]|wav|mov|vtt)$/i, ['media-src', 'default-src']],
  [/\.(?:x?html?)$/i, ['frame-src', 'child-src', 'default-src']],
  [/(?:)/, ['img-src', 'default-src']],
];

/** The directive that would let a page load a file of its server; undefined where its policies do. Pure. */
export function forbidden(policies: readonly string[], file: URL, page: URL): string | undefined {
  const names = GOVERNING.find(([end]) => end.test(file.pathname))?.[1] ?? [];
  const read = policies.flatMap(policy => policy.split(',')).map(readPolicy);
  return firstWrong(read, page, policy => {
    const [name, sources] = governing(policy, names);
    return sources === undefined || allows(sources, [file], page) ? undefined : `${name} 'self'`;
  });
}

const firstWrong = (
  policies: readonly Directives[],
  page: URL,
  wrong: (policy: Directives, page: URL) => string | undefined,
): string | undefined => policies.map(policy => wrong(policy, page)).find(remedy => remedy !== undefined);

/** The name and the words of each directive; the first of a name counts (CSP 3, 2.2.1). */
function readPolicy(text: string): Directives {
  const directives = new Map<string, readonly string[]>();
  for (const part of text.split(';')) {
    const [name = '', ...words] = part.trim().split(/\s+/);
    const key = name.toLowerCase();
    if (key !== '' && !directives.has(key)) directives.set(key, words);
  }
  return directives;
}

function wrongForScript(policy: Directives, page: URL): string | undefined {
  const sandbox = policy.get('sandbox');
  // A document without an origin is foreign here: the guard refuses its script, even if scripts may run.
  if (sandbox && !(has(sandbox, 'allow-scripts') && has(sandbox, 'allow-same-origin')))
    return 'sandbox allow-scripts allow-same-origin';
  const [name, sources] = governing(policy, ['script-src-elem', 'script-src', 'default-src']);
  if (sources === undefined) return undefined;
  // With 'strict-dynamic', a script in the markup needs a nonce or a hash; our tag has none.
  if (has(sources, "'strict-dynamic'")) return `${name} 'self' without 'strict-dynamic'`;
  return allows(sources, [new URL(PAGE_SCRIPT, page)], page) ? undefined : `${name} 'self'`;
}

function wrongForConnection(policy: Directives, page: URL): string | undefined {
  const [name, sources] = governing(policy, ['connect-src', 'default-src']);
  if (sources === undefined) return undefined;
  // Fetch compares a WebSocket's address with the scheme of its handshake, browsers with `ws`: either is enough.
  const asked = new URL(LIVE, page);
  const socket = new URL(asked.href.replace(/^http/, 'ws'));
  return allows(sources, [asked, socket], page) ? undefined : `${name} 'self'`;
}

const has = (words: readonly string[], word: string): boolean =>
  words.some(each => each.toLowerCase() === word);

function governing(
  policy: Directives,
  names: readonly string[],
): [name: string, sources: readonly string[] | undefined] {
  const name = names.find(each => policy.has(each)) ?? '';
  return [name, policy.get(name)];
}

const allows = (sources: readonly string[], addresses: readonly URL[], page: URL): boolean =>
  sources.some(source => addresses.some(address => matches(source, address, page)));

const SOURCE =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::(\d+|\*))?(\/[^?#]*)?$/i;

/** Whether a source expression lets in an address of the page's own origin (CSP 3, 6.7.2.8). */
function matches(source: string, address: URL, page: URL): boolean {
  if (source === '*' || source.toLowerCase() === "'self'") return true;
  const [, scheme] = /^([a-z][a-z0-9+.-]*):$/i.exec(source) ?? [];
  if (scheme !== undefined) return takesScheme(scheme, address);
  const [, ofScheme, host, port, path] = SOURCE.exec(source) ?? [];
  if (host === undefined) return false;
  return (
    takesScheme(ofScheme ?? page.protocol.slice(0, -1), address) &&
    takesHost(host.toLowerCase(), address) &&
    takesPort(port, address) &&
    takesPath(path, address)
  );
}

/** An insecure scheme also matches its secure one (CSP 3, 6.7.2.8). */
function takesScheme(scheme: string, { protocol }: URL): boolean {
  const asked = `${scheme.toLowerCase()}:`;
  return asked === protocol || asked.replace(/^(http|ws):$/, '$1s:') === protocol;
}

const takesHost = (host: string, { hostname }: URL): boolean =>
  host === '*' || (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host);

/** `URL.port` is empty for the default port of the scheme. */
const takesPort = (port: string | undefined, address: URL): boolean =>
  port === '*' || (port ?? '') === (address.port || (port === undefined ? '' : usualPort(address)));

const usualPort = ({ protocol }: URL): string => (/^(https|wss):$/.test(protocol) ? '443' : '80');

/** A path that ends with a slash matches everything below it. */
const takesPath = (path: string | undefined, { pathname }: URL): boolean =>
  path === undefined || (path.endsWith('/') ? pathname.startsWith(path) : pathname === path);
