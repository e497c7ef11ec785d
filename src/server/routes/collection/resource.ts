import type { SentPath } from '../../ask/sentPath';
import { toPath } from '../../ask/locate';
import type { Params } from '../routeKind';
import type { JsonAnswer } from '../jsonReply';
import { type Collection, freshId, type Outcome } from './collection';
import { type Changed, create, hasId, patch, remove, replace } from './items';
import { list } from './query';

/** A request to a collection. */
export interface Asked {
  readonly method: string;
  readonly params: Params;
  readonly sent: SentPath;
  readonly query: URLSearchParams;
  /** The parsed JSON, or a form as an object. */
  readonly body: unknown;
}

/** Answers for the list, or for one of its items. */
export function answerByCollection(collection: Collection, asked: Asked): Promise<JsonAnswer> {
  const { id } = asked.params;
  return typeof id === 'string' ? answerItem(collection, asked, id) : answerList(collection, asked);
}

const reason = (status: number, text: string): JsonAnswer => ({ status, value: { error: text } });

async function answerList(collection: Collection, asked: Asked): Promise<JsonAnswer> {
  switch (asked.method) {
    case 'GET':
    case 'HEAD': {
      const loaded = await collection.read();
      if (loaded.kind === 'failed') return reason(500, loaded.reason);
      const listed = await list(loaded.items, asked.query);
      if (typeof listed === 'string') return reason(400, listed);
      return {
        status: 200,
        value: listed.items,
        headers: { 'x-total-count': String(listed.total) },
      };
    }
    case 'POST': {
      const made = await collection.change(items => create(items, asked.body, freshId));
      if (made.kind !== 'changed') return notMade(made);
      const at = toPath([...asked.sent.segments.map(({ text }) => text), String(made.item['id'])], false);
      return { status: 201, value: made.item, headers: { location: at } };
    }
    case 'OPTIONS':
      return allowed(LIST_METHODS);
    default:
      return notAllowed(LIST_METHODS);
  }
}

async function answerItem(collection: Collection, asked: Asked, id: string): Promise<JsonAnswer> {
  switch (asked.method) {
    case 'GET':
    case 'HEAD': {
      const loaded = await collection.read();
      if (loaded.kind === 'failed') return reason(500, loaded.reason);
      const item = loaded.items.find(each => hasId(each, id));
      return item ? { status: 200, value: item } : reason(404, `There is no item with the id ${id}.`);
    }
    case 'PUT':
      return told(await collection.change(items => replace(items, id, asked.body)));
    case 'PATCH':
      return told(await collection.change(items => patch(items, id, asked.body)));
    case 'DELETE': {
      const removed = await collection.change(items => remove(items, id));
      return removed.kind === 'changed' ? { status: 204, value: undefined } : notMade(removed);
    }
    case 'OPTIONS':
      return allowed(ITEM_METHODS);
    default:
      return notAllowed(ITEM_METHODS);
  }
}

const told = (outcome: Outcome): JsonAnswer =>
  outcome.kind === 'changed' ? { status: 200, value: outcome.item } : notMade(outcome);

function notMade(outcome: Exclude<Outcome, Extract<Changed, { kind: 'changed' }>>): JsonAnswer {
  return reason(outcome.kind === 'failed' ? 500 : outcome.status, outcome.reason);
}

const LIST_METHODS = 'GET, HEAD, OPTIONS, POST';
const ITEM_METHODS = 'GET, HEAD, OPTIONS, PUT, PATCH, DELETE';

const allowed = (allow: string): JsonAnswer => ({ status: 204, value: undefined, headers: { allow } });

const notAllowed = (allow: string): JsonAnswer => ({
  ...reason(405, `This address only supports ${allow}.`),
  headers: { allow },
});
