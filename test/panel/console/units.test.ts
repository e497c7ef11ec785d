import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ConsolePages } from '../../../src/editor/console/pages';
import { InlineLines } from '../../../src/editor/console/inlineLines';
import { RecentRows } from '../../../src/editor/console/recent';
import { readFromConsoleView } from '../../../src/editor/console/messages';
import { row, words } from './stand';

describe('the extension’s side of the console', () => {
  it('keeps no more after 100,000 messages than after 1,000', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const recent = new RecentRows();
    const heap = (messages: number): number => {
      for (let at = 0; at < messages; at++)
        recent.add([
          row([
            words(`message ${at} `.repeat(20)),
            { kind: 'object', text: 'Object', properties: [['a', { kind: 'number', text: '1' }]] },
          ]),
        ]);
      collect();
      return process.memoryUsage().heapUsed;
    };
    const first = heap(1_000);
    const last = heap(99_000);
    assert.ok(last - first < 1_000_000, `${(last - first) / 1e6} MB more`);
    assert.equal(recent.all.length, 1_000);
    recent.add(Array.from({ length: 500 }, () => row([words('x'.repeat(20_000))])));
    assert.ok(JSON.stringify(recent.all).length < 2_200_000);
  });

  it('clears the rows of some pages, and of all', () => {
    const recent = new RecentRows();
    recent.add([row([words('one')]), row([words('two')], {}, 2)]);
    recent.clear([1]);
    assert.deepEqual(
      recent.all.map(({ page }) => page),
      [2],
    );
    recent.clear();
    assert.deepEqual(recent.all, []);
  });

  it('knows a page again, and forgets those that are gone', () => {
    const pages = new ConsolePages();
    const first = pages.arrived('a', 1, '/', false);
    const other = pages.arrived('b', 1, '/', false);
    assert.notEqual(first, other);
    pages.left('a', 1);
    assert.equal(pages.pageOf('a', 1), undefined);
    assert.equal(pages.arrived('a', 2, '/', true), first);
    assert.deepEqual([pages.pageOf('a', 2), pages.get(first)?.number], [first, 2]);
    pages.left('a', 2);
    assert.notEqual(pages.arrived('a', 3, '/', false), first);
    assert.deepEqual(pages.forget(), [first]);
    assert.deepEqual(
      pages.all.map(({ page }) => page),
      [other, 3],
    );
    pages.leave();
    assert.deepEqual(pages.forget(), [other, 3]);
    for (let at = 0; at < 1000; at++) {
      pages.arrived('c', at, `/${at}`, false);
      pages.left('c');
    }
    assert.ok(pages.all.length <= 201);
  });

  it('takes no malformed message from its view', () => {
    const show = { type: 'show', page: 1, address: '/a.js', line: 1, column: 1 };
    assert.deepEqual(readFromConsoleView(show), show);
    for (const value of [
      null,
      'ready',
      { ...show, address: 'a.js' },
      { ...show, line: -1 },
      { ...show, page: '1' },
      { type: 'open', page: 1, id: 1.5, from: 0, ask: 1 },
      { type: 'run', text: 'alert(1)' },
      { type: 'copy', text: 7 },
    ])
      assert.equal(readFromConsoleView(value), undefined, JSON.stringify(value));
  });
});

const shown = (lines: InlineLines, file = 'a.js'): string[] =>
  [...lines.of(file)]
    .toSorted(([a], [b]) => a - b)
    .map(([line, { text, count }]) => `${line} ${text} ${count}`);

describe('values at the lines that logged them', () => {
  it('are the last ones, counted, with those before', () => {
    const lines = new InlineLines();
    for (const text of ['1', '2', '2', 'x\n y']) lines.add('a.js', 4, text, 1, 'p');
    assert.deepEqual(shown(lines), ['4 x y 4']);
    assert.deepEqual(lines.of('a.js').get(4)!.before, ['2', '1']);
    lines.add('a.js', 5, 'z'.repeat(1000), 3, 'p');
    assert.equal(lines.of('a.js').get(5)!.text.length, 121);
  });

  it('are counted while the same message comes again, wherever their line is by then', () => {
    const lines = new InlineLines();
    lines.add('a.js', 4, 'tick', 2, 'p');
    lines.add('b.js', 4, 'other', 1, 'q');
    lines.again(3, 'p');
    lines.edited('a.js', [{ from: 0, to: 0, added: 1 }]);
    lines.again(1, 'p');
    assert.deepEqual([...shown(lines), ...shown(lines, 'b.js')], ['5 tick 6', '4 other 1']);
    lines.edited('a.js', [{ from: 5, to: 5, added: 0 }]);
    lines.again(1, 'p');
    assert.deepEqual(shown(lines), []);
    lines.end('q');
    lines.again(1, 'q');
    assert.deepEqual(shown(lines, 'b.js'), ['4 other 1']);
  });

  it('go with an edit of their line, and move with the lines around it', () => {
    const lines = new InlineLines();
    const fill = (): void => [1, 3, 5, 6].forEach(line => lines.add('a.js', line, `v${line}`, 1, 'p'));
    fill();
    assert.equal(lines.edited('b.js', [{ from: 0, to: 0, added: 1 }]), false);
    lines.edited('a.js', [{ from: 3, to: 3, added: 2 }]);
    assert.deepEqual(shown(lines), ['1 v1 1', '7 v5 1', '8 v6 1']);
    lines.edited('a.js', [{ from: 2, to: 4, added: 0 }]);
    assert.deepEqual(shown(lines), ['1 v1 1', '5 v5 1', '6 v6 1']);
    lines.edited('a.js', [
      { from: 0, to: 0, added: 1 },
      { from: 6, to: 6, added: 0 },
    ]);
    assert.deepEqual(shown(lines), ['2 v1 1', '6 v5 1']);
  });

  it('are bounded, and end with their page', () => {
    const lines = new InlineLines();
    for (let line = 0; line < 2000; line++) lines.add('a.js', line, 'v', 1, 'p');
    assert.equal(lines.of('a.js').size, 500);
    for (let file = 0; file < 100; file++) lines.add(`${file}.js`, 1, 'v', 1, file > 60 ? 'q' : 'p');
    assert.equal(lines.of('a.js').size, 0);
    lines.forget(page => page === 'q');
    assert.deepEqual([lines.of('99.js').size, lines.of('60.js').size], [0, 1]);
  });
});
