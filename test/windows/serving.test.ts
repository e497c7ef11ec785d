import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type WindowsServer, endOnWindows, onDrive, startOnWindows } from '../host/wine';
import { ask } from './asks';

const files: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>Windows</title><h1>hello</h1>',
  'a b.html': '<!doctype html><h1>blank</h1>',
  'über.txt': 'umlaut',
  '日本.txt': 'kanji',
  '100%.txt': 'percent',
  'data.bin': '0123456789',
  'docs/index.html': '<!doctype html><h1>docs</h1>',
  'list/one.txt': 'one',
  'list/two & three.txt': 'two',
  '.env': 'SECRET=1',
  '.git/config': 'SECRET=2',
  'A long name of a file.txt': 'long',
};
const htmlHeaders = { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };

describe('the server on Windows', function () {
  this.timeout(90_000);
  const place = realpathSync(mkdtempSync(path.join(tmpdir(), 'porthole-windows-')));
  const root = path.join(place, 'site');
  let server: WindowsServer;
  const get = (target: string, headers: http.OutgoingHttpHeaders = {}) =>
    ask(server.url, target, { headers });

  before(async () => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    writeFileSync(path.join(place, 'secret.txt'), 'SECRET=3');
    mkdirSync(path.join(place, 'site-secret'));
    writeFileSync(path.join(place, 'site-secret', 's.txt'), 'SECRET=4');
    server = await startOnWindows(onDrive(root));
  });
  after(async () => {
    await server?.close();
    rmSync(place, { recursive: true, force: true });
  });

  it('serves a document with the script, and its other files byte for byte', async () => {
    const page = await get('/', htmlHeaders);
    assert.equal(page.status, 200);
    assert.match(page.body.toString(), /<script[^>]*__porthole\/page\.js/);
    for (const [target, text] of [
      ['/a%20b.html', files['a b.html']],
      ['/%C3%BCber.txt', 'umlaut'],
      ['/%E6%97%A5%E6%9C%AC.txt', 'kanji'],
      ['/100%25.txt', 'percent'],
      ['/data.bin', '0123456789'],
    ]) {
      const { status, body } = await get(target!);
      assert.deepEqual([status, body.toString()], [200, text], target);
    }
  });

  it('answers ranges and conditions', async () => {
    const part = await get('/data.bin', { range: 'bytes=2-4' });
    assert.deepEqual(
      [part.status, part.headers['content-range'], part.body.toString()],
      [206, 'bytes 2-4/10', '234'],
    );
    assert.equal((await get('/data.bin', { range: 'bytes=20-' })).status, 416);
    const { headers } = await get('/data.bin');
    assert.equal((await get('/data.bin', { 'if-none-match': headers.etag })).status, 304);
  });

  it('lists a folder, and redirects to its slash', async () => {
    const listing = (await get('/list/', htmlHeaders)).body.toString();
    assert.match(listing, /href="[^"]*one\.txt"/);
    assert.match(listing, /two%20%26%20three\.txt/);
    assert.ok(!listing.includes('\\') && !listing.includes('Z:'), listing);
    const { status, headers } = await get('/docs', htmlHeaders);
    assert.ok([301, 308].includes(status), String(status));
    assert.match(String(headers.location), /^(\/|\.\/)docs\/$/);
  });

  for (const target of [
    '/.env',
    '/.ENV',
    '/.env.',
    '/.env%20',
    '/.env::$DATA',
    '/.env%3A%3A$DATA',
    '/.git/config',
    '/.GIT/config',
    '/GIT~1/config',
    '/ENV~1',
    '/..%5csecret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/../site-secret/s.txt',
    '/..\\secret.txt',
    '/index.html::$DATA',
    '/data.bin:stream',
    '/data.bin%3Astream',
    '/ALONGN~1.TXT',
    '/C:/windows/win.ini',
    '/C%3A%5Cwindows%5Cwin.ini',
    '//localhost/c$/windows/win.ini',
    '/%5C%5Clocalhost%5Cc$%5Cwindows%5Cwin.ini',
    '/con',
    '/CON',
    '/nul',
    '/nul.txt',
    '/aux.html',
    '/com1',
    '/lpt1.txt',
    '/list/prn',
    '/CONIN$',
    '/data.bin.',
    '/data.bin%20',
    '/docs./index.html',
    '/docs%20/index.html',
    '/docs...%20/index.html',
    '/docs::$INDEX_ALLOCATION/index.html',
    '/.env:$DATA',
    '/.env:Zone.Identifier',
    '/.git::$INDEX_ALLOCATION/config',
    '/.git./config',
    '/.git%20/config',
    '/.git%E2%80%8C/config',
    '/.e%C3%B1v',
    '/%EF%BC%8Eenv',
    '/..%EF%BC%8Fsecret.txt',
    '/..%EF%BC%BCsecret.txt',
    '/..%E2%88%95secret.txt',
    '/..%C2%A5secret.txt',
    '/..%E2%82%A9secret.txt',
    '/..%20/secret.txt',
    '/.%20./secret.txt',
    '/...%20/secret.txt',
    '/%2e%2e%20/secret.txt',
    '/site/../secret.txt',
    '/list/..%5C..%5Csecret.txt',
    '/SECRE~1.TXT',
    '/SITE-S~1/s.txt',
    '/LONGNA~1.TXT',
    '/ALONGN~1.txt',
    '/alongn~1.txt',
    '/%5C%5C%3F%5CZ%3A%5Ctmp',
    '/%3F%3F/Z%3A/windows/win.ini',
    '//%3F/C%3A/windows/win.ini',
    '//./C:/windows/win.ini',
    '/%5C%5C.%5CGLOBALROOT%5CDevice',
    '//wsl$/Debian/etc/passwd',
    '/C:windows/win.ini',
    '/C%3Asecret.txt',
    '/Z%3A..%5Csecret.txt',
    '/file:///C:/windows/win.ini',
    '/com%C2%B9',
    '/COM%C2%B2.txt',
    '/lpt%C2%B3.css',
    '/com0',
    '/lpt0.html',
    '/COM9.tar.gz',
    '/CONOUT$',
    '/conin$.txt',
    '/aux.',
    '/nul%20.txt',
    '/nul%20',
    '/prn%20%20.css',
    '/CLOCK$',
    '/list/nul/index.html',
    '/nul/',
    '/con.tar/x',
    '/PhysicalDrive0',
    '/pipe/name',
    '/mailslot/name',
    '/index.ht%00ml',
    '/data.bin%2E',
    '/data.bin.%20.',
    '/data%3F.bin',
    '/data.b%2A',
    '/dat%3Ca.bin',
    '/data.bi%3E',
    '/"data.bin"',
    '/data.bin%7C',
    '/data.bin%09',
    '/data.bin%C2%A0',
    '/data.bin%E3%80%80',
  ])
    it(`gives nothing away at ${target}`, async () => {
      const { status, body } = await get(target);
      assert.ok([400, 403, 404].includes(status), String(status));
      assert.doesNotMatch(body.toString(), /SECRET|\[fonts\]|Z:\\/i);
    });

  it('finds a file under another spelling of its name, as its disk does', async () => {
    const { status } = await get('/DATA.BIN');
    assert.ok([200, 308, 301, 404].includes(status), String(status));
  });

  it('refuses strangers', async () => {
    assert.equal((await get('/', { host: 'evil.example' })).status, 403);
    assert.equal((await get('/data.bin', { origin: 'https://evil.example' })).status, 403);
  });

  it('moves on from a port that is taken, and ends with a sentence for a wrong argument', async () => {
    const other = http.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const second = await startOnWindows(onDrive(root), '--port', String(port));
    try {
      assert.notEqual(new URL(second.url).port, String(port));
      assert.equal((await ask(second.url, '/data.bin')).status, 200);
    } finally {
      await second.close();
      other.close();
    }
    const { code, said } = await endOnWindows('--port', 'many');
    assert.equal(code, 2);
    assert.match(said, /^\S.*\S\r?\n$/);
  });

  it('is gone when it is stopped, and its port is free', async () => {
    const again = await startOnWindows(onDrive(root));
    await again.close();
    await assert.rejects(ask(again.url, '/'));
  });
});
