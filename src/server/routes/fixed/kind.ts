import type { Reply } from '../../reply/reply';
import { overlay } from '../../reply/headers';
import { toPath } from '../../ask/locate';
import { say, sentence } from '../../reply/pages';
import { serve } from '../../steps/serve';
import type { Exchange, RouteKind } from '../action';
import { asObject, valueOf } from '../received';
import { CONTENT, type FixedAnswer, readFixed } from './read';
import { fixedReply, mockFailure, wait } from './reply';

/** A route that says itself what it answers. */
export const fixedKind: RouteKind = {
  options: [...CONTENT, 'answers', 'failureRate'],
  read({ fields }) {
    const fixed = readFixed(fields);
    if ('wrong' in fixed) return fixed;
    let turn = 0;
    return {
      async answer(exchange) {
        if (Math.random() < fixed.failureRate) return mockFailure(exchange.site.pages);
        const answer = fixed.answers[turn % fixed.answers.length];
        turn += 1;
        return answer ? answerWith(answer, exchange) : mockFailure(exchange.site.pages);
      },
    };
  },
};

async function answerWith(answer: FixedAnswer, exchange: Exchange): Promise<Reply> {
  const { site, params, query } = exchange;
  const { received } = await exchange.body();
  await wait(answer.delay, exchange.signal);
  const { content } = answer;
  if (content.kind === 'file') return answerFile(answer, content.file, exchange);
  const values = { params, query: asObject(query), body: valueOf(received) };
  return fixedReply({ ...answer, content }, values, site.pages);
}

async function answerFile(answer: FixedAnswer, file: string, { request, site }: Exchange): Promise<Reply> {
  const place = site.place(toPath(file.split('/'), false));
  if (place.located.kind !== 'path') return sentence(404, 'missing', say(site.pages, 'notFound'));
  const reply = await serve(request, site, place, place.located);
  const status = reply.status === 200 ? answer.status : reply.status;
  return { ...reply, status, headers: overlay(reply.headers, answer.headers), rule: 'route' };
}
