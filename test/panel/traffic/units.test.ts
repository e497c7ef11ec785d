import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readFields, writeFields } from '../../../src/panel/traffic/edit';
import { matcher, noFilter, readFilter } from '../../../src/panel/traffic/filter';
import { readToTraffic } from '../../../src/panel/traffic/messages';
import { Rows } from '../../../src/panel/traffic/rows';
import { isAtEnd, scrollTo, windowOf } from '../../../src/panel/windowing';
import { readWords } from '../../../src/panel/words';
import { fill } from '../../../src/protocol/texts';
import { trafficWords } from '../../../src/protocol/trafficView';
import { added, detail, row, rows } from './stand';

describe('the window onto a long list', () => {
  it('covers everything in sight and little besides, wherever it is', () => {
    fc.assert(
      fc.property(fc.nat(300_000), fc.nat(2000), fc.nat(10_000), (top, height, count) => {
        const { from, to } = windowOf({ top, height, row: 22, count });
        assert.ok(0 <= from && from <= to && to <= count);
        assert.ok(to - from <= height / 22 + 18);
        for (const at of [Math.floor(top / 22), Math.ceil((top + height) / 22) - 1])
          // A window without height at the top ends above the first row.
          if (0 <= at && at < count && at * 22 < top + height) assert.ok(from <= at && at < to, String(at));
      }),
    );
  });

  it('is empty for an empty list, and lies within a list that has become shorter', () => {
    assert.deepEqual(windowOf({ top: 0, height: 100, row: 22, count: 0 }), { from: 0, to: 0 });
    assert.deepEqual(windowOf({ top: 9999, height: 100, row: 22, count: 3 }), { from: 3, to: 3 });
    assert.deepEqual(windowOf({ top: -50, height: 44, row: 22, count: 100 }), { from: 0, to: 10 });
  });

  it('moves as little as it can to show a row whole, and knows when it is at the end', () => {
    const scrolled = { top: 100, height: 110, row: 22, count: 100 };
    assert.deepEqual([scrollTo(2, scrolled), scrollTo(5, scrolled), scrollTo(30, scrolled)], [44, 100, 572]);
    assert.equal(isAtEnd({ ...scrolled, top: 2200 - 110 }), true);
    assert.equal(isAtEnd({ ...scrolled, top: 2200 - 110 - 22 }), false);
    assert.equal(isAtEnd({ ...scrolled, count: 0, top: 0 }), true);
  });
});

describe('the filter of requests', () => {
  const all = [
    row(1, { method: 'POST', target: '/api/Users?page=2', status: 201, type: 'json', page: '/shop.html' }),
    row(2, { status: 404, target: '/missing.png', type: 'image' }),
    row(3),
  ];
  const ids = (filter: Partial<typeof noFilter>) =>
    all.filter(matcher({ ...noFilter, ...filter })).map(({ id }) => id);

  it('lets through what has every word, in any case, and each part that was chosen', () => {
    assert.deepEqual(ids({}), [1, 2, 3]);
    assert.deepEqual(ids({ text: ' users  POST ' }), [1]);
    assert.deepEqual(ids({ text: 'shop' }), [1]);
    assert.deepEqual(ids({ text: '404' }), [2]);
    assert.deepEqual(ids({ status: '2xx' }), [1, 3]);
    assert.deepEqual(ids({ method: 'GET', type: 'image' }), [2]);
    assert.deepEqual(ids({ page: '/index.html', text: 'file' }), [3]);
    assert.deepEqual(ids({ text: '[' }), []);
  });

  it('is read from what was kept, whatever that is', () => {
    assert.deepEqual(readFilter({ text: 'a', status: 4, more: 'x' }), { ...noFilter, text: 'a' });
    for (const value of [undefined, null, 'text', 7, []]) assert.deepEqual(readFilter(value), noFilter);
  });
});

describe('the rows', () => {
  it('are found by their numbers, filtered or not, after the oldest have gone', () => {
    const list = new Rows();
    list.add(rows(1, 100));
    list.filter({ ...noFilter, text: '5' });
    assert.deepEqual(
      list.shown.slice(0, 3).map(({ id }) => id),
      [5, 15, 25],
    );
    assert.equal(list.dropBefore(20), 2);
    assert.deepEqual([list.total, list.indexOf(25), list.indexOf(26), list.indexOf(5)], [81, 0, -1, -1]);
    list.add([row(105, { duration: 9 }), row(106, { duration: 99 })]);
    assert.deepEqual([list.shown.at(-1)?.id, list.slowest, list.total], [105, 9, 83]);
    list.clear();
    assert.deepEqual([list.shown.length, list.total, list.slowest], [0, 0, 0]);
  });
});

const broken = (more: object) => ({ type: 'detail', detail: { ...detail(1), ...more } });

describe('a message to the traffic view', () => {
  it('is taken when it is one', () => {
    const settings = { type: 'settings', paused: true, keep: false, revealed: true } as const;
    const picture = detail(1, {
      responseBody: { kind: 'image', source: 'data:image/png;base64,', total: 1 },
    });
    const bare = detail(1, { source: undefined, wait: undefined });
    const good = [added(rows(1, 2), 1, true), settings, { type: 'gone', id: 1 }, { type: 'note', text: 'x' }];
    for (const message of good) assert.deepEqual(readToTraffic(message), message);
    for (const each of [detail(1), picture, bare])
      assert.deepEqual(readToTraffic({ type: 'detail', detail: each }), { type: 'detail', detail: each });
  });

  it('is nothing when it is malformed, and no row is one by half', () => {
    const bad = [
      undefined,
      null,
      7,
      {},
      { type: 'toString' },
      { type: 'rows', rows: {}, reset: true, first: 1 },
      { type: 'settings', paused: true, keep: true },
      { type: 'gone', id: '1' },
      { type: 'note' },
      { type: 'detail' },
      broken({ url: 1 }),
      broken({ query: [['a']] }),
      broken({ requestHeaders: 'x' }),
      broken({ source: 1 }),
      broken({ responseBody: undefined }),
      broken({ responseBody: { kind: 'text', text: 'x' } }),
      broken({ responseBody: { kind: 'image', source: 'https://evil.example/x.png', total: 1 } }),
      broken({ responseBody: { kind: 'constructor' } }),
    ];
    for (const message of bad) assert.equal(readToTraffic(message), undefined, JSON.stringify(message));
    const some = readToTraffic({
      ...added(rows(1, 1)),
      rows: [row(1), { id: 2 }, null, { ...row(3), status: '200' }],
    });
    assert.deepEqual(some?.type === 'rows' && some.rows, [row(1)]);
  });
});

describe('words and headers of the view', () => {
  it('are those of the window, English where one is missing', () => {
    const words = readWords('{"filter":"Nach Text filtern","send":7}', trafficWords);
    assert.deepEqual([words.filter, words.send], ['Nach Text filtern', 'Send']);
    assert.equal(readWords(undefined, trafficWords).count, '{0} requests');
    assert.equal(fill('{1} of {0}', 2, 1), '1 of 2');
  });

  it('are read from lines as they were written', () => {
    const fields = [
      ['Accept', 'text/html, */*'],
      ['X-Time', '12:30:00'],
    ] as const;
    assert.deepEqual(readFields(writeFields(fields)), fields);
    assert.deepEqual(readFields('\n X-Alone \nA:\n'), [
      ['X-Alone', ''],
      ['A', ''],
    ]);
  });
});
