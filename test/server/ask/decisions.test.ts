import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { charsetOf } from '../../../src/server/types/charset';
import { chooseCoding, compresses } from '../../../src/server/ask/encoding';
import { hasDotfile, locate, toPath } from '../../../src/server/ask/locate';
import { near } from '../../../src/server/files/near';
import { readOptions, defaults } from '../../../src/server/options';
import { readRange } from '../../../src/server/ask/range';

describe('decoding a target', () => {
  it('never yields a segment that climbs, separates or cuts, whatever is sent', () => {
    const bits = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%2F',
      '%5c',
      '\\',
      '%00',
      '%',
      '%zz',
      'a',
      ':',
      '#',
      '?',
      '%25',
      '%C3%A4',
      '//',
      '%0a',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string()), { maxLength: 12 }), parts => {
        const located = locate(`/${parts.join('')}`, 8192);
        if (located.kind !== 'path') return;
        for (const segment of located.segments) assert.doesNotMatch(segment, /^\.{0,2}$|[\\/:\p{Cc}]/u);
        assert.ok(!toPath(located.segments, located.folder).startsWith('//'));
      }),
      { numRuns: 5000 },
    );
  });

  it('is undone by encoding again', () => {
    const name = fc
      .string({ unit: 'grapheme-composite', minLength: 1 })
      .filter(text => !/^\.{1,2}$|[\\/:\p{Cc}]/u.test(text));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), segments => {
        const located = locate(toPath(segments, false), 1 << 20);
        assert.ok(located.kind === 'path');
        assert.deepEqual(located.segments, segments);
      }),
    );
  });

  it('takes absolute form and asterisk form, refuses fragments and what does not begin with a slash', () => {
    const absolute = locate('http://a.example:1/x?y', 100);
    assert.ok(absolute.kind === 'path');
    assert.deepEqual([absolute.authority, absolute.segments, absolute.query], ['a.example:1', ['x'], '?y']);
    assert.equal(locate('*', 100).kind, 'asterisk');
    for (const target of ['/#/../x', 'x', '', '/%', '/%c3%28'])
      assert.equal(locate(target, 100).kind, 'refused', target);
    assert.deepEqual(locate(`/${'a'.repeat(100)}`, 100), {
      kind: 'refused',
      status: 414,
      reason: 'The address is too long.',
    });
  });
});

describe('a name that begins with a dot', () => {
  it('is one in any case, at any depth, and behind characters that a file system ignores; .well-known is none', () => {
    for (const name of [
      '.env',
      '.ENV',
      '.',
      '.git',
      '\u200b.git',
      '\u200d\ufeff.env',
      '.well-known\u200c',
      '.Well-Known',
    ])
      assert.ok(hasDotfile(['a', name, 'b']), name);
    for (const name of ['a.b', 'env', '\u200bgit', '.well-known', '…']) assert.ok(!hasDotfile([name]), name);
  });
});

describe('ranges', () => {
  it('agree with a simple model for single ranges', () => {
    const bound = fc.option(fc.nat(30), { nil: undefined });
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 1, max: 20 }), (first, last, size) => {
        const got = readRange(`bytes=${first ?? ''}-${last ?? ''}`, size);
        if (first === undefined && last === undefined) assert.equal(got, undefined);
        else if (first === undefined) {
          const expected =
            last === 0 ? 'unsatisfiable' : [{ start: Math.max(0, size - (last ?? 0)), end: size - 1 }];
          assert.deepEqual(got, expected);
        } else if (last !== undefined && last < first) assert.equal(got, undefined);
        else if (first >= size) assert.equal(got, 'unsatisfiable');
        else assert.deepEqual(got, [{ start: first, end: Math.min(last ?? size - 1, size - 1) }]);
      }),
      { numRuns: 2000 },
    );
  });

  it('are ignored when malformed, of another unit, or too many', () => {
    for (const field of [
      'bytes=a-b',
      'bytes',
      'lines=0-1',
      'bytes=0-1,x',
      'bytes=--1',
      `bytes=${'0-1,'.repeat(40)}0-1`,
    ]) {
      assert.equal(readRange(field, 10), undefined, field);
    }
  });
});

const of = (type: string, head: string): string | undefined =>
  charsetOf(type, { bytes: Buffer.from(head), isCut: false })?.name;

describe('charsets', () => {
  it('are what the file says, else UTF-8', () => {
    assert.equal(of('text/html', '<meta charset="windows-1251">'), 'windows-1251');
    assert.equal(
      of('text/html', '<meta http-equiv=Content-Type content="text/html; charset=koi8-r">'),
      'koi8-r',
    );
    assert.equal(of('text/html', '<!-- <meta charset=koi8-r> --><p>'), 'utf-8');
    assert.equal(of('text/html', `${' '.repeat(1100)}<meta charset=koi8-r>`), 'utf-8');
    assert.equal(of('text/html', '<meta charset=nonsense>'), 'utf-8');
    assert.equal(of('text/css', '@charset "iso-8859-2"; a{}'), 'iso-8859-2');
    assert.equal(
      charsetOf('text/plain', { bytes: Buffer.from([0xff, 0xfe, 0x41, 0]), isCut: false })?.name,
      'utf-16le',
    );
    assert.equal(of('image/svg+xml', '<?xml encoding="koi8-r"?>'), undefined);
    assert.equal(of('image/png', 'x'), undefined);
  });
});

describe('content codings', () => {
  it('follow q-values and leave small or compressed things alone', () => {
    assert.equal(chooseCoding('gzip', 'text/css', 5000), 'gzip');
    // A list that only an attacker would send must take no time.
    assert.equal(chooseCoding('gzip' + ',*'.repeat(500), 'text/css', 5000), undefined);
    assert.equal(chooseCoding('gzip;q=0.5, br;q=0.8', 'text/css', 5000), 'br');
    assert.equal(chooseCoding('gzip;q=0', 'text/css', 5000), undefined);
    assert.equal(chooseCoding('identity', 'text/css', 5000), undefined);
    assert.equal(chooseCoding('gzip', 'text/css', 100), undefined);
    assert.equal(chooseCoding('gzip', 'image/png', 5000), undefined);
    assert.equal(chooseCoding(undefined, 'text/css', 5000), undefined);
    assert.deepEqual(
      [compresses('auto', true), compresses('auto', false), compresses('on', true), compresses('off', false)],
      [false, true, true, false],
    );
  });
});

describe('options', () => {
  it('refuses a bad header or origin by name and keeps the rest', () => {
    const { options, problems } = readOptions({
      ...defaults,
      headers: { '*.html': { 'X-Good': 'yes', 'Bad Name': 'x', 'X-Line': 'a\r\nb', 'Content-Length': '1' } },
      cors: ['https://ok.example', 'not an origin'],
    });
    assert.deepEqual(options.headers, { '*.html': { 'X-Good': 'yes' } });
    assert.deepEqual(options.cors, ['https://ok.example']);
    assert.equal(problems.length, 4);
    assert.ok(problems.every(problem => /porthole\.(headers|cors)/.test(problem)));
  });

  it('refuses by name what is no object, no list and no glob, and keeps the rest', () => {
    const fields = { 'X-Good': 'yes' };
    const bad = { ...defaults, headers: { '': fields, '/': fields, '*.css': null, '*.html': fields } };
    const { options, problems } = readOptions(bad as unknown as typeof defaults);
    assert.deepEqual(options.headers, { '*.html': fields });
    assert.deepEqual(
      problems.map(problem => /^porthole\.headers\["(.*)"\]/.exec(problem)?.[1]),
      ['', '/', '*.css'],
    );
    for (const headers of [null, [], 'X-Good: yes'])
      for (const cors of [null, {}, '*']) {
        const read = readOptions({ ...defaults, headers, cors } as unknown as typeof defaults);
        assert.deepEqual([read.options.headers, read.options.cors], [{}, []]);
        assert.deepEqual(
          read.problems.map(problem => problem.split(' ')[0]),
          ['porthole.headers', 'porthole.cors'],
        );
      }
  });
});

describe('near names', () => {
  it('are those of another case, another ending or a slip', () => {
    assert.deepEqual(near('Stile.css', ['style.css', 'script.js', 'README.md']), ['style.css']);
    assert.deepEqual(near('about', ['about.html', 'contact.html']), ['about.html']);
    assert.deepEqual(near('xyz', ['index.html']), []);
  });

  it('have one order, whatever the order in which the disk lists them', () => {
    const names = ['closed.htm', 'Closed.html', 'cloesd.htm', 'closed.txt', 'close.htm'];
    const nearest = ['closed.htm', 'Closed.html', 'closed.txt', 'close.htm', 'cloesd.htm'];
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), listed =>
        assert.deepEqual(near('CLOSED.htm', listed), nearest),
      ),
    );
  });
});
