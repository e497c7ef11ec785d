import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { fieldLines } from '../../../protocol/fields';
import type { HandlerCall } from '../../../protocol/handlerMessages';
import { originOf } from '../../ask/requestFields';
import { overlay } from '../../reply/headers';
import { fill } from '../../../protocol/texts';
import { say, sentence } from '../../reply/pages';
import { noBody, type Reply } from '../../reply/reply';
import { type Exchange, type RouteKind, fault } from '../routeKind';
import { hasBody } from '../body';
import type { RouteContext, RouteSite } from '../context';
import { readFilePath } from '../filePath';
import { guarded } from '../guarded';
import { gather, replyLines } from '../fieldLines';
import { withCookies, withoutOwnCookies } from '../ownCookies';
import { readTimeout } from '../timeout';
import { HandlerFaults } from './handlerFaults';
import { Handlers, TIMES } from './handlers';
import { bounded } from './bounded';
import type { Answered } from './openCall';
import { endedReply, faultReply, silentReply } from './failureReplies';

/** Routes that a module of the workspace answers: `Request` in, `Response` out. */
export function handlerKind(context: RouteContext): RouteKind {
  const { site, handlersScript } = context;
  const faults = new HandlerFaults(site, context.faults);
  const handlers = new Handlers({
    script: handlersScript,
    times: TIMES,
    log: (level, text) => site.log.event(level, text),
    stray: thrown => faults.stray(thrown),
    renewed: () => faults.clear(),
    ended: ended => faults.ended(ended),
  });
  return {
    options: ['timeout'],
    read({ fields }) {
      const relative = readFilePath(fields['handler']);
      if (relative === undefined || !/\.[cm]?[jt]s$/.test(relative))
        return fault('The “handler” is a module below the root, such as ./hello.mjs.', 'handler');
      const timeout = readTimeout(fields);
      if (typeof timeout !== 'number') return timeout;
      const route: HandlerRoute = { relative, timeout };
      return { answer: exchange => new Handling(context, handlers, faults, exchange, route).answer() };
    },
    close: () => handlers.close(),
  };
}

/** A `handler` route. */
interface HandlerRoute {
  /** The module, as the route names it. */
  readonly relative: string;
  /** Milliseconds, from the last byte of the request, within which the reply must begin. */
  readonly timeout: number;
}

/** One request that a handler answers. */
class Handling {
  private readonly site: RouteSite;
  private readonly relative: string;
  private readonly file: string;

  constructor(
    private readonly context: RouteContext,
    private readonly handlers: Handlers,
    private readonly faults: HandlerFaults,
    private readonly exchange: Exchange,
    private readonly route: HandlerRoute,
  ) {
    this.site = context.site;
    this.relative = route.relative;
    this.file = this.site.files.pathOf(this.relative.split('/'));
  }

  async answer(): Promise<Reply> {
    return { ...(await this.run()), used: { file: this.file, found: true } };
  }

  private async run(): Promise<Reply> {
    const { site } = this;
    const { request, signal } = this.exchange;
    const real = await site.files.real(this.file);
    if (!real) return sentence(500, 'route', fill(say(site.pages, 'handlerMissing'), this.relative));
    this.faults.root = real.root;
    const silence = new Silence(this.route.timeout);
    const body = hasBody(request) ? bounded(request, this.context, () => silence.over()) : undefined;
    const { answered, abandon } = await this.handlers.call(
      this.call(path.join(real.root, real.relative)),
      body?.stream,
    );
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    try {
      const outcome = await Promise.race([answered, silence.tooLong, ...(body ? [body.refused] : [])]);
      return this.reply(outcome);
    } catch (error) {
      abandon();
      if (error instanceof HandlerTimeout)
        return silentReply(request, site, this.relative, this.route.timeout / 1000);
      throw error;
    } finally {
      silence.end();
      signal.removeEventListener('abort', abandon);
    }
  }

  private call(file: string): HandlerCall {
    const { request, params, sent } = this.exchange;
    const { method = 'GET', rawHeaders, headers } = request;
    const { protocol } = originOf(request, this.site.options.authorities);
    // Joined as text: `new URL('//x', origin)` would take `x` for a host.
    const url = new URL(
      `${protocol}//${sent.authority ?? headers.host ?? 'localhost'}${sent.raw}${sent.query}`,
    ).href;
    // Without Porthole's own cookies: a handler that echoes its request would show page scripts an `HttpOnly` value.
    const fields = withCookies(fieldLines(rawHeaders), withoutOwnCookies);
    return { file, method, url, headers: fields, params, hasBody: hasBody(request) };
  }

  private reply(answered: Answered): Reply {
    const { request } = this.exchange;
    switch (answered.kind) {
      case 'reply':
        this.faults.well(this.relative, methodOf(request));
        return this.passOn(answered);
      case 'method':
        return this.refuse(answered.allow);
      case 'failed': {
        const told = this.faults.failed(this.relative, methodOf(request), answered.thrown);
        return faultReply(request, this.site, this.relative, told);
      }
      case 'ended':
        return endedReply(
          request,
          this.site,
          this.relative,
          this.faults.namesOf(answered.ended),
          answered.ended,
        );
      case 'gone':
        // The client has left; only the log gets this reply.
        return { status: 499, headers: {}, body: noBody, rule: 'route' };
      default:
        return answered satisfies never;
    }
  }

  private passOn({ status, headers, body }: Extract<Answered, { kind: 'reply' }>): Reply {
    const fields = gather(replyLines(headers));
    // Node sends the whole stream even if Content-Length says less; a client would take the rest for the next reply.
    if (body) delete fields['content-length'];
    return {
      status,
      headers: guarded(overlay({ 'cache-control': 'no-store' }, fields), this.site.pages),
      body: body ? { kind: 'stream', stream: body } : noBody,
      rule: 'route',
    };
  }

  private refuse(methods: readonly string[]): Reply {
    const allow = methods.join(', ');
    const reply = sentence(405, 'route', fill(say(this.site.pages, 'method'), allow));
    return { ...reply, headers: { ...reply.headers, Allow: allow } };
  }
}

/** The handler has not answered in time. */
class HandlerTimeout extends Error {}

/** The wait for a handler's answer, while no part of the request arrives. */
class Silence {
  /** Rejects with a `HandlerTimeout`; never resolves. */
  readonly tooLong: Promise<never>;
  private timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number) {
    this.tooLong = new Promise((_resolve, reject) => {
      this.timer = setTimeout(() => reject(new HandlerTimeout()), milliseconds).unref();
    });
    // The time may be over while the thread is still starting.
    this.tooLong.catch(() => undefined);
  }

  /** Starts the time anew: an upload may take longer. */
  over(): void {
    this.timer?.refresh();
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

const methodOf = ({ method = 'GET' }: IncomingMessage): string => method;
