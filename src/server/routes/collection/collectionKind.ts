import type { Reply } from '../../reply/reply';
import type { RouteSite } from '../context';
import { type Exchange, type RouteKind, fault } from '../routeKind';
import { readFilePath } from '../filePath';
import { jsonReply } from '../jsonReply';
import { valueOf } from '../parsedBody';
import { answerByCollection } from './resource';
import { Collection } from './collection';

/** A JSON file with an array, as a REST resource. */
export function collectionKind(site: RouteSite): RouteKind {
  // Collections outlive a change of the routes file: editing one route must not reset the lists of the others.
  const collections = new Map<string, Collection>();
  return {
    options: ['persist'],
    below: '/:id',
    read({ fields }) {
      const { collection, persist = false } = fields;
      const relative = readFilePath(collection);
      if (relative === undefined)
        return fault('The “collection” is a JSON file below the root, with forward slashes.', 'collection');
      if (typeof persist !== 'boolean') return fault('“persist” is true or false.', 'persist');
      const file = site.files.pathOf(relative.split('/'));
      const key = `${String(persist)} ${relative}`;
      const made = collections.get(key) ?? new Collection(file, persist, site.files);
      collections.set(key, made);
      return {
        answer: async exchange => {
          const reply = await answer(exchange, made, site);
          // With `persist`, requests write the file: a page that followed it would be reloaded by its own request.
          return persist ? reply : { ...reply, used: { file, found: true } };
        },
      };
    },
  };
}

async function answer(
  exchange: Exchange,
  collection: Collection,
  { pages }: Pick<RouteSite, 'pages'>,
): Promise<Reply> {
  const { request, params, sent, query } = exchange;
  const { parsed } = await exchange.body();
  const asked = { method: request.method ?? 'GET', params, sent, query, body: valueOf(parsed) };
  return jsonReply(await answerByCollection(collection, asked), 'route', pages);
}
