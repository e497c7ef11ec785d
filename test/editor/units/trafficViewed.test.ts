import { strict as assert } from 'node:assert';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { shownBody } from '../../../src/editor/traffic/bodies';
import { detailOf, pageOf, rowOf, urlOf } from '../../../src/editor/traffic/describe';
import { typeOf } from '../../../src/editor/traffic/kinds';
import { prettyJson } from '../../../src/editor/traffic/prettyJson';
import { TrafficStore } from '../../../src/editor/traffic/store';
import { bodyOf, entry, kept } from './kept';

const url = (target: string) => urlOf(kept({ entry: { target } }));

describe('a recorded request', () => {
  it('is a row with the type of what came back and the page that asked', () => {
    const request = ['Referer', 'http://localhost:5500/shop/index.html?x#y', 'Cookie', 'a=b'];
    const row = rowOf(kept({ request, response: ['Content-Type', 'Text/HTML; charset=utf-8'], got: '<p>' }));
    assert.deepEqual(
      [row.id, row.target, row.type, row.bytes, row.page],
      [7, '/a/page.html?q=1', 'html', 3, '/shop/index.html?x'],
    );
  });

  it('is still a row when nothing but its line was recorded', () => {
    const { details: _details, ...bare } = entry();
    const row = rowOf({ ...kept(), entry: bare });
    assert.deepEqual([row.type, row.page], ['html', '']);
    const detail = detailOf({ ...kept(), entry: bare }, undefined, false);
    assert.deepEqual(
      [detail.requestHeaders, detail.requestBody, detail.wait],
      [[], { kind: 'gone' }, undefined],
    );
  });

  it('names a page of another origin by its address, and none that is no address', () => {
    const host = ['Host', 'localhost:5500'] as const;
    assert.equal(pageOf([host, ['referer', 'https://evil.example/a?b']]), 'https://evil.example/a');
    assert.equal(pageOf([host, ['Referer', 'nonsense']]), '');
    assert.equal(pageOf([host]), '');
  });

  it('has its secrets hidden until they are asked for', () => {
    const sketch = { request: ['COOKIE', 'session=1'], response: ['Set-Cookie', 'session=2', 'X-A', 'b'] };
    const hidden = JSON.stringify(detailOf(kept(sketch), undefined, false));
    assert.ok(!hidden.includes('session='));
    assert.ok(hidden.includes('"COOKIE","•••"') && hidden.includes('"X-A","b"'));
    assert.ok(JSON.stringify(detailOf(kept(sketch), undefined, true)).includes('session=1'));
  });

  it('has an address whatever its target was', () => {
    assert.equal(url('/a?b'), 'http://127.0.0.1:5500/a?b');
    assert.equal(url('//evil.example/'), 'http://127.0.0.1:5500//evil.example/');
    assert.equal(url('http://localhost:5500/x'), 'http://localhost:5500/x');
    assert.equal(url('*'), 'http://127.0.0.1:5500/');
  });

  it('is of a type, by its media type or else by its name', () => {
    const types = [
      'text/css',
      'text/javascript',
      'application/ld+json',
      'image/png',
      'audio/mp4',
      'text/csv',
      'x/y',
    ];
    assert.deepEqual(
      types.map(type => typeOf(type, '/a.html')),
      ['css', 'script', 'json', 'image', 'media', 'text', 'other'],
    );
    assert.deepEqual(
      ['/a.CSS?v=1', '/', '/a.constructor', '/x.toString'].map(target => typeOf('', target)),
      ['css', 'other', 'other', 'other'],
    );
  });
});

describe('a body', () => {
  const json = [['Content-Type', 'application/json']] as const;

  it('is shown as text, JSON with a line for each entry', () => {
    assert.deepEqual(shownBody(bodyOf('{"a":[1,{}]}'), json), {
      kind: 'text',
      text: '{\n  "a": [\n    1,\n    {}\n  ]\n}',
      total: 12,
      cut: false,
    });
    assert.equal(shownBody(bodyOf('{"a":'), json).kind, 'text');
    assert.deepEqual(shownBody(bodyOf(''), json), { kind: 'none' });
    assert.deepEqual(shownBody(undefined, json), { kind: 'gone' });
  });

  it('is read in its charset, and in its content coding', () => {
    const latin = [['Content-Type', 'text/plain; charset="ISO-8859-1"']] as const;
    const shown = shownBody(bodyOf(Uint8Array.of(0xe9)), latin);
    assert.equal(shown.kind === 'text' && shown.text, 'é');
    const text = 'word '.repeat(100);
    for (const [coding, bytes] of Object.entries({
      gzip: gzipSync(text),
      br: brotliCompressSync(text),
      deflate: deflateSync(text),
    })) {
      const coded = shownBody(bodyOf(bytes), [
        ['content-type', 'text/plain'],
        ['Content-Encoding', coding],
      ]);
      assert.equal(coded.kind === 'text' && coded.text, text, coding);
    }
  });

  it('is shown as far as it was kept, also out of the middle of a coding or a character', () => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 9000 }, (_, at) => `line ${at}`).join('\n')));
    const cut = { bytes: new Uint8Array(whole.subarray(0, 2000)), total: whole.length };
    const shown = shownBody(cut, [
      ['Content-Type', 'text/plain'],
      ['Content-Encoding', 'gzip'],
    ]);
    assert.ok(shown.kind === 'text' && shown.cut && shown.text.startsWith('line 0\nline 1\n'));
    const half = shownBody({ bytes: Uint8Array.of(0x61, 0xc3), total: 3 }, [['Content-Type', 'text/plain']]);
    assert.equal(half.kind === 'text' && half.text, 'a');
  });

  it('that would grow beyond measure is not unpacked', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    assert.ok(bomb.length < 100_000);
    const shown = shownBody(bodyOf(bomb), [
      ['Content-Type', 'text/plain'],
      ['Content-Encoding', 'gzip'],
    ]);
    assert.deepEqual(shown, { kind: 'binary', total: bomb.length });
  });

  it('is a picture when it is a whole one, and bytes when it is neither that nor text', () => {
    const png = [['Content-Type', 'image/png']] as const;
    const shown = shownBody(bodyOf('abc'), png);
    assert.equal(shown.kind === 'image' && shown.source, 'data:image/png;base64,YWJj');
    assert.equal(shownBody({ ...bodyOf('abc'), total: 9 }, png).kind, 'binary');
    assert.equal(shownBody(bodyOf(Uint8Array.of(0, 1, 2)), []).kind, 'binary');
    assert.equal(shownBody(bodyOf(Uint8Array.of(0xff, 0xfe)), []).kind, 'binary');
    assert.equal(shownBody(bodyOf('plain'), []).kind, 'text');
    assert.equal(shownBody(bodyOf('x'), [['Content-Type', 'text/plain; charset=no-such']]).kind, 'binary');
  });
});

describe('JSON with a line for each entry', () => {
  it('says the same as before, and looks as JSON.stringify makes it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        assert.equal(prettyJson(JSON.stringify(value)), JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it('keeps every digit, and is nothing for what is no JSON', () => {
    assert.equal(prettyJson('[12345678901234567890, 1.0]'), '[\n  12345678901234567890,\n  1.0\n]');
    for (const text of ['', '{', '{"a":1,}', 'undefined']) assert.equal(prettyJson(text), undefined);
  });
});

const add = (store: TrafficStore, got: string, server = 'one') =>
  store.add(server, 'http://a/', entry({ got }));

describe('the store of requests', () => {
  const limits = { requests: 5, bodies: 100, headers: 10_000 };

  it('keeps the last ones, and counts on', () => {
    const store = new TrafficStore(limits);
    for (let at = 0; at < 8; at++) add(store, '');
    assert.deepEqual([store.size, store.first], [5, 4]);
    assert.deepEqual(
      [...store].map(({ id }) => id),
      [4, 5, 6, 7, 8],
    );
    assert.equal(store.get(3), undefined);
  });

  it('takes the bodies of the oldest when they grow too much, then their headers', () => {
    const store = new TrafficStore(limits);
    for (let at = 0; at < 4; at++) add(store, 'x'.repeat(40));
    const bodies = [...store].map(each => each.entry.details?.responseBody?.total);
    assert.deepEqual(bodies, [undefined, undefined, 40, 40]);
    const tight = new TrafficStore({ ...limits, headers: 40 });
    for (let at = 0; at < 4; at++) add(tight, '');
    assert.deepEqual(
      [...tight].map(each => each.entry.details !== undefined),
      [false, false, true, true],
    );
    assert.deepEqual(
      [...tight].map(({ id }) => id),
      [1, 2, 3, 4],
      'in their order',
    );
  });

  it('weighs nothing when it is empty, however it got there', () => {
    const store = new TrafficStore(limits);
    for (let at = 0; at < 20; at++) add(store, 'x'.repeat(60), at % 2 ? 'one' : 'two');
    assert.ok(store.weight > 0);
    assert.ok(store.forget('one'));
    assert.ok([...store].every(({ server }) => server === 'two'));
    assert.equal(store.forget('one'), false);
    store.clear();
    assert.deepEqual([store.size, store.weight, store.first], [0, 0, 21]);
  });
});
