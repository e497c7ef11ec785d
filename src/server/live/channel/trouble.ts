import type { FromPage } from '../../../protocol/page';
import { printable } from '../../log';
import type { Addresses } from '../addresses';

/** An error that a page did not handle, as a line whose place an editor can open. */
export function troubleLine(
  address: string,
  { text, at }: Extract<FromPage, { type: 'trouble' }>,
  addresses: Addresses,
): string {
  const line = `Page ${printable(address)}: ${printable(text)}`;
  if (!at) return line;
  const [path, row, column] = at;
  return `${line} (${addresses.fileOf(path) ?? printable(path)}:${row}:${column})`;
}
