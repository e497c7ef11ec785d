import type { Problems } from '../problems';
import type { Site } from '../site';
import type { RouteKind } from './action';
import { collectionKind } from './collection/kind';
import { fixedKind } from './fixed/kind';
import { handlerKind } from './handler/kind';
import { proxyKind } from './proxy/kind';

/** What kinds are made from: they live as long as the server, whatever becomes of the file. */
export interface KindsHost {
  readonly site: Site;
  readonly problems: Problems;
  /** The built script of the handlers' thread. */
  readonly handlersScript: string;
}

/** Every way to answer a route. */
export interface Kinds {
  /** By the key of a route's object that asks for it. */
  readonly named: ReadonlyMap<string, RouteKind>;
  /** For a route without such a key. */
  readonly plain: RouteKind;
}

export function createKinds(host: KindsHost): Kinds {
  const { site } = host;
  return {
    named: new Map<string, RouteKind>([
      ['json', fixedKind],
      ['body', fixedKind],
      ['file', fixedKind],
      ['answers', fixedKind],
      ['collection', collectionKind(site)],
      ['handler', handlerKind(host)],
      ['proxy', proxyKind(site)],
    ]),
    plain: fixedKind,
  };
}
