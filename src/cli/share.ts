import type { SharedDevice, ShareState } from '../protocol/share';
import type { DevServer } from '../server';
import type { Output } from './lines';

/** White on black, whatever the colours of the terminal: a scanner needs dark modules on a light ground. */
const onBlack = (text: string): string => text.replaceAll(/^.+$/gm, line => `\x1b[97;40m${line}\x1b[0m`);

/** Shares a server and tells the terminal of each code and device. Rejects with a `HumanError`. */
export async function share(server: DevServer, told: Told): Promise<ShareState> {
  const sharing = await server.sharing();
  const state = await sharing.share({ page: '/', directoryListing: false });
  await told.changed(state);
  return state;
}

/** Writes each new code once, as a QR code and as an address, and each device that came or went. */
export class Told {
  private shown = '';
  private devices: readonly SharedDevice[] = [];

  constructor(private readonly open: () => Output) {}

  async changed(state: ShareState | undefined): Promise<void> {
    const devices = state?.devices ?? [];
    const came = devices.filter(({ id }) => !this.devices.some(known => known.id === id));
    this.devices = devices;
    const isNew = state !== undefined && state.joinUrl !== this.shown;
    this.shown = state?.joinUrl ?? '';
    const { renderUnicodeCompact } = await import('uqr');
    const { stream, colours } = this.open();
    for (const device of came) stream.write(`${nameOf(device)} is connected.\n`);
    if (!isNew) return;
    const code = renderUnicodeCompact(state.joinUrl, { border: 2 });
    stream.write(`${colours ? onBlack(code) : code}\n`);
    stream.write(`Scan the code, or open ${state.joinUrl}\nThe code is valid for two minutes, on ${state.at.network}.\n`);
  }
}

const nameOf = ({ browser, system, address }: SharedDevice): string =>
  `${browser || 'A browser'}${system && ` on ${system}`} at ${address}`;
