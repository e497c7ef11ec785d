import * as fc from 'fast-check';
import { get, type Kind, talkOf } from './requests';
import type { Talk } from './subject';

const one = fc.constantFrom;

const replyBytes = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        start: one(
          'HTTP/1.1 200 OK',
          'HTTP/1.1 204 No',
          'HTTP/1.1 304 No',
          'HTTP/1.1 101 Switching',
          'HTTP/1.1 100 Continue',
          'HTTP/1.1 103 Early',
          'HTTP/1.1 999 \xff',
          'HTTP/1.1 099 x',
          'HTTP/0.9 200',
          'HTTP/1.1 200',
          'X',
        ),
        lines: fc.array(
          fc.oneof(
            one(
              'Content-Length: 2',
              'Content-Length: 9',
              'Content-Length: x',
              'Transfer-Encoding: chunked',
              'Transfer-Encoding: x',
              'Connection: close',
              'Connection: upgrade',
              'Upgrade: websocket',
              'Sec-WebSocket-Accept: x',
              'Set-Cookie: a=b; Path=%; Domain=x',
              'Set-Cookie: ;;=',
              'Location: http://[',
              'Location: //x/%',
              'Content-Type: text/html; charset=x',
              'Content-Encoding: gzip',
              'Trailer: A',
              'Link: <',
              ' folded',
              ':',
            ),
            fc.uint8Array({ maxLength: 30 }).map(array => `X-A: ${Buffer.from(array).toString('latin1')}`),
            fc.nat(300).map(count => `X-B: ${'b'.repeat(count * 1000)}`),
          ),
          { maxLength: 6 },
        ),
        body: one(
          '',
          'ok',
          '2\r\nok\r\n0\r\n\r\n',
          '2\r\nok\r\n0\r\nA: b\r\n\r\n',
          'zz\r\n',
          '<html><body>',
          'HTTP/1.1 200 OK\r\n\r\n',
        ),
      })
      .map(({ start, lines, body }) =>
        Buffer.from(`${start}\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n${body}`, 'latin1'),
      ),
  },
  fc.uint8Array({ maxLength: 60 }).map(array => Buffer.from(array)),
);

export const proxyReplies: Kind<readonly [reply: Talk, methods: string[]]> = {
  what: 'replies of a backend',
  inputs: fc.tuple(
    talkOf(fc.array(replyBytes, { minLength: 1, maxLength: 3 }).map(all => Buffer.concat(all))),
    fc.array(one('GET', 'HEAD', 'POST', 'upgrade'), { minLength: 1, maxLength: 4 }),
  ),
  play: async (subject, [reply, methods]) => {
    subject.say(reply);
    await Promise.all(
      methods.map(method => subject.talk(method === 'upgrade' ? UPGRADE : get('/p/a', method))),
    );
  },
};

const UPGRADE: Talk = {
  writes: [
    Buffer.from(
      'GET /p/a HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    ),
  ],
  end: 'wait',
};
