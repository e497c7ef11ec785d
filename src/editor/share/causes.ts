import { l10n } from 'vscode';
import type { InterfaceKind, SharedAddress, ShareEnd, ShareState } from '../../protocol/shareState';
import type { ShareCause } from '../../protocol/shareView';

/** The system that a server runs on. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** Path of the program that listens. */
  readonly program: string;
  readonly isWsl: boolean;
}

/** Possible causes if a device does not connect, most likely first. Pure, except for the language. */
export function causesOf({ at, port, addresses }: ShareState, system: System): ShareCause[] {
  const next = addresses.find(({ address }) => address !== at.address);
  return [
    { text: l10n.t('Your device is in another network. Connect it to {0}.', networkText(at)) },
    ...(system.isWsl
      ? [
          {
            text: l10n.t('WSL 2 has a network of its own. In .wslconfig, set networkingMode to mirrored.'),
            command: '[wsl2]\nnetworkingMode=mirrored',
          },
        ]
      : []),
    {
      text: l10n.t('A firewall blocks port {0}. This command opens it:', port),
      command: firewallCommand(port, system),
    },
    {
      text: l10n.t(
        'The Wi-Fi keeps its devices apart, as guest networks do. Use another Wi-Fi or a hotspot of your device.',
      ),
    },
    ...(next ? [{ text: l10n.t('The address is the wrong one. Select {0} above.', next.address) }] : []),
  ];
}

/** The command that lets devices of the local network reach a port. */
export function firewallCommand(port: number, { platform, program }: System): string {
  if (platform === 'win32')
    return `New-NetFirewallRule -DisplayName "Porthole ${port}" -Direction Inbound -Protocol TCP -LocalPort ${port} -Profile Private -Action Allow`;
  if (platform === 'darwin')
    return `sudo /usr/libexec/ApplicationFirewall/socketfilterfw --add "${program}" --unblockapp "${program}"`;
  return `sudo ufw allow ${port}/tcp`;
}

/** `Wi-Fi (en0), 192.168.1.0/24` */
export function networkText({ name, kind, network }: SharedAddress): string {
  const known = kindText(kind);
  return name === '' ? network : known === name ? `${name}, ${network}` : `${known} (${name}), ${network}`;
}

export function endText(end: ShareEnd | undefined): string {
  switch (end) {
    case 'idle':
      return l10n.t('Sharing has ended: no device was active for 30 minutes.');
    case 'network':
      return l10n.t('Sharing has ended: this machine has left the network.');
    case 'stopped':
    case undefined:
      return l10n.t('The server is not shared.');
    default:
      return end satisfies never;
  }
}

function kindText(kind: InterfaceKind): string {
  switch (kind) {
    case 'wifi':
      return 'Wi-Fi';
    case 'ethernet':
      return 'Ethernet';
    case 'vpn':
      return 'VPN';
    case 'virtual':
      return l10n.t('Virtual machine');
    case 'container':
      return l10n.t('Container');
    case 'other':
      return l10n.t('Network');
    default:
      return kind satisfies never;
  }
}
