import { renderUnicodeCompact } from 'uqr';
import type { SharedDevice, ShareState } from '../protocol/shareState';
import type { Output } from './lines';

/** Writes a share to a terminal: each new code as a QR code and as an address, and each device that connects. */
export class ShareLines {
  private code = '';
  private devices: readonly SharedDevice[] = [];

  constructor(private readonly open: () => Output) {}

  changed(state: ShareState | undefined): void {
    const { stream, colours } = this.open();
    const devices = state?.devices ?? [];
    for (const device of devices)
      if (!this.devices.some(({ id }) => id === device.id)) stream.write(`${nameOf(device)} is connected.\n`);
    this.devices = devices;
    if (state && state.joinUrl !== this.code) stream.write(textOf(state, colours));
    this.code = state?.joinUrl ?? '';
  }
}

function textOf({ joinUrl, at }: ShareState, colours: boolean): string {
  const code = renderUnicodeCompact(joinUrl, { border: 2 });
  return `${colours ? whiteOnBlack(code) : code}\nScan the code, or open ${joinUrl}\nThe code is valid for two minutes, in the network ${at.network}.\n`;
}

/** A scanner needs dark modules on a light ground; the terminal's own colours may be the other way round. */
const whiteOnBlack = (code: string): string => code.replaceAll(/^.+$/gm, line => `\x1b[97;40m${line}\x1b[0m`);

const nameOf = ({ browser, system, address }: SharedDevice): string =>
  `${browser || 'A browser'}${system && ` on ${system}`} at ${address}`;
