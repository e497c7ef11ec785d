/** One entry of a collection. */
export type Item = Readonly<Record<string, unknown>>;

/** A change that is not made. */
export interface Refused {
  readonly kind: 'refused';
  readonly status: 404 | 409 | 413 | 422;
  readonly reason: string;
}

/** The list of a collection after a change and the item that changed, or the reason for a refusal. */
export type Changed =
  | { readonly kind: 'changed'; readonly items: readonly Item[]; readonly item: Item }
  | Refused;

const refuse = (status: Refused['status'], reason: string): Refused => ({ kind: 'refused', status, reason });

export const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Compares ids as text: an address has no other type, while the file may hold numbers. */
export const hasId = (item: Item, id: string): boolean =>
  item['id'] !== undefined && textOf(item['id']) === id;

const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number'
      ? String(value)
      : (JSON.stringify(value) ?? '');

/** Characters of an id: longer ones make addresses that the server refuses. */
const LONGEST_ID = 1000;

const NO_OBJECT = 'The body must be a JSON object or a form.';
const missing = (id: string): Changed => refuse(404, `There is no item with the id ${id}.`);

/** Appends an item; one without an id gets the next. Pure but for `freshId`. */
export function create(items: readonly Item[], body: unknown, freshId: () => string): Changed {
  if (!isItem(body)) return refuse(422, NO_OBJECT);
  const given = body['id'];
  if (given === undefined || given === null || given === '') {
    const item = { ...body, id: nextId(items, freshId) };
    return { kind: 'changed', items: [...items, item], item };
  }
  if (!isId(given)) return refuse(422, 'The id must be a number or a text that an address can have.');
  if (items.some(item => hasId(item, String(given))))
    return refuse(409, `There is an item with the id ${given} already.`);
  return { kind: 'changed', items: [...items, body], item: body };
}

/** Whether an address can name an item by this id; `.` and `..` mean a folder there (RFC 3986, 5.2.4). */
const isId = (id: unknown): id is string | number =>
  typeof id === 'number'
    ? Number.isFinite(id)
    : typeof id === 'string' && !/^\.{1,2}$|\0/.test(id) && id.length <= LONGEST_ID && isWellFormed(id);

/** `encodeURIComponent` throws for half of a surrogate pair. */
const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** The next number if all ids are whole numbers; otherwise a fresh text id. */
function nextId(items: readonly Item[], freshId: () => string): number | string {
  const ids = items.map(item => item['id']).filter(id => id !== undefined);
  if (!ids.every(id => typeof id === 'number' && Number.isSafeInteger(id))) return freshId();
  // Not `Math.max(...ids)`: a call takes about 120,000 arguments.
  const most = (ids as number[]).reduce((one, another) => Math.max(one, another), 0);
  return most < Number.MAX_SAFE_INTEGER ? most + 1 : freshId();
}

/** Replaces an item and keeps its id. Pure. */
export function replace(items: readonly Item[], id: string, body: unknown): Changed {
  return alter(items, id, body, (_old, given) => given);
}

/** Merges the fields of a body into an item (RFC 7396, first level only: null removes a field). Pure. */
export function patch(items: readonly Item[], id: string, body: unknown): Changed {
  return alter(items, id, body, (old, given) =>
    Object.fromEntries(Object.entries({ ...old, ...given }).filter(([key]) => given[key] !== null)),
  );
}

function alter(
  items: readonly Item[],
  id: string,
  body: unknown,
  make: (old: Item, given: Item) => Item,
): Changed {
  const index = items.findIndex(item => hasId(item, id));
  const old = items[index];
  if (!old) return missing(id);
  if (!isItem(body)) return refuse(422, NO_OBJECT);
  const given = body['id'];
  if (given !== undefined && textOf(given) !== id) return refuse(422, 'The id of an item cannot be changed.');
  const item = { ...make(old, body), id: old['id'] };
  return { kind: 'changed', items: items.with(index, item), item };
}

/** Removes an item. Pure. */
export function remove(items: readonly Item[], id: string): Changed {
  const item = items.find(each => hasId(each, id));
  return item ? { kind: 'changed', items: items.filter(each => each !== item), item } : missing(id);
}
