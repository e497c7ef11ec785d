import { isRecord, pairsIn, type Made, type ProxyRoute, type Reader, type Why } from './made';

/** Characters with a special meaning in a route's path. */
const OF_PATTERNS = /[\\:*?+!(){}[\]"]/;

/** `{ enable, baseUri, proxyUri }` of Live Server, `{ "/api": "http://…" }` or pairs of the others. */
export const proxy: Reader = given => {
  if (given === null) return 'needless';
  if (isRecord(given) && 'enable' in given) {
    // The defaults of Live Server, which VS Code fills in.
    const { enable, baseUri = '/', proxyUri = 'http://127.0.0.1:80' } = given;
    const made = enable === true ? routeOf(baseUri, proxyUri) : 'needless';
    return typeof made === 'string' ? made : { route: made };
  }
  const pairs = pairsIn(given);
  if (!pairs) return 'invalid';
  return pairs.length === 0 ? 'needless' : pairs.map(madeOf);
};

function madeOf(pair: unknown): Made {
  const [base, target] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
  const made = routeOf(base, target);
  if (typeof made !== 'string') return { route: made };
  return { part: typeof base === 'string' ? base : JSON.stringify(pair), why: made };
}

/**
 * The route for one proxy. Other live servers remove the rule's path from each request and prefix the target's path. Targets with
 * credentials or queries are left to the user, since a routes file is often in a repository.
 */
function routeOf(base: unknown, target: unknown): ProxyRoute | Why {
  if (typeof base !== 'string' || typeof target !== 'string' || !URL.canParse(target)) return 'invalid';
  const { protocol, origin, pathname, username, password, search, hash } = new URL(target);
  if (!/^https?:$/.test(protocol)) return 'invalid';
  const path = decoded(`/${base.replaceAll(/^\/+|\/+$/g, '')}`);
  if (path === undefined) return 'invalid';
  if (OF_PATTERNS.test(path) || `${username}${password}${search}${hash}` !== '') return 'route';
  const theirs = pathname.replace(/\/+$/, '');
  if (path === '/') return { path, proxy: origin + theirs };
  if (path === decoded(theirs)) return { path, proxy: origin };
  return { path, proxy: origin + theirs, rewrite: '/*rest' };
}

/** Route paths are compared with decoded ones. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
