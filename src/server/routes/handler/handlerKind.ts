import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fieldLines } from '../../../protocol/fields';
import type { HandlerCall } from '../../../protocol/handlers';
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
import { HandlerFaults } from './handlerFaults';
import { Handlers, TIMES } from './handlers';
import { bounded } from './bounded';
import type { Answered } from './openCall';
import { endedReply, faultReply, silentReply } from './failureReplies';

/** Milliseconds within which a handler must answer; long enough for a poll that waits for news. */
const LONGEST_CALL = 300_000;

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
    options: [],
    read({ fields: { handler } }) {
      const relative = readFilePath(handler);
      if (relative === undefined || !/\.[cm]?[jt]s$/.test(relative))
        return fault('The “handler” is a module below the root, such as ./hello.mjs.', 'handler');
      return { answer: exchange => new Handling(context, handlers, faults, exchange, relative).answer() };
    },
    close: () => handlers.close(),
  };
}

/** One request that a handler answers. */
class Handling {
  private readonly site: RouteSite;
  private readonly file: string;

  constructor(
    private readonly context: RouteContext,
    private readonly handlers: Handlers,
    private readonly faults: HandlerFaults,
    private readonly exchange: Exchange,
    private readonly relative: string,
  ) {
    this.site = context.site;
    this.file = this.site.files.pathOf(relative.split('/'));
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
    const body = hasBody(request) ? bounded(request, this.context) : undefined;
    const { answered, abandon } = await this.handlers.call(
      this.call(path.join(real.root, real.relative)),
      body?.stream,
    );
    const timer = new AbortController();
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    try {
      const outcome = await Promise.race([answered, timeUp(timer.signal), ...(body ? [body.refused] : [])]);
      return this.reply(outcome);
    } catch (error) {
      abandon();
      if (error instanceof HandlerTimeout)
        return silentReply(request, site, this.relative, LONGEST_CALL / 1000);
      throw error;
    } finally {
      timer.abort();
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
    return { file, method, url, headers: fieldLines(rawHeaders), params, hasBody: hasBody(request) };
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
        // The client is gone, so only the log gets this reply.
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

/** Rejects after `LONGEST_CALL`, unless it is aborted before. */
async function timeUp(signal: AbortSignal): Promise<never> {
  await delay(LONGEST_CALL, undefined, { signal, ref: false });
  throw new HandlerTimeout();
}

const methodOf = ({ method = 'GET' }: IncomingMessage): string => method;
