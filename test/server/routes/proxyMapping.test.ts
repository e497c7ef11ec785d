import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { toldPrefix } from '../../../src/server/ask/forwarded';
import { ownCookie, theirCookies } from '../../../src/server/routes/proxy/cookies';
import { cookiePathOf } from '../../../src/server/routes/proxy/mapping';
import { fillRewrite, parseRewrite } from '../../../src/server/routes/proxy/rewrite';

const prefixOf = (prefix: string): string | undefined =>
  toldPrefix({ headers: { 'x-forwarded-prefix': prefix } } as unknown as IncomingMessage);
const path = (each: string): string => (each === '/' ? '/' : `/app${each}`);

describe('a cookie of another server', () => {
  it('means to the browser what it meant there', () => {
    for (const [sent, secure, plain] of [
      ['a=1', 'a=1', 'a=1'],
      ['a=b=c; Path=/x; HttpOnly; Max-Age=5', 'a=b=c; Path=/app/x; HttpOnly; Max-Age=5', undefined],
      ['a=1;path=/', 'a=1; path=/', undefined],
      [
        'a=1; Path=; Expires=Thu, 01 Jan 2026 00:00:00 GMT',
        'a=1; Path=; Expires=Thu, 01 Jan 2026 00:00:00 GMT',
        undefined,
      ],
      ['a=1; Domain=.b.example; Secure', 'a=1; Secure', 'a=1'],
      ['a=1; SameSite=None; Secure; Partitioned', 'a=1; SameSite=None; Secure; Partitioned', 'a=1'],
      ['a=1; Path = /x ; Secure ', 'a=1; Path=/app/x; Secure ', 'a=1; Path=/app/x'],
      ['a=1; SameSite=Lax', 'a=1; SameSite=Lax', undefined],
      ['__Host-s=1; Path=/; Secure', '__Host-s=1; Path=/; Secure', 'porthole-__Host-s=1; Path=/'],
      ['__secure-s=1; Secure', '__secure-s=1; Secure', 'porthole-__secure-s=1'],
      ['__Http-s=1; Secure; HttpOnly', '__Http-s=1; Secure; HttpOnly', 'porthole-__Http-s=1; HttpOnly'],
      [
        '__Host-Http-s=1; Path=/; Secure',
        '__Host-Http-s=1; Path=/; Secure',
        'porthole-__Host-Http-s=1; Path=/',
      ],
    ] as const) {
      assert.equal(ownCookie(sent, { secure: true, path }), secure);
      assert.equal(ownCookie(sent, { secure: false, path }), plain ?? secure);
    }
  });

  it('has the path by which the route leads to the same place', () => {
    for (const [route, rewrite, base, sent, ours] of [
      ['/p', undefined, '/', '/p/x', '/p/x'],
      ['/p', undefined, '/', '//x', '//x'],
      ['/p', undefined, '/base', '/base/p', '/p'],
      ['/p', undefined, '/base', '/base//x', '//x'],
      ['/api/*rest', '/*rest', '/', '//x', '/api//x'],
      ['/api/*rest', '/*rest', '/', '/', '/'],
      ['/api/*rest', '/v2/*rest', '/', '/v2', '/api'],
      ['/api/*rest', '/v2/*rest', '/', '/v2/', '/api/'],
      ['/api/*rest', '/v2/*rest', '/', '/v2x', '/v2x'],
    ] as const) {
      const target = new URL(`http://there${base}`);
      const mapped = { path: route, target, rewrite: rewrite && parseRewrite(rewrite) };
      assert.equal(cookiePathOf(mapped, sent), ours, `${route} ${rewrite} ${base} ${sent}`);
    }
  });

  it('goes back under its own name', () => {
    assert.equal(theirCookies('a=1; porthole-__Host-s=1; porthole-x=2'), 'a=1; __Host-s=1; porthole-x=2');
    assert.equal(theirCookies('a=porthole-__Host-s'), 'a=porthole-__Host-s');
  });
});

describe('a header of 256 KiB, whatever it repeats', () => {
  it('has a hundred attributes of a cookie at most', () => {
    const many = `a=1; Path=/base${'; x'.repeat(80_000)}; Domain=evil.example`;
    const kept = ownCookie(many, { secure: true, path });
    assert.match(kept, /^a=1; Path=/);
    assert.equal(kept.split(';').length, 101);
    assert.doesNotMatch(kept, /domain/i);
  });

  it('is read in linear time: ten times as long takes no hundred times as long', () => {
    const scope = { secure: true, path };
    const reads: readonly [name: string, read: (text: string) => unknown, before: string, unit: string][] = [
      ['Set-Cookie', text => ownCookie(text, scope), 'a=1; path=/x', ' '],
      ['Set-Cookie', text => ownCookie(text, scope), 'a=1; path', ' '],
      ['Set-Cookie', text => ownCookie(text, scope), 'a=1', ' ;'],
      ['Cookie', theirCookies, 'porthole-__Host-a', ' ; porthole-'],
      ['X-Forwarded-Prefix', text => prefixOf(text), '/a', '/'],
      ['X-Forwarded-Prefix', text => prefixOf(text), '', '/a'],
    ];
    for (const [name, read, before, unit] of reads) {
      const took = [20_000, 200_000].map(length => {
        const text = `${before}${unit.repeat(length / unit.length)}!`;
        const since = process.cpuUsage();
        for (let times = 0; times < 3; times++) read(text);
        const { user, system } = process.cpuUsage(since);
        return user + system;
      });
      const [short = 0, long = 0] = took;
      // The bound allows for some 2,000 µs of noise; quadratic work takes seconds.
      assert.ok(long < 40 * (short + 2000), `${name}: ${took.join(' and ')} µs`);
    }
  });
});

describe('a rewrite', () => {
  it('stays in its prefix, for servers that take other characters for slashes and dots, too', () => {
    const rewrite = parseRewrite('/public/:name');
    for (const name of ['a', 'a/../b', '.', 'a..', '...', '%2e', '%2F%2Fx'])
      assert.equal(fillRewrite(rewrite, { name }), `/public/${name}`);
    for (const name of ['..', '%2e.', 'a/../..', '..%2fx', '..\\x', '.%2E;p/x'])
      assert.equal(fillRewrite(rewrite, { name }), undefined, name);
    assert.equal(fillRewrite(parseRewrite('/*rest'), { rest: '..' }), undefined);
    for (const pattern of ['/v2/*rest', '/v2{/*rest}', '/a/v2/*rest', '/v2/:rest', '/v2{/:rest}'])
      for (const rest of ['..', '../x', '..%2fx', '%2e%2e/x', '..%5cx', '..;a/x', 'a/../../x'])
        assert.equal(fillRewrite(parseRewrite(pattern), { rest }), undefined, `${pattern} ${rest}`);
    assert.equal(fillRewrite(parseRewrite('/v2/*rest'), { rest: 'a/../b' }), '/v2/a/../b');
    assert.equal(fillRewrite(parseRewrite('/v2/*rest'), {}), '/v2');
    assert.equal(fillRewrite(parseRewrite('/x/*rest'), {}), '/x');
  });
});
