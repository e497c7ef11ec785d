import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LogEntry, LogLevel, RequestEntry } from '../../../src/protocol/logEntry';
import { createServer, type DevServer, type GivenOptions } from '../../../src/server';
import { ask } from '../support/raw';
import { makeTree, pageScript } from '../support/serve';

const TREE = { 'index.html': '<h1>Hi</h1>', 'style.css': 'h1 { color: red }', '404.html': '<p>Gone</p>' };

/** A server whose log and records are kept. */
class Observed {
  readonly log: LogEntry[] = [];
  readonly records: RequestEntry[] = [];
  private constructor(
    readonly server: DevServer,
    readonly root: string,
    readonly port: number,
  ) {}

  static async start(level: LogLevel | 'off', options: Partial<GivenOptions> = {}): Promise<Observed> {
    const root = await makeTree(TREE);
    const aside = await makeTree({});
    const found: { observed?: Observed } = {};
    const server = createServer(
      { root, pageScript: await pageScript(aside), port: 0, shutdownTimeout: 500, ...options },
      {
        log: entry => found.observed?.log.push(entry),
        request: entry => found.observed?.records.push(entry),
      },
      level,
    );
    const { port } = await server.listen();
    return (found.observed = new Observed(server, root, port));
  }

  async end(): Promise<void> {
    await this.server.close();
    await fs.rm(this.root, { recursive: true, force: true });
  }

  get lines(): RequestEntry[] {
    return this.log.filter((entry): entry is RequestEntry => entry.kind === 'request');
  }

  async record(at = 0): Promise<RequestEntry> {
    for (let tries = 0; tries < 400; tries++) {
      const found = this.records[at];
      if (found) return found;
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    return assert.fail(`no record ${at}`);
  }
}

/** One field of a flat list. */
function field(fields: readonly string[], name: string): string | undefined {
  const at = fields.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? undefined : fields[at + 1];
}

const textOf = (body: { bytes: Uint8Array } | undefined) => Buffer.from(body?.bytes ?? []).toString();

describe('a request that somebody watches', () => {
  let observed: Observed;
  const watch = async (level: LogLevel | 'off' = 'off', options: Partial<GivenOptions> = {}) => {
    observed = await Observed.start(level, options);
    observed.server.setWatched(true);
    return observed;
  };
  afterEach(() => observed.end());

  it('is recorded with both heads, the bytes of the reply and the file that they came from', async () => {
    const { port, root } = await watch();
    await ask(port, '/style.css?v=1', { headers: { Cookie: 'a=b', 'X-Twice': '1' } });
    const record = await observed.record();
    assert.deepEqual([record.method, record.target, record.status], ['GET', '/style.css?v=1', 200]);
    assert.equal(record.source?.file, path.join(root, 'style.css'));
    assert.equal(field(record.details?.requestHeaders ?? [], 'cookie'), 'a=b');
    assert.match(field(record.details?.responseHeaders ?? [], 'content-type') ?? '', /^text\/css/);
    assert.equal(textOf(record.details?.responseBody), TREE['style.css']);
    assert.equal(record.details?.responseBody?.total, record.bytes);
    assert.ok((record.details?.wait ?? -1) > 0 && (record.details?.wait ?? 0) <= record.duration);
  });

  it('keeps the body that was sent, even where nobody reads it', async () => {
    const { port } = await watch();
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '9' };
    const request = http.request({ port, host: '127.0.0.1', method: 'DELETE', path: '/style.css', headers });
    request.write('{"a"');
    setTimeout(() => request.end(':"b"}'), 60);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    const record = await observed.record();
    assert.deepEqual(
      [textOf(record.details?.requestBody), record.details?.requestBody?.total],
      ['{"a":"b"}', 9],
    );
  });

  it('is recorded all the same when the client goes in the middle of its body', async () => {
    const { port } = await watch();
    const headers = { 'Content-Length': '900' };
    const request = http.request({ port, host: '127.0.0.1', method: 'DELETE', path: '/x', headers });
    request.on('error', () => undefined);
    request.write('half');
    await new Promise(resolve => setTimeout(resolve, 50));
    request.destroy();
    const record = await observed.record();
    assert.equal(textOf(record.details?.requestBody), 'half');
  });

  it('keeps no more than the first part of a long body, and says how long it was', async () => {
    const { port, root } = await watch();
    const size = 5 * 1024 * 1024;
    await fs.writeFile(path.join(root, 'long.bin'), Buffer.alloc(size, 'ab'));
    assert.equal((await ask(port, '/long.bin')).body.length, size);
    const { details, source } = await observed.record();
    assert.equal(details?.responseBody?.total, size);
    assert.equal(details?.responseBody?.bytes.length, 256 * 1024);
    assert.equal(details?.responseBody?.bytes.buffer.byteLength, 256 * 1024, 'and no memory besides');
    assert.ok(Buffer.from(details?.responseBody?.bytes ?? []).equals(Buffer.alloc(256 * 1024, 'ab')));
    assert.equal(source?.file, path.join(root, 'long.bin'));
  });

  it('keeps a body in the coding that it was sent in', async () => {
    const { port, root } = await watch('off', { compression: 'on' });
    await fs.writeFile(path.join(root, 'long.txt'), 'word '.repeat(2000));
    await ask(port, '/long.txt', { headers: { 'Accept-Encoding': 'gzip' } });
    const { details } = await observed.record();
    assert.equal(field(details?.responseHeaders ?? [], 'content-encoding'), 'gzip');
    assert.equal(gunzipSync(details?.responseBody?.bytes ?? Buffer.of()).toString(), 'word '.repeat(2000));
  });

  it('names the page that answers for a missing one', async () => {
    const { port, root } = await watch();
    await ask(port, '/nothing.html');
    const { status, source } = await observed.record();
    assert.deepEqual([status, source?.file], [404, path.join(root, '404.html')]);
  });

  it('tells nothing of the token of this server', async () => {
    const { port } = await watch('trace');
    const script = (await ask(port, '/__porthole/page.js')).body.toString();
    const token = /token = "([^"]+)"/.exec(script)?.[1] ?? assert.fail('the script has the token');
    await ask(port, `/__porthole/other?token=${token}`);
    await observed.record(1);
    const everything = [...observed.records, ...observed.log].map(entry => JSON.stringify(entry)).join();
    assert.ok(!everything.includes(token));
    assert.ok(!everything.includes(Buffer.from(token).join()));
  });

  it('changes nothing of what the client gets', async () => {
    const { port, server } = await watch();
    const watched = await ask(port, '/style.css');
    server.setWatched(false);
    const alone = await ask(port, '/style.css');
    const { date: _one, ...first } = watched.headers;
    const { date: _two, ...second } = alone.headers;
    assert.deepEqual([first, watched.body], [second, alone.body]);
  });
});

describe('a request that is sent again', () => {
  let observed: Observed;
  const body = new Uint8Array();
  beforeEach(async () => {
    observed = await Observed.start('off');
    observed.server.setWatched(true);
  });
  afterEach(() => observed.end());

  it('is answered like the first', async () => {
    const { port, server } = observed;
    await ask(port, '/style.css', { headers: { 'X-Kind': 'one', 'If-None-Match': '"x"' } });
    const first = await observed.record();
    const { method, target, details } = first;
    server.replay({ method, target, headers: details?.requestHeaders ?? [], body });
    const second = await observed.record(1);
    assert.deepEqual([second.method, second.target, second.status], ['GET', '/style.css', 200]);
    assert.equal(field(second.details?.requestHeaders ?? [], 'x-kind'), 'one');
    assert.deepEqual(second.details?.responseBody, first.details?.responseBody);
  });

  it('carries its body, framed anew', async () => {
    const headers = [
      'Host',
      `127.0.0.1:${observed.port}`,
      'Content-Length',
      '999',
      'Transfer-Encoding',
      'chunked',
    ];
    observed.server.replay({
      method: 'PUT',
      target: '/x',
      headers,
      body: new TextEncoder().encode('{"é":1}'),
    });
    const { details } = await observed.record();
    assert.equal(textOf(details?.requestBody), '{"é":1}');
    assert.equal(field(details?.requestHeaders ?? [], 'content-length'), '8');
    assert.equal(field(details?.requestHeaders ?? [], 'transfer-encoding'), undefined);
  });

  it('is refused like the first: by Host, by Origin, by what the browser told', async () => {
    const own = `127.0.0.1:${observed.port}`;
    const strangers = [
      ['Host', 'evil.example'],
      ['Host', own, 'Origin', 'https://evil.example'],
      ['Host', own, 'Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'no-cors', 'Sec-Fetch-Dest', 'script'],
    ];
    for (const [at, headers] of strangers.entries()) {
      observed.server.replay({ method: 'GET', target: '/style.css', headers, body });
      const { status, rule } = await observed.record(at);
      assert.deepEqual([status, rule], [403, 'refused'], headers.join());
    }
  });

  it('that is no HTTP is a line in the log, and the server lives', async () => {
    observed.server.setLogLevel('warn');
    const headers = ['Host', 'localhost'];
    observed.server.replay({ method: 'GET', target: '/a b', headers, body });
    observed.server.replay({ method: 'GET', target: '/', headers: ['X', 'a\r\nY: b'], body });
    for (let tries = 0; observed.log.length < 2 && tries < 400; tries++)
      await new Promise(resolve => setTimeout(resolve, 10));
    assert.deepEqual(
      observed.log.map(entry => entry.kind === 'event' && entry.level),
      ['warn', 'warn'],
    );
    assert.equal((await ask(observed.port, '/style.css')).status, 200);
  });
});

describe('a request that nobody watches', () => {
  let observed: Observed;
  afterEach(() => observed.end());

  it('leaves one line and no details', async () => {
    observed = await Observed.start('info');
    await ask(observed.port, '/style.css');
    assert.deepEqual(observed.records, []);
    assert.equal(observed.lines.length, 1);
    assert.equal(observed.lines[0]?.details, undefined);
  });

  it('leaves its headers, and no body, at the level debug', async () => {
    observed = await Observed.start('info');
    observed.server.setLogLevel('debug');
    await ask(observed.port, '/style.css', { headers: { 'X-Kind': 'one' } });
    const [line] = observed.lines;
    assert.equal(field(line?.details?.requestHeaders ?? [], 'x-kind'), 'one');
    assert.deepEqual([line?.details?.requestBody, line?.details?.responseBody], [undefined, undefined]);
    assert.equal(line?.rule, 'file');
  });

  it('leaves nothing while the log is off, and counts all the same', async () => {
    observed = await Observed.start('off');
    await ask(observed.port, '/style.css');
    observed.server.setWatched(true);
    await ask(observed.port, '/style.css');
    assert.equal((await observed.record()).id, 2);
    assert.deepEqual(observed.log, []);
  });
});
