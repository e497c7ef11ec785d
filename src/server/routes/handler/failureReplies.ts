import type { IncomingMessage } from 'node:http';
import { navigates } from '../../ask/requestFields';
import { escape } from '../../../protocol/escape';
import { fill } from '../../../protocol/texts';
import { page, say, sentence } from '../../reply/pages';
import type { Reply } from '../../reply/reply';
import type { RouteSite } from '../context';
import type { Told } from './stack';
import type { Ended } from './ended';

/** 500 with the error and its place: a page for a navigation, plain text for a script. */
export function faultReply(
  request: IncomingMessage,
  site: RouteSite,
  handler: string,
  { message, frames }: Told,
): Reply {
  const said = fill(say(site.pages, 'handlerFailed'), handler);
  return shown(request, site, 500, said, [message, ...frames.map(frame => `    ${frame}`)].join('\n'));
}

/** The thread ended during the request, because of this handler or another. */
export function endedReply(
  request: IncomingMessage,
  site: RouteSite,
  handler: string,
  blamed: readonly string[],
  ended: Ended,
): Reply {
  switch (ended.kind) {
    case 'hung': {
      const said = fill(say(site.pages, 'handlerHung'), blamed.join(', '), String(ended.seconds));
      return shown(request, site, 500, said, '');
    }
    case 'crashed':
      return shown(request, site, 500, fill(say(site.pages, 'handlerFailed'), handler), ended.message);
    case 'closed':
      return shown(request, site, 503, fill(say(site.pages, 'handlerFailed'), handler), '');
    default:
      return ended satisfies never;
  }
}

/** 504: the handler still runs, but has not answered. */
export function silentReply(
  request: IncomingMessage,
  site: RouteSite,
  handler: string,
  seconds: number,
): Reply {
  return shown(request, site, 504, fill(say(site.pages, 'handlerSilent'), handler, seconds), '');
}

function shown(
  request: IncomingMessage,
  site: RouteSite,
  status: number,
  said: string,
  detail: string,
): Reply {
  if (!navigates(request)) return sentence(status, 'route', [said, detail].filter(Boolean).join('\n'));
  const title = say(site.pages, 'failedTitle');
  const main = [`<p>${escape(said)}</p>`, detail && `<pre>${escape(detail)}</pre>`]
    .filter(Boolean)
    .join('\n');
  // `live`: the page loads again when the handler is saved.
  return page(site.pages, { status, rule: 'route', title, main, live: true });
}
