import assert from 'node:assert/strict';
import { metaPolicies } from '../../../src/server/html/metaPolicies';
import { keptOut } from '../../../src/server/html/policy';
import { policies } from '../support/policies';
import { ask, navigation } from '../support/raw';
import { endAll, type Served, serve } from '../support/serve';

const page = new URL('http://127.0.0.1:5500/');
const meta = (policy: string): string => `<meta http-equiv="Content-Security-Policy" content="${policy}">`;

const judge = (policy: string) => keptOut({ fields: [], metas: [policy] }, page)?.what;

describe('what the policy of a page keeps out', () => {
  for (const [field, what, remedy] of policies)
    it(`${field}: ${what ?? 'nothing'}`, () => {
      const found = keptOut({ fields: [field.replaceAll('PORT', '5500')], metas: [] }, page);
      assert.deepEqual(found, what && { what, remedy });
    });

  it('is judged by every field, and by the address that the browser knows', () => {
    const fields = ["frame-ancestors 'self'", "script-src 'self'", "script-src 'none'"];
    assert.equal(keptOut({ fields, metas: [] }, page)?.what, 'script');
    assert.equal(keptOut({ fields: fields.slice(0, 2), metas: [] }, page), undefined);
    const forwarded = {
      fields: ['script-src https:', 'script-src *.example', 'script-src a.example'],
      metas: [],
    };
    assert.equal(keptOut(forwarded, new URL('https://a.example/')), undefined);
    assert.equal(keptOut(forwarded, new URL('https://a.example:8443/'))?.what, 'script');
    assert.equal(
      keptOut({ fields: ['script-src *.example'], metas: [] }, new URL('http://example/'))?.what,
      'script',
    );
    assert.equal(
      keptOut({ fields: ['script-src http://a.example:443'], metas: [] }, new URL('https://a.example/')),
      undefined,
    );
  });

  it('of a <meta>, which comes after our script, is a new connection at most', () => {
    assert.deepEqual(
      ["script-src 'none'", "default-src 'none'", "connect-src 'none'", "default-src 'self'", 'sandbox'].map(
        judge,
      ),
      [undefined, 'new connection', 'new connection', undefined, undefined],
    );
  });
});

describe('the policies that a document states', () => {
  it('are those of the metas in its head, in their order', async () => {
    const html = `<!doctype html><title>x</title>${meta('a')}<META HTTP-EQUIV=content-security-policy CONTENT="b; c">`;
    assert.deepEqual(await metaPolicies(html), ['a', 'b; c']);
  });

  it('are not what only looks like one', async () => {
    for (const html of [
      `<title>${meta('a')}</title>`,
      `<script>document.write('${meta('a')}')</script>`,
      `<style>${meta('a')}</style>`,
      `<!-- ${meta('a')} -->`,
      `<noscript>${meta('a')}</noscript>`,
      `<template>${meta('a')}</template>`,
      `<body>${meta('a')}`,
      `<p>${meta('a')}`,
      '<meta http-equiv="Content-Security-Policy">',
      '<meta http-equiv="Content-Security-Policy-Report-Only" content="a">',
      '<meta name="Content-Security-Policy" content="a">',
    ])
      assert.deepEqual(await metaPolicies(html), [], html);
  });
});

const lines = ({ log }: Served): string[] =>
  log.flatMap(entry =>
    entry.kind === 'event' && entry.text.includes('Content-Security-Policy') ? entry.text : [],
  );

describe('the log', () => {
  afterEach(endAll);

  it('says once for each content of a page that its policy keeps our script out, and what would let it in', async () => {
    const headers = { 'strict/*': { 'content-security-policy': "script-src 'none'" } };
    const served = await serve(
      { 'strict/a.html': '<p>a', 'strict/b.html': '<p>b', 'strict/c.css': '', 'free.html': '<p>free' },
      { headers },
    );
    const visit = async (target: string) => {
      const got = await ask(served.port, target, { headers: navigation });
      assert.equal(got.status, 200);
      return got;
    };
    for (const target of ['/strict/a.html', '/strict/a.html', '/strict/c.css', '/free.html'])
      await visit(target);
    assert.equal(lines(served).length, 1);
    assert.match(
      lines(served)[0] ?? '',
      /^strict\/a\.html: .* keeps the page script out.*: script-src 'self'$/,
    );
    await visit('/strict/b.html');
    await served.write({ 'strict/a.html': '<p>another' });
    for (const target of ['/strict/a.html', '/strict/b.html', '/strict/a.html']) await visit(target);
    assert.deepEqual(
      lines(served).map(line => line.split(':')[0]),
      ['strict/a.html', 'strict/b.html', 'strict/a.html'],
    );
    // The page itself is unchanged.
    const { body, headers: sent } = await visit('/strict/a.html');
    assert.match(body.toString(), /<p>another$/);
    assert.match(sent['content-security-policy'] ?? '', /frame-ancestors .*\nscript-src 'none'$/);
    // A setting without effect on the policy causes no new note; one with an effect does, and so does its
    // removal.
    served.server.configure({ cleanUrls: true });
    await visit('/strict/a.html');
    assert.equal(lines(served).length, 3);
    served.server.configure({ headers: { 'strict/*': { 'Content-Security-Policy': "script-src 'self'" } } });
    await visit('/strict/a.html');
    assert.equal(lines(served).length, 3);
    served.server.configure({ headers });
    await visit('/strict/a.html');
    assert.equal(lines(served).length, 4);
  });

  it('says it of a large page, too, once', async () => {
    const served = await serve(
      { 'large.html': `<p>${'x'.repeat(3 << 20)}` },
      { headers: { '*.html': { 'Content-Security-Policy': "connect-src 'none'" } } },
    );
    for (let i = 0; i < 2; i++) await ask(served.port, '/large.html', { headers: navigation });
    assert.deepEqual(lines(served).length, 1);
    assert.match(lines(served)[0] ?? '', /^large\.html: .* from its server.*: connect-src 'self'$/);
  });

  it('says what the policy of a <meta> means for the page, and nothing of one that lets us in', async () => {
    const served = await serve({
      'open.html': `<head>${meta("default-src 'none'; script-src 'self'; connect-src 'self'")}`,
      'self.html': `<head>${meta("script-src 'self'")}`,
      'shown.html': `<pre>&lt;meta http-equiv="Content-Security-Policy" content="default-src 'none'">`,
      'closed.html': `<head>${meta("default-src 'none'")}`,
    });
    for (const target of ['/open.html', '/self.html', '/shown.html', '/closed.html', '/closed.html'])
      await ask(served.port, target, { headers: navigation });
    assert.equal(lines(served).length, 1);
    assert.match(lines(served)[0] ?? '', /^closed\.html: .*<meta>.* once more.*: default-src 'self'$/);
  });
});
