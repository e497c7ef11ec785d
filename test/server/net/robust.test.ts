import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { ask, exchange, navigation, parseResponses } from '../support/raw';
import { endAll, type Served, serve } from '../support/serve';

const descriptors = async (): Promise<number> => (await fs.readdir('/proc/self/fd')).length;
const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

const head = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n`;

describe('what the network sends', function () {
  this.timeout(60_000);
  let served: Served;
  beforeEach(async () => {
    served = await serve({
      'index.html': '<title>x</title>',
      'a.txt': 'aaa',
      'b.txt': 'bbb',
      'big.bin': Buffer.alloc(20 << 20, 1),
    });
  });
  afterEach(endAll);

  it('pipelined requests are answered in order', async () => {
    const bytes = ['/a.txt', '/nothing', '/b.txt', '/a.txt'].map(target => `${head(target)}\r\n`).join('');
    const responses = parseResponses(await exchange(served.port, bytes));
    assert.deepEqual(
      responses.map(response => response.status),
      [200, 404, 200, 200],
    );
    assert.deepEqual(
      responses.filter(r => r.status === 200).map(r => r.body.toString()),
      ['aaa', 'bbb', 'aaa'],
    );
  });

  it('ten thousand requests go over one connection', async () => {
    const socket = net.connect(served.port, '127.0.0.1');
    let answered = 0;
    let end = '';
    // A packet may end within a status line.
    socket.on('data', (part: Buffer) => {
      const [cut = '', ...whole] = (end + part.toString('latin1')).split('HTTP/1.1 200').toReversed();
      answered += whole.length;
      end = cut.slice(-'HTTP/1.1 20'.length);
    });
    for (let sent = 100; sent <= 10_000; sent += 100) {
      socket.write(`${head('/a.txt')}\r\n`.repeat(100));
      while (answered < sent) await once(socket, 'data');
    }
    socket.destroy();
    assert.equal(answered, 10_000);
  });

  it('headers that are too large get 431, a target that is too long gets 414', async () => {
    const bomb = `${head('/')}X: ${'a'.repeat(100_000)}\r\n\r\n`;
    assert.match((await exchange(served.port, bomb)).toString(), /^HTTP\/1\.1 431 /);
    assert.equal((await ask(served.port, `/${'a'.repeat(9000)}`)).status, 414);
    assert.match(
      (await exchange(served.port, `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n`)).toString(),
      /^HTTP\/1\.1 414 /,
    );
  });

  it('two thousand header lines are fine while they are small', async () => {
    const many = Array.from({ length: 2000 }, (_, i) => `x${i}: 1\r\n`).join('');
    assert.match(
      (await exchange(served.port, `${head('/a.txt')}${many}\r\n`)).toString(),
      /^HTTP\/1\.1 200 /,
    );
  });

  it('bad request lines get 400', async () => {
    for (const line of ['GET', 'GET / HTTP/9.9', 'get / http/1.1', '\0\0\0', 'GET /\0 HTTP/1.1']) {
      const answer = (await exchange(served.port, `${line}\r\nHost: localhost\r\n\r\n`)).toString();
      assert.match(answer, /^HTTP\/1\.1 400 /, line);
    }
  });

  it('a request without Host gets 400', async () => {
    assert.match((await exchange(served.port, 'GET / HTTP/1.1\r\n\r\n')).toString(), /^HTTP\/1\.1 400 /);
  });

  it('a body on GET does not corrupt the request after it', async () => {
    const bytes = `${head('/a.txt')}Content-Length: 30\r\n\r\nGET /b.txt HTTP/1.1\r\nHost: x\r\n\r${head('/b.txt')}\r\n`;
    const responses = parseResponses(await exchange(served.port, bytes));
    assert.deepEqual(
      responses.map(r => r.body.toString()),
      ['aaa', 'bbb'],
    );
  });

  it('clients that leave in the middle of a download cost no descriptor', async () => {
    const before = await descriptors();
    for (let i = 0; i < 40; i++) {
      const socket = net.connect(served.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`${head('/big.bin')}\r\n`);
      await once(socket, 'data');
      socket.destroy();
    }
    for (let i = 0; i < 100 && (await descriptors()) > before + 1; i++) await sleep(20);
    assert.ok((await descriptors()) <= before + 1, `${before} before, ${await descriptors()} after`);
  });
});

describe('what the disk holds', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('a folder of more than ten thousand entries is listed up to these', async () => {
    const { root, port } = await serve({ 'many/x.txt': '' });
    for (let i = 0; i < 10_000; i += 500) {
      await Promise.all(
        Array.from({ length: 500 }, (_, j) => fs.writeFile(path.join(root, 'many', `file-${i + j}.txt`), '')),
      );
    }
    const { body } = await ask(port, '/many/');
    assert.equal(body.toString().split('<tr>').length - 1, 10_001);
  });

  it('names of any kind, empty files and files beyond 4 GiB', async () => {
    const long = 'n'.repeat(255);
    const odd = ['emoji 🎉.txt', 'trailing dot.', 'trailing space ', long];
    const { root, port } = await serve(Object.fromEntries(odd.map(name => [name, name])));
    for (const name of odd) {
      const got = await ask(port, `/${encodeURIComponent(name)}`);
      assert.deepEqual([got.status, got.body.toString()], [200, name]);
    }
    await fs.writeFile(path.join(root, 'empty.txt'), '');
    const empty = await ask(port, '/empty.txt');
    assert.deepEqual([empty.status, empty.headers['content-length']], [200, '0']);
    const sparse = await fs.open(path.join(root, 'sparse.bin'), 'w');
    await sparse.truncate(5 * 2 ** 30);
    await sparse.write('end', 5 * 2 ** 30 - 3);
    await sparse.close();
    const tail = await ask(port, '/sparse.bin', { headers: { Range: 'bytes=-3' } });
    assert.deepEqual([tail.status, tail.body.toString()], [206, 'end']);
    assert.equal(tail.headers['content-range'], `bytes ${5 * 2 ** 30 - 3}-${5 * 2 ** 30 - 1}/${5 * 2 ** 30}`);
    const head = await ask(port, '/sparse.bin', { method: 'HEAD' });
    assert.equal(head.headers['content-length'], String(5 * 2 ** 30));
  });

  it('a name with a line break, or longer than any name may be, is 400 or 404 in a sentence, and the connection goes on', async () => {
    const { port } = await serve({
      'two\nlines.txt': 'two lines',
      'two\rlines.txt': 'two lines',
      'a.txt': 'a',
    });
    const targets = ['/two%0Alines.txt', '/two%0Dlines.txt', `/${'n'.repeat(256)}`, '/a.txt'];
    const answers = parseResponses(
      await exchange(port, targets.map(target => `${head(target)}\r\n`).join('')),
    );
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.toString()]),
      [
        [400, 'The address has a character that no path may have.\n'],
        [400, 'The address has a character that no path may have.\n'],
        [404, 'There is no file at this address.\n'],
        [200, 'a'],
      ],
    );
  });

  it('a large document gets the script where it belongs, and comes whole', async () => {
    const rest = `<body>${'<p>paragraph</p>'.repeat(700_000)}</body></html>`;
    const { port } = await serve({
      'large.html': `<!doctype html><html><head><title>x</title></head>${rest}`,
    });
    const { body, headers } = await ask(port, '/large.html', { headers: navigation });
    assert.equal(headers['content-length'], String(body.length));
    assert.match(
      body.toString('latin1', 0, 200),
      /<head><script src="\.\/__porthole\/page\.js" data-document="[^"]+"><\/script><title>/,
    );
    assert.ok(body.toString('latin1').endsWith('</body></html>'));
    assert.equal(headers['accept-ranges'], 'none');
  });
});
