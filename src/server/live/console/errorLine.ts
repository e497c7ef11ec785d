import { printable } from '../../log';
import type { Addresses } from '../addresses';
import type { LiveHost, PageError } from '../door';
import type { PlacedError } from '../origin/origins';

/** A log line for an error that a page did not handle; editors link its place. */
export function errorLine(address: string, { text, at }: PlacedError, addresses: Addresses): string {
  const line = `Page ${printable(address)}: ${printable(text)}`;
  if (!at) return line;
  const [path, row, column] = at;
  return `${line} (${addresses.fileOf(path) ?? printable(path)}:${row}:${column})`;
}

/** An error whose place is a file below the root; a route may answer an address of which there is no file. */
export async function placedError(
  { text, at, loadedAt }: PlacedError,
  addresses: Addresses,
  read: LiveHost['read'],
): Promise<PageError | undefined> {
  const [path, line = 1, column = 1] = at ?? [];
  const file = path === undefined ? undefined : addresses.fileOf(path);
  return file !== undefined && (await read(file)) ? { text, file, line, column, loadedAt } : undefined;
}
