import assert from 'node:assert/strict';
import { endProxied, proxied, talk } from '../support/proxied';
import { exchange } from '../support/raw';
import { response } from '../support/rawBackend';

describe('a response that leads elsewhere', () => {
  afterEach(endProxied);

  it('H05: leads to a path of the route where the other server stays on itself', async () => {
    const { served, there } = await proxied(
      (socket, head) => {
        const [, field = '', to = ''] = /\/shop\/([\w-]+)\?(\S*)/.exec(head) ?? [];
        const value = decodeURIComponent(to)
          .replace('THERE', there.origin)
          .replace('PORT', there.origin.replace(/.*:/, ''));
        socket.write(response(`200 OK\r\n${field}: ${value}`));
      },
      { path: '/backend/*rest', rewrite: '/shop/*rest' },
    );
    const told = async (field: string, value: string): Promise<string | undefined> => {
      const target = `/backend/${field}?${encodeURIComponent(value)}`;
      const got = await exchange(
        served.port,
        `GET ${target} HTTP/1.1\r\nHost: localhost:${served.port}\r\nConnection: close\r\n\r\n`,
      );
      return new RegExp(`\r\n${field}: (.*)\r\n`).exec(got.toString())?.[1];
    };
    for (const [value, expected] of [
      ['THERE/shop/home?a#b', '/backend/home?a#b'],
      ['/shop/home', '/backend/home'],
      ['/other', '/other'],
      ['https://sso.example/', 'https://sso.example/'],
      ['https://sso.example?to=http://a/b|c#{d}', 'https://sso.example?to=http://a/b|c#{d}'],
      ['http://localhost:PORT/shop/home', '/backend/home'],
      ['http://[::1]:PORT/other', '/other'],
      ['http://localhost:1/shop', 'http://localhost:1/shop'],
      ['//sso.example/x', 'http://sso.example/x'],
      ['THERE//sso.example/x', '/sso.example/x'],
    ] as const) {
      assert.equal(await told('Location', value), expected);
      assert.equal(await told('Content-Location', value), expected);
      assert.equal(await told('Refresh', `5; url=${value}`), `5; url=${expected}`);
      assert.equal(await told('Refresh', `0;URL='${value}'`), `0;URL='${expected}'`);
    }
    assert.equal(await told('Refresh', '5'), '5');
    // It names an address like those in the body, which is passed on unchanged.
    assert.equal(await told('Link', '</shop/a.css>; rel=preload'), '</shop/a.css>; rel=preload');
  });
});

describe('a cookie of another server', () => {
  afterEach(endProxied);

  it('is not passed on where it would replace a secret of this server', async () => {
    const { served } = await proxied(socket =>
      socket.write(
        response(
          '200 OK\r\nSet-Cookie: porthole-pass-1=x\r\nset-cookie: porthole-device-1 =x\r\nSet-Cookie: porthole-x=1',
        ),
      ),
    );
    const got = await talk(served, 'GET', '/p');
    assert.deepEqual(
      [...got.matchAll(/^set-cookie: (.*)\r$/gim)].map(([, value]) => value),
      ['porthole-x=1'],
    );
  });
});
