import type { FromPage } from '../../../protocol/page';
import { printable } from '../../log';
import type { Addresses } from '../addresses';

/** A log line for an error that a page did not handle; editors link its place. */
export function errorLine(
  address: string,
  { text, at }: Extract<FromPage, { type: 'trouble' }>,
  addresses: Addresses,
): string {
  const line = `Page ${printable(address)}: ${printable(text)}`;
  if (!at) return line;
  const [path, row, column] = at;
  return `${line} (${addresses.fileOf(path) ?? printable(path)}:${row}:${column})`;
}
