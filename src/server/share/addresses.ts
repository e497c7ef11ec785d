import type { NetworkInterfaceInfo } from 'node:os';
import type { InterfaceKind, SharedAddress } from '../../protocol/share';

/** `os.networkInterfaces()`. */
export type Interfaces = Readonly<
  Record<
    string,
    readonly Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal' | 'mac' | 'cidr'>[] | undefined
  >
>;

type Pattern = readonly [InterfaceKind, RegExp];

/** Names of interfaces by kind, the first match wins: Linux, macOS, then Windows in the languages that Porthole speaks. */
const NAMES: readonly Pattern[] = [
  ['container', /^(?:docker|br-[0-9a-f]{6,}|veth|cni|cali|flannel|podman|lxc|lxdbr|kube|weave|crc)/i],
  ['virtual', /^(?:virbr|vmnet|vboxnet|vnic|vnet|tap|bridge|awdl|llw|anpi|ap\d|ifb|dummy|macvtap|hv)/i],
  [
    'virtual',
    // Windows marks the adapters of its own hotspot with an asterisk, in every language.
    /vEthernet|VirtualBox|VMware|Hyper-V|Parallels|Bluetooth|\*\s*\d*$/i,
  ],
  ['vpn', /^(?:u?tun|wg|ppp|ipsec|tailscale|zt|feth|nordlynx|proton|cscotun|gpd|nebula|hamachi|ham\d)/i],
  ['vpn', /VPN|WireGuard|Tailscale|ZeroTier|NordLynx|Hamachi|AnyConnect|TAP-|Wintun|WARP/i],
  ['wifi', /^(?:wl|wifi|ath|ra\d)|Wi-?Fi|WLAN|Wireless|Drahtlos/i],
  ['wifi', /sans fil|inal[aá]mbric|senza fili|sem fio|Беспроводн|无线|無線|ワイヤレス|무선/iu],
  ['ethernet', /^(?:en|eth|em\d|p\d+p\d)|Ethernet|LAN-Verbindung|Local Area Connection/i],
  ['ethernet', /réseau local|área local|rete locale|Conexão local|локальной сети|Локальная сеть/iu],
  ['ethernet', /以太网|乙太網|本地连接|區域連線|イーサネット|ローカル エリア接続|이더넷|로컬 영역 연결/u],
];

/** Adapters that a host has for its virtual machines: VirtualBox host-only, VMware vmnet (IEEE OUI registry). */
const HOST_ADAPTER = /^(?:0a:00:27|00:50:56:c0)/i;

/** Kinds by preference: physical first, then unknown, then those that another device seldom reaches. */
const RANK: Readonly<Record<InterfaceKind, number>> = {
  wifi: 0,
  ethernet: 0,
  other: 1,
  vpn: 2,
  virtual: 3,
  container: 4,
};

/** Scopes of addresses by preference. Shared address space (RFC 6598) is what VPNs such as Tailscale use. */
const SCOPES: readonly RegExp[] = [
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/,
  /^f[cd][0-9a-f]{2}:/i,
  /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
];
const LINK_LOCAL = /^(?:169\.254\.|fe[89ab][0-9a-f]:)/i;

interface Candidate extends SharedAddress {
  readonly order: readonly number[];
}

/**
 * The addresses of a machine that a device can reach, the best first: physical before virtual, IPv4 before IPv6, private
 * before public, the default route's interface before others. IPv6 link-local addresses are left out: a URL cannot name their zone. Pure.
 * @param source the address that the system gives to outgoing connections; undefined where it has no route
 */
export function shareable(interfaces: Interfaces, source: string | undefined): SharedAddress[] {
  const isDefault = (name: string) => (interfaces[name] ?? []).some(({ address }) => address === source);
  const candidates = Object.entries(interfaces).flatMap(([name, infos]) =>
    (infos ?? [])
      .filter(({ address, internal }) => !internal && !/^fe[89ab]/i.test(address))
      .map(({ address, family, mac, cidr }): Candidate => {
        const kind = kindOf(name, mac, address);
        return {
          address,
          name,
          kind,
          network: networkOf(address, cidr),
          order: [
            LINK_LOCAL.test(address) ? 1 : 0,
            RANK[kind],
            family === 'IPv4' ? 0 : 1,
            scopeOf(address),
            isDefault(name) ? 0 : 1,
            kind === 'wifi' ? 0 : 1,
            // One interface may have several of IPv6: the system prefers one that is not about to expire.
            address === source ? 0 : 1,
          ],
        };
      }),
  );
  return candidates.toSorted(byOrder).map(({ order: _order, ...address }) => address);
}

/** The address to share: the chosen one while the machine has it, else the best one. */
export const preferred = (
  addresses: readonly SharedAddress[],
  chosen: string | undefined,
): SharedAddress | undefined => addresses.find(({ address }) => address === chosen) ?? addresses[0];

function kindOf(name: string, mac: string, address: string): InterfaceKind {
  if (HOST_ADAPTER.test(mac)) return 'virtual';
  const known = NAMES.find(([, pattern]) => pattern.test(name))?.[0];
  return known ?? (SCOPES[2]?.test(address) ? 'vpn' : 'other');
}

function scopeOf(address: string): number {
  const scope = SCOPES.findIndex(pattern => pattern.test(address));
  return scope < 0 ? SCOPES.length : scope;
}

function byOrder(one: Candidate, two: Candidate): number {
  const at = one.order.findIndex((value, index) => value !== two.order[index]);
  return at < 0 ? 0 : (one.order[at] ?? 0) - (two.order[at] ?? 0);
}

/** The network of an address in CIDR notation, from the system's `address/bits`. */
function networkOf(address: string, cidr: string | null): string {
  const bits = Number(cidr?.split('/')[1]);
  if (!Number.isInteger(bits)) return address;
  return address.includes(':') ? `${prefixOf(address, bits)}/${bits}` : `${maskOf(address, bits)}/${bits}`;
}

function maskOf(address: string, bits: number): string {
  return address
    .split('.')
    .map((part, at) => Number(part) & ((0xff << Math.max(0, 8 - Math.max(0, bits - at * 8))) & 0xff))
    .join('.');
}

/** The first groups of an IPv6 address; prefixes that end inside a group keep it whole, which names the network as well. */
function prefixOf(address: string, bits: number): string {
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')[0]?.split(':') ?? [];
  return `${groups.slice(0, Math.ceil(bits / 16)).join(':')}::`;
}
