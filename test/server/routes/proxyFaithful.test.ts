import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { backend } from '../support/backend';
import { endProxied, ends, OK, proxied, statusOf, talk } from '../support/proxied';
import { exchange } from '../support/raw';
import { response } from '../support/rawBackend';
import { withRoutes } from '../support/routes';
import { serve } from '../support/serve';

describe('a proxy passes requests on as they came', () => {
  afterEach(endProxied);

  it('H02, H04: byte for byte in the path, whatever no file could be called', async () => {
    const { served, there } = await proxied(OK);
    const targets = [
      '/p/queues/%2F/jobs',
      '/p/lists//key/7',
      '/p/files//var/log/',
      '/p/http://other.example:8/x',
      '/p/a%5Cb:c;d=e@f',
      '/p/%zz/%FF?q=%zz&r[]=1#'.slice(0, -1),
      '/p/./a/../b',
      '/p/%2e%2e%2fetc?x=/../y',
      '/p/%c3%bc+%20~',
    ];
    for (const target of targets) await talk(served, 'GET', target);
    assert.deepEqual(
      there.heard.flatMap(({ text }) => [...text.matchAll(/^GET (\S+) HTTP/gm)].map(([, target]) => target)),
      targets,
    );
  });

  it('with the bytes of its parameters where a rewrite says another path', async () => {
    const { served, there } = await proxied(OK, { path: '/v1/:id/*rest', rewrite: '/für/:id/x/*rest' });
    for (const target of ['/v1/a%2Fb/c//d%20e/', '/v1/e+%40/@:', '/v1//a///b'])
      await talk(served, 'GET', target);
    assert.deepEqual(
      there.heard.flatMap(({ text }) => [...text.matchAll(/^GET (\S+) HTTP/gm)].map(([, target]) => target)),
      ['/f%C3%BCr/a%2Fb/x/c//d%20e/', '/f%C3%BCr/e+%40/x/@:', '/f%C3%BCr/a/x///b'],
    );
  });

  it('proxy.rewrite-dots: never out of the prefix of a rewrite', async () => {
    const { served, there } = await proxied(OK, { path: '/img-:name', rewrite: '/public/:name' });
    for (const target of ['/img-..', '/img-%2e%2e', '/img-..%2f..%2fx', '/img-..%5cx', '/img-..;a'])
      assert.equal(statusOf(await talk(served, 'GET', target)), 400, target);
    assert.equal(there.heard.length, 0);
    assert.equal(statusOf(await talk(served, 'GET', '/img-a..b')), 200);
  });

  it('proxy.unframed-body: framed as their client framed them, whatever the method', async () => {
    const { served, there } = await proxied(OK);
    const hidden = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
    const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
    for (const method of ['GET', 'DELETE', 'OPTIONS', 'POST', 'QUERY']) {
      await talk(served, method, '/p', 'Transfer-Encoding: chunked\r\n', chunked);
      await talk(served, method, '/p', `Content-Length: ${hidden.length}\r\n`, hidden);
    }
    const heads = there.heard.flatMap(({ text }) =>
      text.split('\r\n\r\n').filter(head => / \/p HTTP/.test(head)),
    );
    for (const head of heads)
      assert.match(head, /\r\n(?:Transfer-Encoding: chunked|Content-Length: \d+)(?:\r\n|$)/);
    assert.equal(heads.length, 10);
    await talk(served, 'POST', '/p');
    assert.match(there.heard.at(-1)?.text ?? '', /\r\nContent-Length: 0\r\n/);
  });

  it('without the fields of one connection (RFC 9110, 7.6.1), and with all others in their own spelling', async () => {
    const { served, there } = await proxied(socket =>
      socket.write(
        response('200 OK\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nX-Own: 2'),
      ),
    );
    const hops =
      'Connection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: x\r\nTE: trailers\r\nProxy-Authorization: y\r\n';
    const got = await exchange(
      served.port,
      `GET /p HTTP/1.1\r\nHost: localhost\r\n${hops}x-API-Key: k\r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\n`,
      { quiet: 2000 },
    );
    const head = there.heard[0]?.text ?? '';
    for (const name of ['X-Mine', 'TE', 'Proxy-Authorization'])
      assert.doesNotMatch(head, new RegExp(`^${name}:`, 'im'));
    assert.match(head, /\r\nx-API-Key: k\r\nX-Twice: 1\r\nX-Twice: 2\r\n/);
    assert.doesNotMatch(got.toString(), /^X-Hop:/m);
    assert.match(got.toString(), /^X-Own: 2\r$/m);
  });

  it('with their trailers, and asks for the body when the other server does', async () => {
    let body = '';
    const server = http.createServer((request, reply) => {
      request.on('data', chunk => (body += String(chunk)));
      request.on('end', () => reply.end(JSON.stringify(request.trailers)));
    });
    let asked = 0;
    server.on('checkContinue', (request, reply) => {
      asked += 1;
      if (request.url === '/p/no') {
        reply.writeHead(401).end();
        return;
      }
      reply.writeContinue();
      server.emit('request', request, reply);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as net.AddressInfo;
    const served = await serve(withRoutes([{ path: '/p', proxy: `http://127.0.0.1:${port}` }]));
    const got = await talk(
      served,
      'POST',
      '/p',
      'Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n',
      '2\r\nab\r\n0\r\nX-Sum: 7\r\n\r\n',
    );
    assert.match(got, /\{"x-sum":"7"\}/);
    assert.equal(body, 'ab');
    const refused = await talk(served, 'POST', '/p/no', 'Expect: 100-continue\r\nContent-Length: 9\r\n');
    assert.match(refused, /^HTTP\/1\.1 401 /);
    const client = http.request(`${served.url}p`, {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 2 },
    });
    client.flushHeaders();
    await once(client, 'continue');
    client.end('cd');
    const [reply] = (await once(client, 'response')) as [http.IncomingMessage];
    assert.equal(reply.statusCode, 200);
    reply.resume();
    assert.deepEqual([body, asked], ['abcd', 2]);
  });

  it('over one connection while they follow each other, and over a new one when that was closed', async () => {
    let isClosing = false;
    const { served, there } = await proxied(socket => {
      if (!isClosing) return OK(socket);
      // The connection closes as the next request arrives, which is sent again because it got no answer.
      isClosing = false;
      socket.resetAndDestroy();
    });
    for (let turn = 0; turn < 3; turn += 1) assert.equal(statusOf(await talk(served, 'GET', '/p')), 200);
    assert.equal(there.heard.length, 1);
    isClosing = true;
    assert.equal(statusOf(await talk(served, 'GET', '/p')), 200);
    assert.equal(there.heard.length, 2);
  });

  it('upgrade.body: with their body, although they offer another protocol', async () => {
    const other = await backend();
    ends.push(other.close);
    const served = await serve(withRoutes([{ path: '/p', proxy: other.origin }]));
    const offer =
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';
    const one = `POST /p HTTP/1.1\r\nHost: localhost\r\n${offer}Content-Length: 3\r\n\r\nabc`;
    const last = 'GET /p HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    const got = await exchange(served.port, one + one + last, { quiet: 3000 });
    assert.equal(got.toString().match(/HTTP\/1\.1 200 /g)?.length, 3);
    assert.deepEqual(
      other.asked.map(({ method, body, headers }) => [
        method,
        body.toString(),
        headers.upgrade,
        headers['http2-settings'],
      ]),
      [
        ['POST', 'abc', undefined, undefined],
        ['POST', 'abc', undefined, undefined],
        ['GET', '', undefined, undefined],
      ],
    );
  });
});

describe('a proxy passes responses on as they came', () => {
  afterEach(endProxied);

  it('H08: the reason, the spelling of names, and bytes that are not ASCII', async () => {
    const name = Buffer.from('attachment; filename="счёт-né.pdf"').toString('latin1');
    const { served } = await proxied(socket =>
      socket.write(response(`299 Nearly Fine\r\nX-cUSTOM: 1\r\nContent-Disposition: ${name}`)),
    );
    for (const method of ['GET', 'HEAD']) {
      const got = await talk(served, method, '/p');
      assert.match(got, /^HTTP\/1\.1 299 Nearly Fine\r\n/);
      assert.match(got, /\r\nX-cUSTOM: 1\r\n/);
      assert.ok(got.includes(`Content-Disposition: ${name}\r\n`), method);
    }
  });

  it('H10: heads up to 256 KiB, and says so of larger ones', async () => {
    const { served } = await proxied((socket, head) => {
      const fields = Number(/\/p\/(\d+)/.exec(head)?.[1]);
      socket.write(
        response(
          `200 OK${Array.from({ length: fields }, (_, at) => `\r\nX-F${at}: ${'y'.repeat(80)}`).join('')}`,
        ),
      );
    });
    const large = await talk(served, 'GET', '/p/2600');
    assert.equal(statusOf(large), 200);
    assert.equal(large.match(/^X-F\d+: y{80}\r$/gm)?.length, 2600);
    const tooLarge = await talk(served, 'GET', '/p/3500');
    assert.equal(statusOf(tooLarge), 502);
    assert.match(tooLarge, /larger than 256 KiB/);
  });

  it('interim responses and trailers', async () => {
    const { served } = await proxied(socket =>
      socket.write(
        'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n' +
          'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n',
      ),
    );
    const got = await talk(served, 'GET', '/p');
    assert.match(
      got,
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload\r\n\r\nHTTP\/1\.1 102 Processing\r\n\r\nHTTP\/1\.1 200 OK/,
    );
    assert.match(got, /\r\nTrailer: X-Sum\r\n[^]*\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n$/);
    const old = await exchange(served.port, 'GET /p HTTP/1.0\r\nHost: localhost\r\n\r\n', { quiet: 2000 });
    assert.match(old.toString(), /^HTTP\/1\.1 200 OK/);
  });

  it('an answer that comes before the upload has ended', async () => {
    const { served } = await proxied(socket => socket.end(response('413 Content Too Large', 'no')));
    const client = net.connect(served.port, '127.0.0.1').on('error', () => undefined);
    client.write('POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nfirst');
    const [got] = (await once(client, 'data')) as [Buffer];
    assert.match(got.toString(), /^HTTP\/1\.1 413 Content Too Large/);
    client.destroy();
  });

  it('H19, proxy.101: or a prompt 502 that says why they cannot be passed', async () => {
    const answers: Record<string, string> = {
      field: 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok',
      upgrade: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
      bare: 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
      coding: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
      both: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      other: 'SSH-2.0-OpenSSH\r\n\r\n',
      interim: 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1001),
    };
    const { served } = await proxied((socket, head) => {
      const name = /\/p\/(\w+)/.exec(head)?.[1] ?? '';
      if (name === 'nothing') socket.destroy();
      else socket.write(answers[name] ?? response('200 OK'));
    });
    const handshake = 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
    assert.equal(statusOf(await talk(served, 'GET', '/p/bare', `Connection: Upgrade\r\n${handshake}`)), 502);
    for (const name of [...Object.keys(answers), 'nothing']) {
      const got = await talk(served, 'GET', `/p/${name}`);
      assert.equal(statusOf(got.slice(got.lastIndexOf('HTTP/1.1 '))), 502, name);
      assert.match(
        got,
        /127\.0\.0\.1:\d+ (?:cannot be reached|cannot be passed on)|cannot be passed on: .+\./,
        name,
      );
    }
    assert.equal(statusOf(await talk(served, 'GET', '/p/good')), 200);
  });

  it('leak.ws-early-bytes: and refusals of a WebSocket, whose connection then ends', async () => {
    const { served } = await proxied(socket =>
      socket.write(response('401 Unauthorized\r\nWWW-Authenticate: Basic', 'x'.repeat(1_000_000))),
    );
    const handshake =
      'GET /p HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\nearly';
    const socket = net.connect(served.port, '127.0.0.1').on('error', () => undefined);
    let got = '';
    socket.on('data', chunk => (got += String(chunk)));
    socket.write(handshake);
    await once(socket, 'close');
    assert.match(got, /^HTTP\/1\.1 401 Unauthorized\r\n/);
    assert.match(got, /\r\nWWW-Authenticate: Basic\r\n[^]*x{100}$/);
    assert.ok(got.length > 1_000_000, 'all of a large refusal');
  });

  it('H05: and cookies, with the path where the route rewrites paths, and is kept by Safari, too', async () => {
    const { served } = await proxied(
      socket =>
        socket.write(
          response('200 OK\r\nSet-Cookie: S=1; Path=/shop; Secure\r\nSet-Cookie: C=2; Path=/shop/cart'),
        ),
      { path: '/backend/*rest', rewrite: '/shop/*rest' },
    );
    const got = await talk(served, 'GET', '/backend/login');
    assert.match(got, /Set-Cookie: S=1; Path=\/backend; Secure\r\nSet-Cookie: C=2; Path=\/backend\/cart\r\n/);
    const safari =
      'User-Agent: Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15\r\n';
    assert.match(await talk(served, 'GET', '/backend/login', safari), /Set-Cookie: S=1; Path=\/backend\r\n/);
  });
});
