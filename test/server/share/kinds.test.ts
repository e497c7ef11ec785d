import assert from 'node:assert/strict';
import type { InterfaceKind } from '../../../src/protocol/shareState';
import { type Interfaces, isListed, shareable } from '../../../src/server/share/addresses';
import { furtherMachines } from './furtherMachines';
import { lo, machines, on } from './machines';

const named = (list: string): string[] => list.split(', ');

/** Interfaces by kind: the name and, if it does not tell, the address and the hardware address. */
const kinds: Readonly<
  Record<InterfaceKind, readonly (string | readonly [name: string, cidr: string, mac?: string])[]>
> = {
  wifi: [
    ...named('wlan0, wlp3s0, wlo1, wlx0a1b2c3d4e5f, ath0, Wi-Fi, Wi-Fi 2, WiFi, WLAN 2'),
    ...named('Drahtlosnetzwerkverbindung, Connexion réseau sans fil, Conexión de red inalámbrica'),
    ...named('Connessione rete senza fili, Conexão de Rede sem Fio, Беспроводная сеть, 无线网络连接'),
    ...named('ワイヤレス ネットワーク接続, 무선 네트워크 연결, 無線網路連線, Draadloze netwerkverbinding'),
    ...named('Połączenie sieci bezprzewodowej, Kablosuz Ağ Bağlantısı, Trådlös nätverksanslutning'),
    ...named('Bezdrátové připojení k síti, Vezeték nélküli hálózati kapcsolat, Trådløs netværksforbindelse'),
  ],
  ethernet: [
    ...named('en0, en12, eth0, eth0.100, eno1, ens33, enp0s31f6, enP4p65s0, enxabcdefabcdef'),
    ...named('end0, em1, p2p1, Ethernet, Ethernet 2, Сеть Ethernet, LAN-Verbindung 3'),
    ...named('Local Area Connection, Connexion au réseau local, Conexión de área local, 以太网 2'),
    ...named('イーサネット, 이더넷 3, Connessione alla rete locale (LAN), Подключение по локальной сети'),
    ...named('乙太網路 2, LAN-verbinding 2, LAN-forbindelse, Połączenie lokalne, Yerel Ağ Bağlantısı 2'),
    ...named(
      'Připojení k místní síti, Anslutning till lokalt nätverk, Helyi kapcsolat, Ligação de Área Local',
    ),
    ['vEthernet (External Switch)', '192.168.1.9/24', '3c:22:fb:12:34:56'],
    ['vEthernet (Büro)', '192.168.1.9/24', '3c:22:fb:12:34:56'],
  ],
  other: [
    'wwan0',
    'wwp0s20u4',
    'rmnet_data0',
    'usb0',
    'br0',
    'bond0',
    'vmbr0',
    'Heimnetz',
    'england',
    'wlada',
    'enclave',
    'Athens',
    'endpoint1',
  ],
  vpn: [
    ...named('utun4, tun0, tunl0, wg0, wg-mullvad, wt0, ppp0, ipsec0, tailscale0, ztks5xyz12'),
    ...named('feth1234, ham0, sit0, gre1, vti0, proton0, nordlynx, CloudflareWARP, Radmin VPN'),
    ...named('Tailscale, ZeroTier One [93afae5963c547f1], Hamachi, OpenVPN TAP-Windows6, Teredo Tunneling'),
    ...named('gif0, stf0, IPHTTPSInterface, 6TO4 Adapter, Mullvad, Windscribe, Zscaler, Surfshark'),
    ...named('PANGP Virtual Ethernet Adapter, Microsoft IP-HTTPS Platform Interface'),
    ['tokyo', '100.101.102.103/10'],
    ['office', '10.7.0.2/32'],
    ['Ethernet 3', '10.7.0.2/32'],
    ['Ethernet 4', '10.8.0.6/24', '00:ff:1a:2b:3c:4d'],
    ['Ethernet 5', '10.9.0.6/24', '00:05:9a:3c:7a:00'],
    ['Local Area Connection 2', '10.9.0.6/24', '00:09:0f:fe:00:01'],
    ['Ethernet 6', '10.9.0.6/24', '02:50:41:00:00:01'],
  ],
  virtual: [
    ...named('virbr0, vmnet8, vmenet0, vboxnet0, vnic1, vnet3, bridge100, awdl0, llw0, anpi1'),
    ...named('ap1, mpqemubr0, waydroid0, ve-machine, Local Area Connection* 10, LAN-Verbindung* 2'),
    ...named('arcbr0, arc_eth0, vmtap0, loopback0, Npcap Loopback Adapter'),
    ['Ethernet 9', '10.0.0.5/24', '02:00:4c:4f:4f:50'],
    ...named('VMware Network Adapter VMnet8, Bluetooth-Netzwerkverbindung, Connexion au réseau local* 3'),
    ['vEthernet (Default Switch)', '172.28.96.1/20', '00:15:5d:0a:0b:0c'],
    ['vEthernet (WSL (Hyper-V firewall))', '172.28.96.1/20', '3c:22:fb:12:34:56'],
    ['vEthernet (Standardswitch)', '172.28.96.1/20', '00:15:5d:0a:0b:0c'],
    ['vEthernet (Internal)', '172.28.96.1/20', '00:15:5d:0a:0b:0c'],
    ['Ethernet 7', '192.168.56.1/24', '0a:00:27:00:00:0d'],
    ['Ethernet 8', '192.168.91.1/24', '00:50:56:c0:00:08'],
  ],
  container: [
    ...named('docker0, docker_gwbridge, br-3f2c9d1a7b6e, veth1a2b3c4, cni0, cni-podman0, podman0'),
    ...named('flannel.1, cali12345, cilium_host, lxcbr0, lxdbr0, incusbr0, nerdctl0, vxlan.calico'),
    ['mynet', '172.25.0.1/16', '02:42:ac:19:00:01'],
  ],
};

const first = (interfaces: Interfaces, source?: string) => shareable(interfaces, source)[0]?.address;
const only = (name: string, cidr = '192.168.7.7/24', mac?: string): Interfaces => ({
  [name]: [on(cidr, mac)],
});

describe('an interface', () => {
  for (const [kind, members] of Object.entries(kinds))
    it(`is ${kind}: ${members.length} of them`, () => {
      const wrong = members.filter(each => {
        const [name, cidr, mac] = typeof each === 'string' ? ([each] as const) : each;
        return shareable(only(name, cidr, mac), undefined)[0]?.kind !== kind;
      });
      assert.deepEqual(wrong, []);
    });
});

describe('the addresses of a machine', () => {
  it('are the same whatever the order of its interfaces', () => {
    for (const { name, interfaces, source } of [...machines, ...furtherMachines]) {
      const turned = Object.fromEntries(Object.entries(interfaces).toReversed());
      assert.equal(first(turned, source), first(interfaces, source), name);
    }
  });

  it('are private before public, of IPv6 too', () => {
    assert.equal(
      first({ eth0: [on('203.0.113.9/24'), on('fd00:5::9/64'), on('2001:db8::9/64')] }),
      'fd00:5::9',
    );
    assert.equal(first({ eth0: [on('203.0.113.9/24'), on('2001:db8::9/64')] }), '203.0.113.9');
    assert.equal(first({ eth0: [on('25.1.2.3/8')], ham0: [on('10.0.0.4/24')] }), '25.1.2.3');
  });

  it('are none with loopback alone, and the public one where there is no other', () => {
    assert.deepEqual(shareable({ lo }, undefined), []);
    assert.deepEqual(shareable({ lo, eth0: undefined, wlan0: [] }, undefined), []);
    assert.equal(
      first({ lo, ens3: [on('198.51.100.7/32'), on('fe80::7/64')] }, '198.51.100.7'),
      '198.51.100.7',
    );
  });

  it('have those of a cable without a network before those that lead to no device', () => {
    const interfaces = { docker0: [on('172.17.0.1/16')], virbr0: [on('192.168.122.1/24')] };
    assert.equal(first({ ...interfaces, eth0: [on('169.254.3.4/16')] }), '169.254.3.4');
    assert.equal(first({ wg0: [on('10.2.0.2/32')], eth0: [on('169.254.3.4/16')] }), '10.2.0.2');
  });

  it('have a tunnel that a person named after the bridge that leads to devices', () => {
    const interfaces = { office: [on('10.9.0.4/24', '00:00:00:00:00:00')], br0: [on('192.168.1.40/24')] };
    assert.equal(first(interfaces, '10.9.0.4'), '192.168.1.40');
  });

  it('are each listed once, under the interface that leads to devices', () => {
    const both = { docker0: [on('10.0.0.5/24')], en0: [on('10.0.0.5/24')], en5: [on('10.0.0.6/24')] };
    const all = shareable(both, undefined);
    assert.deepEqual(
      all.map(({ name, address }) => `${name} ${address}`),
      ['en0 10.0.0.5', 'en5 10.0.0.6'],
    );
    for (const at of all) assert.ok(isListed(at, both));
  });

  it('may have a zone, or be of IPv4 in IPv6, and still have a network', () => {
    const table: readonly (readonly [cidr: string, network: string])[] = [
      ['fd00:1:2:3::5%en0/64', 'fd00:1:2:3::/64'],
      ['::ffff:192.168.1.5/120', '::/120'],
      ['2001:db8::1/0', '::/0'],
      ['172.20.10.2/28', '172.20.10.0/28'],
      ['10.11.12.13/22', '10.11.12.0/22'],
      ['100.64.200.9/10', '100.64.0.0/10'],
    ];
    for (const [cidr, network] of table)
      assert.equal(shareable(only('en0', cidr), undefined)[0]?.network, network, cidr);
    const bare = { en0: [{ ...on('192.168.1.5/24'), cidr: null }] };
    assert.equal(shareable(bare, undefined)[0]?.network, '192.168.1.5');
  });
});
