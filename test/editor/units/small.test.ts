import { strict as assert } from 'node:assert';
import path from 'node:path';
import { overallState } from '../../../src/editor/status/contextKeys';
import { DisposableStore } from '../../../src/editor/base/disposables';
import { LineBudget } from '../../../src/editor/log/lineBudget';
import { detailLines, levelOf, requestLine } from '../../../src/editor/log/logLine';
import { isWrittenAsItIs, type SaveHabits } from '../../../src/editor/text/saveHabits';
import { Throttle } from '../../../src/editor/text/throttle';
import { isServed, servedFile, servedPage } from '../../../src/editor/base/served';
import { isLoopback, isWithin, pageOf } from '../../../src/editor/base/uris';
import type { RequestEntry } from '../../../src/protocol/logEntry';
import { millisecondsText, sizeText } from '../../../src/protocol/units';
import { pause } from '../helpers';

const ENTRY: RequestEntry = {
  kind: 'request',
  id: 1,
  time: 0,
  method: 'GET',
  target: '/index.html',
  status: 200,
  bytes: 3072,
  duration: 0.84,
  rule: 'file',
  complete: true,
  httpVersion: '1.1',
};

const level = (more: Partial<RequestEntry>): string => levelOf({ ...ENTRY, ...more });

describe('a line of the log', () => {
  it('tells a request in five words', () => {
    assert.equal(requestLine(ENTRY), 'GET /index.html 200 3.1 kB 0.8 ms');
  });

  it('tells when the client left, and shortens what would fill the screen', () => {
    const line = requestLine({ ...ENTRY, target: `/${'x'.repeat(9000)}`, complete: false });
    assert.ok(line.length < 600);
    assert.match(line, /… 200 3\.1 kB 0\.8 ms \(incomplete\)$/);
  });

  it('warns of a link that leads nowhere, and keeps quiet about our own requests', () => {
    assert.equal(level({}), 'info');
    assert.equal(level({ status: 404, rule: 'missing' }), 'warn');
    assert.equal(level({ status: 404, rule: 'missing', target: '/favicon.ico' }), 'info');
    assert.equal(level({ status: 502, rule: 'route' }), 'error');
    assert.equal(level({ rule: 'reserved' }), 'debug');
  });

  it('tells at the level debug who answered and how long that took, and hides secrets', () => {
    assert.deepEqual(detailLines(ENTRY), []);
    const details = {
      requestHeaders: ['Accept', '*/*', 'COOKIE', 'session=1', 'Authorization', 'Basic eA=='],
      responseHeaders: ['Content-Type', 'text/html', 'Set-Cookie', 'session=2'],
      wait: 0.5,
    };
    const lines = detailLines({ ...ENTRY, source: { file: '/site/index.html' }, details });
    assert.deepEqual(lines, [
      '  answered by file /site/index.html, HTTP/1.1, 0.5 ms to decide, 0.3 ms to send',
      '  > Accept: */*',
      '  > COOKIE: •••',
      '  > Authorization: •••',
      '  < Content-Type: text/html',
      '  < Set-Cookie: •••',
    ]);
  });

  it('has sizes and times that can be read at a glance', () => {
    assert.deepEqual(
      [0, 999, 1000, 999_949, 999_950, 2_500_000, 3e9].map(bytes => sizeText(bytes)),
      ['0 B', '999 B', '1.0 kB', '999.9 kB', '1.0 MB', '2.5 MB', '3.0 GB'],
    );
    assert.deepEqual(
      [0, 0.84, 9.94, 9.96, 1234.5].map(duration => millisecondsText(duration)),
      ['0.0 ms', '0.8 ms', '9.9 ms', '10 ms', '1235 ms'],
    );
    assert.deepEqual(
      ['en', 'de', 'ru', 'ja', undefined].map(language => sizeText(1234, language)),
      ['1.2 kB', '1,2 kB', '1,2 kB', '1.2 kB', '1.2 kB'],
    );
    assert.equal(millisecondsText(0.84, 'fr'), '0,8 ms');
  });

  it('is one of so many a second', () => {
    const budget = new LineBudget(200);
    assert.deepEqual(
      [budget.take(150, 1000), budget.take(150, 1999), budget.take(1, 1999), budget.take(300, 2000)],
      [150, 50, 0, 200],
    );
    assert.equal(LineBudget.untilNext(1990), 10);
  });
});

describe('the page of a file', () => {
  it('is its way from the root, each name encoded', () => {
    assert.equal(pageOf('/site', '/site/docs/a b#c?%.html', path.posix), 'docs/a%20b%23c%3F%25.html');
    assert.equal(pageOf('/site', '/site', path.posix), '');
    assert.equal(pageOf('C:\\site', 'c:\\Site\\docs\\ü.html', path.win32), 'docs/%C3%BC.html');
  });

  it('is none outside the root: not beside it, not on another drive, not by a prefix', () => {
    assert.equal(pageOf('/site', '/site-secret/s.html', path.posix), undefined);
    assert.equal(pageOf('/site', '/other.html', path.posix), undefined);
    assert.equal(pageOf('C:\\site', 'D:\\site\\a.html', path.win32), undefined);
    assert.equal(isWithin('/site', '/site/..hidden/a.html', path.posix), true);
  });
});

describe('the page of a file in a mounted folder', () => {
  const served = { root: '/w/site', mount: { '/lib': '../modules', '/lib/deep': '/other' } };

  it('begins with the path of the mount, and leads back to the file', () => {
    const pages: Readonly<Record<string, string>> = {
      '/w/site/a b.html': 'a%20b.html',
      '/w/modules/x/ü.css': 'lib/x/%C3%BC.css',
      '/other/y.html': 'lib/deep/y.html',
    };
    for (const [file, page] of Object.entries(pages)) {
      assert.equal(servedPage(served, file), page);
      assert.equal(servedFile(served, `/${decodeURIComponent(page)}`), file);
    }
  });

  it('is none elsewhere', () => {
    assert.equal(servedPage(served, '/w/modules-secret/a.css'), undefined);
    assert.equal(isServed(served, '/w/a.css'), false);
  });
});

describe('this machine only', () => {
  it('is every name of the loopback and no other', () => {
    for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]'])
      assert.ok(isLoopback(host), host);
    for (const host of [
      '0.0.0.0',
      '::',
      '192.168.0.2',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '',
    ]) {
      assert.ok(!isLoopback(host), host);
    }
  });
});

describe('the state of all servers', () => {
  it('is that of the most alive', () => {
    assert.equal(overallState([]), 'stopped');
    assert.equal(overallState(['failed', 'running', 'stopped']), 'running');
    assert.equal(overallState(['failed', 'starting']), 'starting');
    assert.equal(overallState(['stopped', 'failed']), 'failed');
  });
});

describe('what is owned', () => {
  it('ends in reverse, also when one throws, and at once when it comes too late', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => ended.push('first') });
    store.add({
      dispose: () => {
        throw new Error('on purpose');
      },
    });
    store.add({ dispose: () => ended.push('third') });
    assert.throws(() => store.dispose(), AggregateError);
    store.add({ dispose: () => ended.push('late') });
    store.dispose();
    assert.deepEqual(ended, ['third', 'first', 'late']);
  });
});

describe('typing', () => {
  it('is told at once, then the last of each frame, and nothing is told after the end', async () => {
    const told: number[] = [];
    const throttle = new Throttle();
    for (let key = 1; key <= 50; key++) throttle.run(() => told.push(key));
    assert.deepEqual(told, [1]);
    await pause(60);
    assert.deepEqual(told, [1, 50]);
    throttle.run(() => told.push(51));
    throttle.run(() => told.push(52));
    throttle.dispose();
    await pause(60);
    assert.deepEqual(told, [1, 50, 51]);
  });
});

describe('a text that is saved', () => {
  const none: SaveHabits = { formats: false, trimsLines: false, endsLastLine: false, trimsLastLines: false };
  const written = (text: string, habit?: keyof SaveHabits): boolean =>
    isWrittenAsItIs(text, habit ? { ...none, [habit]: true } : none);

  it('is written as it is when nobody was asked to change it', () => {
    for (const text of ['', 'a', 'a \n\n\n']) assert.ok(written(text));
  });

  it('may become anything under a formatter', () => assert.equal(written('a\n', 'formats'), false));

  it('loses white space at the end of lines, when there is some', () => {
    for (const text of ['', 'a\n', ' a b\r\n\r\n c']) assert.ok(written(text, 'trimsLines'), text);
    for (const text of ['a \nb', 'a\t\r\nb', 'a\n ', ' ']) assert.ok(!written(text, 'trimsLines'), text);
  });

  it('gets a last line end, when it has none', () => {
    for (const text of ['', 'a\n', 'a\r\n']) assert.ok(written(text, 'endsLastLine'), text);
    for (const text of ['a', 'a\nb']) assert.ok(!written(text, 'endsLastLine'), text);
  });

  it('loses empty lines at its end, when there are any', () => {
    for (const text of ['', 'a', 'a\n', 'a\n\nb\r\n']) assert.ok(written(text, 'trimsLastLines'), text);
    for (const text of ['a\n\n', 'a\r\n\r\n']) assert.ok(!written(text, 'trimsLastLines'), text);
  });
});
