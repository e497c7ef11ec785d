import assert from 'node:assert/strict';
import { agentOf } from '../../../src/server/share/agent';
import { CODE_LIFE, Codes } from '../../../src/server/share/codes';
import { Devices } from '../../../src/server/share/devices';

describe('a code', () => {
  it('has 128 bits, and no two are the same', () => {
    const codes = new Codes(() => 0);
    const texts = Array.from({ length: 100 }, () => codes.issue().text);
    assert.equal(new Set(texts).size, 100);
    for (const text of texts) assert.equal(Buffer.from(text, 'base64url').length, 16);
  });

  it('is good for three uses from one address, and for none from another', () => {
    const codes = new Codes(() => 0);
    const { text } = codes.issue();
    assert.equal(codes.redeem(text, '192.168.1.2'), true);
    assert.equal(codes.redeem(text, '192.168.1.3'), false);
    assert.deepEqual(
      [1, 2, 3].map(() => codes.redeem(text, '192.168.1.2')),
      [true, true, false],
    );
  });

  it('is good for two minutes, also when others were issued since', () => {
    let now = 0;
    const codes = new Codes(() => now);
    const early = codes.issue();
    now = CODE_LIFE - 1;
    const late = codes.issue();
    assert.equal(codes.redeem(early.text, 'a'), true);
    now = CODE_LIFE;
    assert.equal(codes.redeem(early.text, 'a'), false);
    assert.equal(codes.redeem(late.text, 'a'), true);
  });

  it('is not guessed by one that is empty or begins like it', () => {
    const codes = new Codes(() => 0);
    const { text } = codes.issue();
    for (const guess of ['', text.slice(0, -1), `${text}x`]) assert.equal(codes.redeem(guess, 'a'), false);
  });
});

describe('a device', () => {
  const agents: readonly (readonly [agent: string | undefined, browser: string, system: string])[] = [
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      'Safari',
      'iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
      'Chrome',
      'Android',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36',
      'Samsung Internet',
      'Android',
    ],
    ['Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0', 'Firefox', 'Android'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
      'Edge',
      'Windows',
    ],
    ['curl/8.14.1', '', ''],
    [undefined, '', ''],
  ];
  for (const [agent, browser, system] of agents)
    it(`is shown as ${browser || 'unknown'} on ${system || 'an unknown system'}`, () => {
      assert.deepEqual(agentOf(agent), { browser, system });
    });

  it('is known from its own address, and in IPv6 from its own network', () => {
    const table: readonly (readonly [own: string, from: string, known: boolean])[] = [
      ['192.168.1.2', '192.168.1.2', true],
      ['192.168.1.2', '::ffff:192.168.1.2', true],
      ['192.168.1.2', '192.168.1.3', false],
      ['192.168.1.2', '192.168.1.20', false],
      ['fd00:1::2', 'fd00:1::a:b', true],
      ['fd00:1:2:3:4:5:6:7', 'fd00:1:2:3::1', true],
      ['fd00:1::2', 'fd00:2::2', false],
      ['2001:db8::1:0:0:1', '2001:DB8:0:0:1::', true],
      ['fe80::1%eth0', 'fe80::2', true],
      ['::1', '::1', true],
      ['::1', '127.0.0.1', false],
    ];
    for (const [own, from, known] of table) {
      const devices = new Devices();
      const secret = devices.add(agentOf(undefined), own, 0) ?? '';
      assert.equal(devices.find(secret, from) !== undefined, known, `${own} from ${from}`);
      assert.equal(devices.find(`${secret}x`, own), undefined);
    }
  });
});
