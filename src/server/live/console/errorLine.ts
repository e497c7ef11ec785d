import type { FromPage } from '../../../protocol/page';
import { printable } from '../../log';
import type { Addresses } from '../addresses';
import type { LiveHost } from '../door';

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

/** Tells an error whose place is a file below the root. */
export function tellError(
  host: Pick<LiveHost, 'onError'>,
  page: object,
  { text, at }: Extract<FromPage, { type: 'trouble' }>,
  addresses: Addresses,
): void {
  const [path, line = 1, column = 1] = at ?? [];
  const file = path === undefined ? undefined : addresses.fileOf(path);
  if (file !== undefined) host.onError(page, { text, file, line, column });
}
