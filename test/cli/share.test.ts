import assert from 'node:assert/strict';
import { ShareLines } from '../../src/cli/shareLines';
import type { ShareState, SharedDevice } from '../../src/protocol/shareState';

const at = { address: '192.168.1.20', name: 'en0', kind: 'wifi', network: '192.168.1.0/24' } as const;
const device: SharedDevice = {
  id: '1',
  browser: 'Safari',
  system: 'iPhone',
  address: '192.168.1.30',
  since: 0,
  picks: false,
  inStep: true,
};
const state = (token: string, ...devices: SharedDevice[]): ShareState => ({
  joinUrl: `http://192.168.1.20:5500/__porthole/join?token=${token}`,
  url: 'http://192.168.1.20:5500/',
  expires: 0,
  port: 5500,
  at,
  addresses: [at],
  devices,
});

function written(colours: boolean, ...states: (ShareState | undefined)[]): string {
  let text = '';
  const lines = new ShareLines(() => ({ stream: { write: part => (text += part) }, colours }));
  for (const each of states) lines.changed(each);
  return text;
}

describe('a share in a terminal', () => {
  it('is a QR code and the address in words, once for each code', () => {
    const text = written(false, state('aaaa'), state('aaaa'), state('bbbb'));
    assert.match(text, /^█+\n██ ▄▄▄▄▄ /);
    assert.equal(text.split('Scan the code, or open http://192.168.1.20:5500/').length, 3);
    assert.match(text, /two minutes, in the network 192\.168\.1\.0\/24\.$/m);
  });

  it('is white on black where there are colours, so that a light terminal shows no negative', () => {
    assert.ok(written(true, state('aaaa')).startsWith('\x1b[97;40m██'));
    assert.ok(!written(false, state('aaaa')).includes('\x1b'));
  });

  it('tells of each device once', () => {
    const text = written(false, state('aaaa'), state('bbbb', device), state('bbbb', device), undefined);
    assert.equal(text.split('Safari on iPhone at 192.168.1.30 is connected.\n').length, 2);
  });
});
