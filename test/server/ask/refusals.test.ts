import assert from 'node:assert/strict';
import type { LogEntry } from '../../../src/protocol/logEntry';
import { type Asker, judge, judgeUpgrade, type Refusal } from '../../../src/server/ask/guard';
import { Log } from '../../../src/server/log';
import { curl } from '../support/asker';
import { ask, type Asking } from '../support/raw';
import { endAll, serve } from '../support/serve';

const nobody: Asker = { ...curl, accept: undefined };

const refusal = (who: string, cause: Refusal['cause'] = 'origin'): Refusal => ({
  cause,
  who,
  reason: 'Because.',
  setting: cause === 'origin' ? 'porthole.cors' : undefined,
});

describe('a refusal', () => {
  afterEach(endAll);

  it('is one line of text: the reason, then the setting that would allow it, where there is one', async () => {
    const { port } = await serve({ 'a.txt': 'a' });
    const told = async (asking: Asking): Promise<string> => {
      const { status, headers, body } = await ask(port, '/a.txt', asking);
      assert.equal(status, 403);
      assert.match(headers['content-type'] ?? '', /^text\/plain/);
      assert.equal(body.toString().trim().split('\n').length, 1);
      return body.toString();
    };
    const cors = /To allow it, change the setting porthole\.cors\./;
    const origin = await told({ headers: { Origin: 'https://evil.example' } });
    assert.match(origin, /comes from another origin\./);
    assert.match(origin, cors);
    const include = await told({ headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' } });
    assert.match(include, /may link to this server, but not load from it\./);
    assert.match(include, cors);
    const host = await told({ host: 'evil.example' });
    assert.match(host, /names another host\. Open the page at localhost or 127\.0\.0\.1 instead\./);
    const sandboxed = await told({ headers: { Origin: 'null' } });
    assert.match(sandboxed, /without an origin: a sandboxed frame or a local file\.\n$/);
    assert.doesNotMatch(sandboxed, /setting/);
  });

  it('tells nothing of what there is: a file, a folder, a dotfile and nothing are refused alike', async () => {
    const { port } = await serve({ 'a.txt': 'a', 'b/c.txt': 'c', '.env': 'e' });
    const headers = { Origin: 'https://evil.example' };
    const answers = await Promise.all(
      ['/a.txt', '/b', '/b/', '/.env', '/nothing', '/__porthole/page.js'].map(target =>
        ask(port, target, { headers }),
      ),
    );
    const told = answers.map(({ status, body, headers }) =>
      JSON.stringify([status, body.toString(), { ...headers, date: '' }]),
    );
    assert.equal(new Set(told).size, 1);
  });
});

describe('the log of refusals', () => {
  const minute = 60_000;
  const entries: LogEntry[] = [];
  let now = 0;
  let log: Log;
  const lines = (): string[] =>
    entries.splice(0).map(entry => (entry.kind === 'event' ? `${entry.level}: ${entry.text}` : ''));

  beforeEach(() => {
    entries.length = 0;
    now = 1_000_000;
    log = new Log(
      entry => entries.push(entry),
      'warn',
      () => now,
    );
  });

  it('has one line a minute for a cause and a stranger, with the count of those in between', () => {
    for (let i = 0; i < 1000; i++) log.refused('/a', refusal('https://evil.example'));
    assert.deepEqual(lines(), [
      'warn: Refused /a from https://evil.example: Because. Setting: porthole.cors.',
    ]);
    now += minute - 1;
    log.refused('/a', refusal('https://evil.example'));
    assert.deepEqual(lines(), []);
    now += 1;
    log.refused('/b', refusal('https://evil.example'));
    assert.deepEqual(lines(), [
      'warn: Refused /b from https://evil.example: Because. Setting: porthole.cors. (and 1000 more like it since the last such line)',
    ]);
  });

  it('tells strangers apart, and causes', () => {
    for (let i = 0; i < 3; i++) {
      log.refused('/', refusal('https://evil.example'));
      log.refused('/', refusal('https://other.example'));
      log.refused('/', refusal('https://evil.example', 'host'));
    }
    assert.equal(lines().length, 3);
  });

  it('does not grow with the number of names that a stranger makes up', () => {
    for (let i = 0; i < 10_000; i++) log.refused('/', refusal(`https://evil-${i}.example`));
    assert.ok(lines().length <= 65);
    now += minute;
    log.refused('/', refusal('https://new.example'));
    assert.equal(lines().length, 1);
  });

  it('is not written by a stranger: no second line, no control character, no end', () => {
    log.refused(`/${'a'.repeat(5000)}`, refusal('evil\r\nwarn: all is well\u001b[2J\u2028x', 'host'));
    const [line = '', ...rest] = lines();
    assert.deepEqual(rest, []);
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    assert.doesNotMatch(line, /[\x00-\x1f\u2028]/);
    assert.ok(line.length < 500);
  });
});

describe('who is let in', () => {
  const loopback = { host: '127.0.0.1', authorities: [], cors: [] };
  const everywhere = { ...loopback, host: '0.0.0.0' };
  const passes = (asker: Partial<Asker>, admission = loopback): boolean =>
    judge({ ...nobody, ...asker }, admission) === 'ok';

  it('names the host by a loopback name, with any port, and by no other', () => {
    for (const host of [
      'localhost',
      'LOCALHOST:1',
      '127.0.0.1:80',
      '[::1]:5500',
      'app.localhost',
      'a.b.localhost:9',
    ])
      assert.ok(passes({ host }), host);
    for (const host of [
      '',
      'localhost.',
      'localhost.evil.example',
      'evil-localhost',
      '127.0.0.1.evil.example',
      '127.0.0.2',
      '127.1',
      '2130706433',
      '0x7f.0.0.1',
      '0.0.0.0',
      '[::]',
      '[::ffff:127.0.0.1]',
      'localhost:',
      'localhost:80:80',
      'localhost:port',
      'user@localhost',
      'localhost, evil.example',
      'localhost/',
      '192.168.0.2',
    ])
      assert.ok(!passes({ host }), host);
  });

  it('reaches a server that listens everywhere by the address of the connection, and by no name that leads there', () => {
    const local = '192.168.0.2';
    assert.ok(passes({ host: '192.168.0.2:5500', local }, everywhere));
    assert.ok(
      passes({ host: '192.168.0.2:5500', local: '::ffff:192.168.0.2' }, { ...everywhere, host: '::' }),
    );
    assert.ok(passes({ host: '[fd00::2]:5500', local: 'fd00::2' }, { ...everywhere, host: '::' }));
    for (const host of ['rebound.evil.example:5500', '192.168.0.3:5500', '0.0.0.0:5500', 'printer.local'])
      assert.ok(!passes({ host, local }, everywhere), host);
    // A server on loopback refuses a network's address as Host, whatever the connection's address is.
    assert.ok(!passes({ host: '192.168.0.2:5500', local }));
  });

  it('reaches a server on one address by that one', () => {
    assert.ok(passes({ host: '192.168.0.2:5500' }, { ...loopback, host: '192.168.0.2' }));
    assert.ok(passes({ host: '[fd00::2]:5500' }, { ...loopback, host: 'fd00::2' }));
    assert.ok(!passes({ host: '192.168.0.3:5500' }, { ...loopback, host: '192.168.0.2' }));
  });

  it('comes as HTTP/1.0 without a Host, but not as HTTP/1.1', () => {
    assert.ok(passes({ host: undefined, httpVersion: '1.0' }));
    assert.ok(!passes({ host: undefined }));
  });

  it('may send a form only from our own page, whatever the metadata claim', () => {
    const origin = 'http://localhost:5500';
    assert.ok(passes({ method: 'POST', origin }));
    assert.ok(
      passes({ method: 'POST', fetchSite: 'same-origin', fetchMode: 'navigate', fetchDest: 'document' }),
    );
    assert.ok(
      !passes({ method: 'POST', fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' }),
    );
    assert.ok(!passes({ method: 'POST', origin: 'http://localhost:5501' }));
  });

  it('gets no upgrade for an origin that is listed for reading', () => {
    const listed = { ...loopback, cors: ['https://friend.example'] };
    const friend = { ...nobody, origin: 'https://friend.example' };
    assert.equal(judge(friend, listed), 'ok');
    assert.notEqual(judgeUpgrade(friend, listed), 'ok');
  });
});

describe('a request with several Host fields', () => {
  afterEach(endAll);

  it('is malformed (RFC 9112, 3.2), whichever of them comes first', async () => {
    const { port } = await serve({ 'a.txt': 'a' });
    for (const [first, second] of [
      ['localhost', 'evil.example'],
      ['evil.example', 'localhost'],
    ] as const)
      assert.equal((await ask(port, '/a.txt', { host: first, headers: { host: second } })).status, 400);
  });
});
