import { pageOf, Visitor } from './visitor';

/** Shows what `/api/word` and `/api/more` answer. */
const page = pageOf(
  '',
  '<p id="text"></p>',
  `<script>
    const ask = name => fetch('api/' + name).then(answer => answer.ok ? answer.text() : 'none');
    Promise.all([ask('word'), ask('more')]).then(answers => (document.getElementById('text').textContent = answers.join(' ')));
  </script>`,
);
const routes = (...list: object[]): string => JSON.stringify({ routes: list });
const word = (body: string): object => ({ path: '/api/word', body });
const handler = (body: string): string => `export const GET = () => new Response('${body}')`;
const more = { path: '/api/more', body: 'more' };

describe('a page that asks routes is loaded again when', function () {
  this.timeout(30_000);
  const visitor = Visitor.here();
  const says = (text: string): Promise<void> =>
    visitor.sees(wanted => document.getElementById('text')?.textContent === wanted, text);

  it('a route changes that it asked', async () => {
    await visitor.opens({ 'index.html': page, 'porthole.routes.json': routes(word('one')) });
    await says('one none');
    await visitor.saves('porthole.routes.json', routes(word('two')));
    await says('two none');
    await visitor.isNew();
  });

  it('a route is added for what it asked in vain', async () => {
    await visitor.opens({ 'index.html': page, 'porthole.routes.json': routes(word('two')) });
    await says('two none');
    await visitor.saves('porthole.routes.json', routes(word('two'), more));
    await says('two more');
    await visitor.isNew();
  });

  it('a route goes that it asked; not for any other', async () => {
    await visitor.opens({ 'index.html': page, 'porthole.routes.json': routes(word('two'), more) });
    await says('two more');
    await visitor.saves('porthole.routes.json', routes(more));
    await says('none more');
    await visitor.isNew();
    await visitor.isConnected();
    await visitor.leavesTraces();
    await visitor.saves('porthole.routes.json', routes(more, { path: '/api/other', body: 'x' }));
    await visitor.page.waitForTimeout(600);
    await visitor.finds();
  });

  it('the handler that answered it is saved', async () => {
    await visitor.opens({
      'index.html': page,
      'api/word.mjs': handler('one'),
      'porthole.routes.json': routes({ path: '/api/word', handler: './api/word.mjs' }),
    });
    await says('one none');
    await visitor.saves('api/word.mjs', handler('two'));
    await says('two none');
    await visitor.isNew();
  });

  it('a file changes that a route answers with', async () => {
    await visitor.opens({
      'index.html': page,
      'data/word.txt': 'one',
      'porthole.routes.json': routes({ path: '/api/word', file: 'data/word.txt' }),
    });
    await says('one none');
    await visitor.saves('data/word.txt', 'two');
    await says('two none');
    await visitor.isNew();
  });
});
