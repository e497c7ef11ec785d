import type { Reply } from '../../reply/reply';
import { overlay } from '../../reply/headers';
import type { Exchange, RouteKind } from '../routeKind';
import type { RouteContext } from '../context';
import { asObject, valueOf } from '../parsedBody';
import { CONTENT, type FixedAnswer, readFixed } from './readFixed';
import { fixedReply, mockFailure, wait } from './fixedReply';

/** Routes whose answers stand in the routes file. */
export const fixedKind = (context: RouteContext): RouteKind => ({
  options: [...CONTENT, 'answers', 'failureRate'],
  read({ fields }) {
    const fixed = readFixed(fields);
    if ('fault' in fixed) return fixed;
    let turn = 0;
    return {
      async answer(exchange) {
        if (Math.random() < fixed.failureRate) return mockFailure(context.site.pages);
        const answer = fixed.answers[turn % fixed.answers.length];
        turn += 1;
        return answer ? answerWith(answer, exchange, context) : mockFailure(context.site.pages);
      },
    };
  },
});

async function answerWith(answer: FixedAnswer, exchange: Exchange, context: RouteContext): Promise<Reply> {
  const { request, params, query } = exchange;
  const { parsed } = await exchange.body();
  await wait(answer.delay, exchange.signal);
  const { content } = answer;
  if (content.kind === 'file') return answerFile(answer, await context.serveFile(request, content.file));
  const values = { params, query: asObject(query), body: valueOf(parsed) };
  return fixedReply({ ...answer, content }, values, context.site.pages);
}

function answerFile(answer: FixedAnswer, reply: Reply): Reply {
  const status = reply.status === 200 ? answer.status : reply.status;
  return { ...reply, status, headers: overlay(reply.headers, answer.headers), rule: 'route' };
}
