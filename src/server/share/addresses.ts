import type { NetworkInterfaceInfo } from 'node:os';
import type { InterfaceKind, SharedAddress } from '../../protocol/shareState';

type Info = Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal' | 'mac' | 'cidr'>;

/** `os.networkInterfaces()`. */
export type Interfaces = Readonly<Record<string, readonly Info[] | undefined>>;

type Pattern = readonly [InterfaceKind, RegExp];

/** Names of interfaces by kind, the first match wins: Linux, macOS, then Windows in the languages that Porthole speaks. */
const NAMES: readonly Pattern[] = [
  [
    'container',
    /^(?:docker|br-[0-9a-f]{6,}|veth(?!ernet)|cni|cali|cilium|flannel|podman|nerdctl|lxc|lxdbr|incusbr)/i,
  ],
  ['container', /^(?:kube|weave|crc|cbr\d|vxlan\.)/i],
  [
    'virtual',
    /^(?:virbr|vmnet|vmenet|vboxnet|vnic|vnet|tap|bridge|awdl|llw|anpi|ap\d|ifb|dummy|macvtap|hv)/i,
  ],
  ['virtual', /^(?:mpqemubr|mpbr|waydroid|anbox|v[ebz]-|arcbr|arc_|vmtap)|Loopback/i],
  [
    'virtual',
    // Windows marks the adapters of its own hotspot with an asterisk, in every language.
    /vEthernet|VirtualBox|VMware|Hyper-V|Parallels|Bluetooth|\*\s*\d*$/i,
  ],
  ['vpn', /^(?:u?tun|wg|wt\d|ppp|ipsec|tailscale|zt|feth|nordlynx|proton|cscotun|gpd|nebula|hamachi|ham\d)/i],
  ['vpn', /^(?:gre\d|sit\d|gif\d|stf\d|6to4|vti\d|xfrm|he-ipv6|isatap)/i],
  ['vpn', /VPN|WireGuard|Tailscale|ZeroTier|NordLynx|Hamachi|AnyConnect|TAP-|Wintun|WARP|NetBird|Teredo/i],
  ['vpn', /Mullvad|Windscribe|Surfshark|Zscaler|Netskope|PANGP|IP-?HTTPS/i],
  // People name tunnels freely: `england` and `wlada` are not systemd's names (systemd.net-naming-scheme).
  ['wifi', /^(?:wl(?:an|[opsu]?\d|x[0-9a-f]{12})|wifi|ath\d|ra\d)|Wi-?Fi|WLAN|Wireless|Drahtlos/i],
  ['wifi', /bezprzewodow|Kablosuz|draadloze|trådl[öø]s|bezdrát|vezeték nélküli|無線網路/iu],
  ['wifi', /sans fil|inal[aá]mbric|senza fili|sem fio|Беспроводн|无线|無線|ワイヤレス|무선/iu],
  ['ethernet', /^(?:en(?:[abcdopsuv]?\d|x[0-9a-f]{12})|eth\d|em\d|p\d+p\d)/i],
  ['ethernet', /Ethernet|LAN-(?:Verbindung|verbinding|forbindelse)|Local Area Connection/i],
  ['ethernet', /Połączenie lokalne|Yerel Ağ|místní síti|lokalt nätverk|Helyi kapcsolat/iu],
  ['ethernet', /réseau local|área local|rete locale|Conexão local|локальной сети|Локальная сеть/iu],
  ['ethernet', /以太网|乙太網|本地连接|區域連線|イーサネット|ローカル エリア接続|이더넷|로컬 영역 연결/u],
];

/** Hardware addresses of adapters that Windows calls `Ethernet 3` and the like, though no cable leads to them. */
const MAKERS: readonly Pattern[] = [
  // The loopback adapter of Windows and of Npcap.
  ['virtual', /^02:00:4c:4f:4f:50/i],
  // VirtualBox host-only, VMware vmnet (IEEE OUI registry).
  ['virtual', /^(?:0a:00:27|00:50:56:c0)/i],
  // OpenVPN's TAP-Windows, Cisco AnyConnect, FortiClient, GlobalProtect, Pulse Secure.
  ['vpn', /^(?:00:ff|00:05:9a:3c|00:09:0f|02:50:41:00|02:05:85:7f)/i],
];

/** A Hyper-V switch that connects virtual machines only. */
const INNER_SWITCH = /^vEthernet \(.*(?:WSL|Default|Standard|\bnat\b|HNS|Docker|Intern|minikube)/i;

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
const LINK_LOCAL = /^169\.254\./;
/** The rank of a link-local address: only a device on the same cable reaches it, but no container or virtual machine has one. */
const LINK_RANK = 2.5;

interface Candidate extends SharedAddress {
  readonly order: readonly number[];
}

/**
 * The addresses at which a device can reach this machine, each once and the best first. Physical comes before virtual, private before
 * public, IPv4 before IPv6, the default route's interface before others. IPv6 link-local addresses are left out: a URL cannot name their
 * zone. Pure.
 * @param source the address that the system gives to outgoing connections; undefined where it has no route
 */
export function shareable(interfaces: Interfaces, source: string | undefined): SharedAddress[] {
  const isDefault = (name: string) => (interfaces[name] ?? []).some(({ address }) => address === source);
  // Tunnels have no hardware address, whatever their name.
  const isBare = (name: string) => (interfaces[name] ?? []).some(({ mac }) => /^[0:]+$/.test(mac));
  const candidates = listed(interfaces).map((at): Candidate => {
    const { address, name, kind } = at;
    const scope = scopeOf(address);
    const rank = LINK_LOCAL.test(address) ? Math.max(RANK[kind], LINK_RANK) : RANK[kind];
    return {
      ...at,
      order: [
        rank,
        isBare(name) ? 1 : 0,
        scope < SCOPES.length || LINK_LOCAL.test(address) ? 0 : 1,
        address.includes(':') ? 1 : 0,
        scope,
        isDefault(name) ? 0 : 1,
        kind === 'wifi' ? 0 : 1,
        // One interface may have several of IPv6: the system prefers one that is not about to expire.
        address === source ? 0 : 1,
      ],
    };
  });
  const sorted = candidates.toSorted(byOrder).map(({ order: _order, ...address }) => address);
  return sorted.filter(({ address }, at) => sorted.findIndex(each => each.address === address) === at);
}

/** Whether the machine still has this address in the same network: it may get the same address in another one. */
export const isListed = (at: SharedAddress, interfaces: Interfaces): boolean =>
  listed(interfaces).some(
    ({ address, name, network }) => address === at.address && name === at.name && network === at.network,
  );

function listed(interfaces: Interfaces): SharedAddress[] {
  return Object.entries(interfaces).flatMap(([name, infos]) =>
    (infos ?? [])
      .filter(({ address, internal }) => !internal && !/^fe[89ab]/i.test(address))
      .map(info => ({
        address: info.address,
        name,
        kind: kindOf(name, info),
        network: networkOf(info.address, info.cidr),
      })),
  );
}

/** The address to share: the chosen one while the machine has it, else the best one. */
export const preferred = (
  addresses: readonly SharedAddress[],
  chosen: string | undefined,
): SharedAddress | undefined => addresses.find(({ address }) => address === chosen) ?? addresses[0];

function kindOf(name: string, { mac, address, cidr }: Info): InterfaceKind {
  const made = MAKERS.find(([, pattern]) => pattern.test(mac))?.[0];
  if (made) return made;
  if (leadsOutside(name, mac)) return 'ethernet';
  const known = NAMES.find(([, pattern]) => pattern.test(name))?.[0];
  // A network of one address has no neighbours, as with tunnels of any name.
  if (cidr?.endsWith('/32') && RANK[known ?? 'other'] < RANK.vpn) return 'vpn';
  return known ?? kindOfMac(mac, address);
}

/** Hyper-V gives its own hardware address to every switch except those that bridge an adapter of the machine. */
const leadsOutside = (name: string, mac: string): boolean =>
  /^vEthernet/i.test(name) && !INNER_SWITCH.test(name) && !/^(?:00:15:5d|00:00:00:00:00:00)/i.test(mac);

/** The kind of an interface whose name says nothing. */
function kindOfMac(mac: string, address: string): InterfaceKind {
  // Docker's bridges before version 28, also those with a name of your own.
  if (mac.startsWith('02:42')) return 'container';
  return SCOPES[2]?.test(address) ? 'vpn' : 'other';
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
  // A URL takes no zone (`%en0`).
  const host = new URL(`http://[${address.replace(/%.*$/, '')}]/`).hostname;
  const groups = host.slice(1, -1).split('::')[0]?.split(':') ?? [];
  return `${groups.slice(0, Math.ceil(bits / 16)).join(':')}::`;
}
