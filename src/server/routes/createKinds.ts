import type { Kinds, RouteKind } from './routeKind';
import { collectionKind } from './collection/collectionKind';
import type { RouteContext } from './context';
import { fixedKind } from './fixed/fixedKind';
import { handlerKind } from './handler/handlerKind';
import { proxyKind } from './proxy/proxyKind';

/** Makes every kind once: they live as long as the server, so that a change of the routes file loses none of their state. */
export function createKinds(context: RouteContext): Kinds {
  const { site } = context;
  const fixed = fixedKind(context);
  return {
    named: new Map<string, RouteKind>([
      ['json', fixed],
      ['body', fixed],
      ['file', fixed],
      ['answers', fixed],
      ['collection', collectionKind(site)],
      ['handler', handlerKind(context)],
      ['proxy', proxyKind(context)],
    ]),
    plain: fixed,
  };
}
