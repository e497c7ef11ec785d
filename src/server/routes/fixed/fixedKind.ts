import type { Reply } from '../../reply/reply';
import { overlay } from '../../reply/headers';
import type { Exchange, RouteKind } from '../routeKind';
import type { RouteContext } from '../context';
import { BodyRefusal } from '../body';
import { asObject, valueOf } from '../parsedBody';
import { writeJson } from '../writeJson';
import { CONTENT, type FixedAnswer, readFixed } from './readFixed';
import { fixedReply, isEscaped, mockFailure, wait } from './fixedReply';
import { lookUp, pathsIn, type Values } from './template';

/** Bytes of a body whose values are serialised without a pause. */
const SHORT = 64 * 1024;
/** Bytes of the largest body that is escaped; escaping copies every string in it. */
const LONGEST_ESCAPED = 256 * 1024;

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
  const { bytes, parsed } = await exchange.body();
  await wait(answer.delay, exchange.signal);
  const { content } = answer;
  if (content.kind === 'file') return answerFile(answer, await context.serveFile(request, content.file));
  const values = { params, query: asObject(query), body: valueOf(parsed) };
  if (bytes.length <= SHORT) return fixedReply({ ...answer, content }, values, context.site.pages);
  if (isEscaped(answer) && bytes.length > LONGEST_ESCAPED)
    throw new BodyRefusal(413, `A body of more than ${LONGEST_ESCAPED} bytes is not put into markup.`);
  const texts = await textsOf(content, values);
  return fixedReply({ ...answer, content }, { ...values, texts }, context.site.pages);
}

/** The JSON texts of the values that placeholders put into a text, made in slices. */
async function textsOf(content: object, values: Values): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of pathsIn(JSON.stringify(content))) {
    const value = lookUp(path, values);
    if (typeof value === 'object' && value !== null) texts.set(path, (await writeJson(value)).toString());
  }
  return texts;
}

function answerFile(answer: FixedAnswer, reply: Reply): Reply {
  const status = reply.status === 200 ? answer.status : reply.status;
  return { ...reply, status, headers: overlay(reply.headers, answer.headers), rule: 'route' };
}
