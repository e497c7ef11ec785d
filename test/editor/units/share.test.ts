import { strict as assert } from 'node:assert';
import type { SharedAddress, ShareState } from '../../../src/protocol/shareState';
import { causesOf, endText, firewallCommand, networkText } from '../../../src/editor/share/causes';
import { shareHtml } from '../../../src/editor/share/html';
import { readFromShareView } from '../../../src/editor/share/messages';

const wifi: SharedAddress = {
  address: '192.168.1.20',
  name: 'en0',
  kind: 'wifi',
  network: '192.168.1.0/24',
};
const cable: SharedAddress = { address: '10.0.0.5', name: 'eth1', kind: 'ethernet', network: '10.0.0.0/24' };
const state: ShareState = {
  joinUrl: 'http://192.168.1.20:5500/__porthole/join?token=x',
  url: 'http://192.168.1.20:5500/',
  expires: 0,
  port: 5500,
  at: wifi,
  addresses: [wifi, cable],
  devices: [],
};
const linux = { platform: 'linux', program: '/usr/bin/code', isWsl: false } as const;

describe('a device that does not come', () => {
  it('has the other network, the firewall, the guest network and the next address as causes', () => {
    const texts = causesOf(state, linux).map(({ text }) => text);
    assert.equal(texts.length, 4);
    assert.match(texts[0] ?? '', /another network.*Wi-Fi \(en0\), 192\.168\.1\.0\/24/);
    assert.match(texts[1] ?? '', /firewall blocks port 5500/);
    assert.match(texts[2] ?? '', /guest networks/);
    assert.match(texts[3] ?? '', /10\.0\.0\.5/);
  });

  it('hears of WSL’s own network there, and of no next address where there is none', () => {
    const causes = causesOf({ ...state, addresses: [wifi] }, { ...linux, isWsl: true });
    assert.equal(causes.length, 4);
    assert.match(causes[1]?.command ?? '', /networkingMode=mirrored/);
  });

  it('gets the firewall’s very command for its system', () => {
    assert.equal(firewallCommand(5500, linux), 'sudo ufw allow 5500/tcp');
    assert.match(
      firewallCommand(5500, { ...linux, platform: 'win32' }),
      /^New-NetFirewallRule .*-LocalPort 5500 .*-Profile Private/,
    );
    assert.match(
      firewallCommand(5500, { ...linux, platform: 'darwin' }),
      /socketfilterfw --add "\/usr\/bin\/code"/,
    );
  });

  it('names networks and ends in words', () => {
    assert.equal(networkText({ ...wifi, name: 'Wi-Fi' }), 'Wi-Fi, 192.168.1.0/24');
    assert.equal(networkText({ ...cable, name: '', network: '127.0.0.2' }), '127.0.0.2');
    const ends = (['idle', 'network', 'stopped'] as const).map(endText);
    assert.equal(new Set(ends).size, 3);
  });
});

describe('the view of a share', () => {
  it('is believed only in messages that it can send', () => {
    for (const type of ['ready', 'copy', 'stop', 'share'])
      assert.deepEqual(readFromShareView({ type }), { type });
    assert.deepEqual(readFromShareView({ type: 'remove', id: 'a', more: 1 }), { type: 'remove', id: 'a' });
    assert.deepEqual(readFromShareView({ type: 'allow', id: 'a', rights: { picks: true } }), {
      type: 'allow',
      id: 'a',
      rights: { picks: true },
    });
    for (const value of [
      { type: 'allow', id: 'a', rights: { picks: 'yes' } },
      { type: 'allow', id: 'a' },
      { type: 'inStep', on: 1 },
      undefined,
      null,
      'stop',
      {},
      { type: 'start' },
      { type: 'remove' },
      { type: 'remove', id: 1 },
      { type: 'address', address: 'a'.repeat(101) },
    ])
      assert.equal(readFromShareView(value), undefined, JSON.stringify(value));
  });

  it('runs its own script alone and escapes what it is made from', () => {
    const html = shareHtml({ script: 'a"<b', style: '&', styleSource: 'vscode:', nonce: 'n' });
    assert.match(
      html,
      /default-src &#39;none&#39;; style-src vscode:; script-src &#39;nonce-n&#39;|default-src 'none'; style-src vscode:; script-src 'nonce-n'/,
    );
    assert.ok(!html.includes('a"<b'));
  });
});
