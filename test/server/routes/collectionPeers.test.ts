import assert from 'node:assert/strict';
import { ask, json, withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

// The features that json-server 0.17 (MIT) tests, as cases of our own.
const POSTS = [
  { id: 1, title: 'one', views: 10, author: { name: 'Ada' }, tags: ['a'], draft: false, n: null },
  { id: 2, title: 'two', views: 9, author: { name: 'Bo' }, tags: ['a', 'b'], draft: true },
  { id: 3, title: 'Three', views: 100, author: { name: 'Ada' }, tags: [], draft: false },
  { id: 'x-4', title: 'über', views: 9, author: { name: 'Cy' } },
  { id: '0b2f1c9e-8a3d-4d55-9a37-0c3f1c2d4e5f', title: 'five', views: 1 },
  { id: 'a/b', title: 'six' },
  { id: 'ü 😀', title: 'seven' },
  { id: '007', title: 'eight' },
  { id: -1, title: 'nine' },
  { id: 1.5, title: 'ten' },
];
const UUID = '0b2f1c9e-8a3d-4d55-9a37-0c3f1c2d4e5f';
const ALL = POSTS.map(({ id }) => id);

/** A query of json-server's tests, our ids, and the reason if json-server returns others. */
type ListCase = readonly [query: string, ids: readonly unknown[] | number, differs?: string];

const LISTS: readonly ListCase[] = [
  ['', ALL],
  ['?title=one', [1]],
  ['?title=one&title=two', [1, 2]],
  ['?title=one&views=10', [1]],
  ['?title=one&views=9', []],
  ['?views=9', [2, 'x-4']],
  ['?author.name=Ada', [1, 3]],
  ['?author.name=Ada&views=100', [3]],
  ['?author.none=Ada', []],
  ['?draft=true', [2]],
  ['?draft=false', [1, 3]],
  ['?id=2', [2]],
  ['?id=1&id=3', [1, 3]],
  [`?id=${UUID}`, [UUID]],
  ['?id=7', []],
  ['?id=007', ['007']],
  ['?title=%C3%BCber', ['x-4']],
  ['?none=1', [], 'a name that no item has is ignored there; here nothing matches, as for any other value'],
  ['?title=ONE', []],
  ['?q=ada', [1, 3]],
  ['?q=ADA', [1, 3]],
  ['?q=%C3%9CBER', ['x-4']],
  ['?q=nothing', []],
  ['?q=', ALL],
  ['?q=ada&views=100', [3]],
  ['?tags.0=a', [1, 2]],
  ['?_sort=views&views=9', [2, 'x-4']],
  ['?author.name=Ada&_sort=views', [1, 3]],
  ['?author.name=Ada&_sort=-views', [3, 1], 'json-server 0.17 has _order; this is the form of json-server 1'],
  ['?author.name=Ada&_sort=views&_order=desc', [1, 3], 'one way to say it is enough'],
  ['?views=9&_sort=author.name', [2, 'x-4']],
  ['?views=9&_sort=-author.name', ['x-4', 2]],
  ['?draft=true&draft=false&_sort=author.name,-views', [3, 1, 2]],
  ['?draft=true&draft=false&_sort=title', [1, 3, 2], 'letter case does not count, as people sort'],
  ['?_sort=none', ALL],
  ['?_limit=2', [1, 2]],
  ['?_page=1&_limit=3', [1, 2, 3]],
  ['?_page=2&_limit=3', ['x-4', UUID, 'a/b']],
  ['?_page=4&_limit=3', [1.5]],
  ['?_page=9&_limit=3', []],
  ['?_page=1', ALL],
  ['?_page=1&_limit=500', ALL],
  ['?_page=0&_limit=3', 400, 'a mistake is told; json-server takes it for 1'],
  ['?_page=x', 400, 'a mistake is told'],
  ['?_limit=-1', 400, 'a mistake is told'],
  ['?_start=1&_end=3', ALL, 'pages do the same'],
  ['?views_gte=10', [], 'there are no operators; a handler filters as it likes'],
  ['?views_ne=9', [], 'there are no operators'],
  ['?title_like=o', [], 'there are no patterns: a regular expression of a request may run for hours'],
  ['?_embed=comments', ALL, 'a collection is one file; a mock or a handler joins several'],
  ['?_expand=user', ALL, 'a collection is one file'],
  ['?__proto__=x', ALL],
  ['?constructor=x', []],
];

/** A request for one item, and our reply. */
interface ItemCase {
  readonly does: string;
  readonly method?: string;
  readonly id: string;
  readonly body?: unknown;
  readonly status: number;
  readonly has?: unknown;
  readonly differs?: string;
}

const ITEMS: readonly ItemCase[] = [
  { does: 'gives an item', id: '1', status: 200, has: POSTS[0] },
  { does: 'gives an item by a text id', id: 'x-4', status: 200, has: POSTS[3] },
  { does: 'gives an item by a UUID', id: UUID, status: 200, has: POSTS[4] },
  { does: 'gives an item whose id has a slash', id: 'a%2Fb', status: 200, has: POSTS[5] },
  { does: 'gives an item whose id is no ASCII', id: encodeURIComponent('ü 😀'), status: 200, has: POSTS[6] },
  { does: 'keeps leading zeros apart', id: '007', status: 200, has: POSTS[7] },
  {
    does: 'takes 07 for no id of 007',
    id: '07',
    status: 404,
    has: { error: 'There is no item with the id 07.' },
  },
  { does: 'gives an item by a negative id', id: '-1', status: 200, has: POSTS[8] },
  { does: 'gives an item by a fraction', id: '1.5', status: 200, has: POSTS[9] },
  { does: 'takes 1.0 for another id than 1', id: '1.0', status: 404 },
  { does: 'has 404 for no item', id: '99', status: 404, differs: 'the body says so; json-server sends {}' },
  { does: 'has no item by a name of Object', id: '__proto__', status: 404 },
  {
    does: 'replaces an item, whose id stays',
    method: 'PUT',
    id: '1',
    body: { title: 'new' },
    status: 200,
    has: { title: 'new', id: 1 },
  },
  {
    does: 'changes fields',
    method: 'PATCH',
    id: '2',
    body: { title: 'new' },
    status: 200,
    has: { ...POSTS[1], title: 'new' },
  },
  {
    does: 'removes a field that is null',
    method: 'PATCH',
    id: '3',
    body: { tags: null, author: null, draft: null },
    status: 200,
    has: { id: 3, title: 'Three', views: 100 },
    differs: 'RFC 7396; json-server stores null',
  },
  {
    does: 'lets no id be changed',
    method: 'PUT',
    id: '1',
    body: { id: 5 },
    status: 422,
    differs: 'json-server ignores it without a word',
  },
  {
    does: 'takes the same id',
    method: 'PUT',
    id: '1',
    body: { id: 1, a: 1 },
    status: 200,
    has: { id: 1, a: 1 },
  },
  { does: 'replaces no missing item', method: 'PUT', id: '99', body: {}, status: 404 },
  { does: 'changes no missing item', method: 'PATCH', id: '99', body: {}, status: 404 },
  { does: 'removes no missing item', method: 'DELETE', id: '99', status: 404 },
  {
    does: 'removes an item',
    method: 'DELETE',
    id: '1',
    status: 204,
    has: '',
    differs: '204 has no body; json-server sends 200 and {}',
  },
  {
    does: 'has no POST for an item',
    method: 'POST',
    id: '1',
    body: {},
    status: 405,
    differs: 'json-server has 404',
  },
];

const told = (differs?: string): string => (differs === undefined ? '' : `; differs: ${differs}`);

describe('the cases of json-server', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve(
      withRoutes([{ path: '/posts', collection: 'posts.json' }], { 'posts.json': JSON.stringify(POSTS) }),
    );
  });
  afterEach(endAll);

  for (const [query, expected, differs] of LISTS)
    it(`a list ${query}${told(differs)}`, async () => {
      const [status, body] = await ask(served, `/posts${query}`);
      if (typeof expected === 'number') return assert.equal(status, expected);
      assert.equal(status, 200);
      assert.deepEqual(
        (body as { id: unknown }[]).map(({ id }) => id),
        expected,
      );
    });

  for (const { does, method = 'GET', id, body, status, has, differs } of ITEMS)
    it(`${does}${told(differs)}`, async () => {
      const init = body === undefined ? { method } : { ...json(body), method };
      const [got, value] = await ask(served, `/posts/${id}`, init);
      assert.equal(got, status);
      if (has !== undefined) assert.deepEqual(value, has);
    });

  it('tells the length of the whole list, and adds items with an id of any kind', async () => {
    const { headers } = await fetch(`${served.url}posts?draft=false&_limit=1`);
    assert.equal(headers.get('x-total-count'), '2');
    for (const id of ['new', UUID.replace('0b', '1c'), 'c/d', 'é', 77]) {
      const added = await fetch(`${served.url}posts`, json({ id, title: 't' }));
      assert.equal(added.status, 201);
      const at = added.headers.get('location') ?? '';
      assert.deepEqual(await ask(served, at), [200, { id, title: 't' }]);
      assert.equal((await ask(served, '/posts', json({ id })))[0], 409);
    }
    // Where not all ids are whole numbers, a fresh one is a text.
    const [status, item] = await ask(served, '/posts', json({ title: 'none' }));
    assert.equal(status, 201);
    assert.equal(typeof (item as { id: unknown }).id, 'string');
  });
});
