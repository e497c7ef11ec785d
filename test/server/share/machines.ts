import type { Interfaces } from '../../../src/server/share/addresses';

export interface Machine {
  readonly name: string;
  readonly interfaces: Interfaces;
  /** The address that the system gives to outgoing connections. */
  readonly source: string | undefined;
  readonly first: string | undefined;
  readonly last?: string;
}

/** One address of an interface, as `os.networkInterfaces()` has it. */
export function on(cidr: string, mac = '3c:22:fb:12:34:56') {
  const [address = ''] = cidr.split('/');
  const internal = address.startsWith('127.') || address === '::1';
  return { address, family: address.includes(':') ? 'IPv6' : 'IPv4', internal, mac, cidr } as const;
}

export const lo = [on('127.0.0.1/8', '00:00:00:00:00:00'), on('::1/128', '00:00:00:00:00:00')];

/** Interfaces in the order in which real machines list them. */
export const machines: readonly Machine[] = [
  {
    name: 'macOS on Wi-Fi with a VPN that has the default route',
    interfaces: {
      lo0: lo,
      utun4: [on('10.8.0.2/24'), on('fe80::1/64')],
      awdl0: [on('fe80::2/64')],
      bridge100: [on('192.168.64.1/24')],
      en0: [on('fe80::3/64'), on('192.168.178.23/24')],
    },
    source: '10.8.0.2',
    first: '192.168.178.23',
    last: '192.168.64.1',
  },
  {
    name: 'macOS with Wi-Fi and Ethernet, the default route on Ethernet',
    interfaces: { lo0: lo, en0: [on('192.168.1.10/24')], en7: [on('192.168.1.11/24')] },
    source: '192.168.1.11',
    first: '192.168.1.11',
  },
  {
    name: 'macOS with Parallels and Docker',
    interfaces: {
      lo0: lo,
      vnic0: [on('10.211.55.2/24')],
      vnic1: [on('10.37.129.2/24')],
      en0: [on('172.20.10.4/28')],
    },
    source: '172.20.10.4',
    first: '172.20.10.4',
  },
  {
    name: 'Windows with Hyper-V and WSL',
    interfaces: {
      'vEthernet (Default Switch)': [on('172.28.96.1/20', '00:15:5d:0a:0b:0c')],
      'vEthernet (WSL (Hyper-V firewall))': [on('172.19.128.1/20', '00:15:5d:aa:bb:cc')],
      'Wi-Fi': [on('192.168.0.42/24')],
      'Loopback Pseudo-Interface 1': lo,
    },
    source: '192.168.0.42',
    first: '192.168.0.42',
  },
  {
    name: 'Windows with VirtualBox under the name of an Ethernet',
    interfaces: {
      'Ethernet 3': [on('192.168.56.1/24', '0a:00:27:00:00:0d')],
      'Ethernet 2': [on('10.0.0.7/24')],
      'Loopback Pseudo-Interface 1': lo,
    },
    source: undefined,
    first: '10.0.0.7',
    last: '192.168.56.1',
  },
  {
    name: 'Windows with VMware, in German, cable out',
    interfaces: {
      'VMware Network Adapter VMnet1': [on('192.168.40.1/24', '00:50:56:c0:00:01')],
      'VMware Network Adapter VMnet8': [on('192.168.91.1/24', '00:50:56:c0:00:08')],
      Ethernet: [on('169.254.12.7/16')],
      WLAN: [on('192.168.2.104/24')],
    },
    source: '192.168.2.104',
    first: '192.168.2.104',
    last: '192.168.91.1',
  },
  {
    name: 'Windows as a Wi-Fi hotspot of its own',
    interfaces: {
      'Local Area Connection* 10': [on('192.168.137.1/24')],
      'Wi-Fi': [on('10.11.12.13/22')],
    },
    source: '10.11.12.13',
    first: '10.11.12.13',
  },
  {
    name: 'Windows with a company VPN',
    interfaces: {
      'Ethernet 4 – Cisco AnyConnect': [on('10.90.1.2/32')],
      Ethernet: [on('192.168.10.5/24')],
    },
    source: '10.90.1.2',
    first: '192.168.10.5',
  },
  {
    name: 'Linux with Docker and Compose networks',
    interfaces: {
      lo,
      docker0: [on('172.17.0.1/16', '02:42:ac:11:00:01')],
      'br-3f2c9d1a7b6e': [on('172.18.0.1/16', '02:42:ac:12:00:01')],
      veth1a2b3c4: [on('fe80::4/64')],
      wlp3s0: [on('192.168.1.77/24'), on('fd12:3456::77/64')],
    },
    source: '192.168.1.77',
    first: '192.168.1.77',
  },
  {
    name: 'Linux with libvirt and a bridge',
    interfaces: { lo, virbr0: [on('192.168.122.1/24', '52:54:00:11:22:33')], enp0s31f6: [on('10.1.2.3/24')] },
    source: '10.1.2.3',
    first: '10.1.2.3',
  },
  {
    name: 'Linux with Tailscale',
    interfaces: {
      lo,
      tailscale0: [on('100.101.102.103/32'), on('fd7a:115c:a1e0::1/128')],
      wlan0: [on('192.168.43.12/24')],
    },
    source: '192.168.43.12',
    first: '192.168.43.12',
  },
  {
    name: 'macOS with Tailscale under a tunnel’s name and no Wi-Fi',
    interfaces: { lo0: lo, utun3: [on('100.64.0.9/32')] },
    source: '100.64.0.9',
    first: '100.64.0.9',
  },
  {
    name: 'two Ethernets, one of them with the default route',
    interfaces: { lo, eth0: [on('10.0.0.5/24')], eth1: [on('192.168.1.5/24')] },
    source: '192.168.1.5',
    first: '192.168.1.5',
  },
  {
    name: 'two Ethernets, public and private',
    interfaces: { lo, eth0: [on('203.0.113.9/24')], eth1: [on('10.0.0.5/24')] },
    source: '203.0.113.9',
    first: '10.0.0.5',
    last: '203.0.113.9',
  },
  {
    name: 'IPv6 only',
    interfaces: { lo, eth0: [on('fe80::5/64'), on('2001:db8:1::5/64')] },
    source: undefined,
    first: '2001:db8:1::5',
  },
  {
    name: 'IPv6 only with a unique local address',
    interfaces: { lo, wlan0: [on('2001:db8:1::6/64'), on('fd00:1::6/64')] },
    source: undefined,
    first: 'fd00:1::6',
  },
  {
    name: 'ChromeOS’ Linux container',
    interfaces: { lo, eth0: [on('100.115.92.204/28', '00:16:3e:01:02:03')] },
    source: '100.115.92.204',
    first: '100.115.92.204',
  },
  {
    name: 'a dev container',
    interfaces: { lo, eth0: [on('172.17.0.2/16', '02:42:ac:11:00:02')] },
    source: '172.17.0.2',
    first: '172.17.0.2',
  },
  {
    name: 'WSL2 with Docker inside',
    interfaces: {
      lo,
      docker0: [on('172.17.0.1/16', '02:42:00:00:00:01')],
      eth0: [on('172.22.14.9/20', '00:15:5d:01:02:03')],
    },
    source: '172.22.14.9',
    first: '172.22.14.9',
  },
  {
    name: 'Kubernetes on a workstation with WireGuard',
    interfaces: {
      lo,
      cni0: [on('10.42.0.1/24')],
      'flannel.1': [on('10.42.0.0/32')],
      wg0: [on('10.66.0.2/32')],
      eno1: [on('192.168.5.20/24')],
    },
    source: '192.168.5.20',
    first: '192.168.5.20',
  },
  {
    name: 'a phone that shares its connection by USB',
    interfaces: { lo, usb0: [on('192.168.42.17/24')], docker0: [on('172.17.0.1/16')] },
    source: '192.168.42.17',
    first: '192.168.42.17',
  },
  { name: 'no network', interfaces: { lo }, source: undefined, first: undefined },
];
