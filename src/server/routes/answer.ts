import type { IncomingMessage } from 'node:http';
import type { Source } from '../../protocol/log';
import { ROUTES_FILE } from '../../protocol/paths';
import type { LocatedPath } from '../ask/asked';
import type { Reply } from '../reply/reply';
import type { Site } from '../site';
import type { Upgrade } from '../steps/upgrade';
import { act } from './late';
import type { Matched } from './match';

/** Answers with the first route that takes the request; undefined when there is none. */
export function serveRoute(
  request: IncomingMessage,
  site: Site,
  located: LocatedPath,
): Promise<Reply> | undefined {
  const matched = site.routes?.find(request, located);
  if (!matched) return undefined;
  const source = sourceOf(site, matched);
  return act({ request, site, located }, matched, async exchange => ({
    ...(await matched.route.action.answer(exchange)),
    source,
  }));
}

/** Hands a WebSocket to the first route that takes it: a reply where that one refuses; undefined when there is none. */
export function joinRoute(
  upgrade: Upgrade,
  site: Site,
  located: LocatedPath,
): Promise<Reply | undefined> | undefined {
  const { request } = upgrade;
  const matched = site.routes?.find(request, located);
  const action = matched?.route.action;
  if (!matched || !action?.join) return undefined;
  return act({ request, site, located }, matched, async exchange => action.join?.(exchange, upgrade));
}

const sourceOf = ({ files }: Site, { route }: Matched): Source => ({
  file: files.pathOf([ROUTES_FILE]),
  line: route.line,
  name: route.name,
});
