import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Addresses } from '../addresses';
import type { LiveHost } from '../door';
import type { Mapped } from './mapping';
import type { Spot } from './inline';

/** Scripts of which the map is kept. */
const MOST = 50;
/** Bytes of all of them, scripts and maps; the last one is kept in any case. */
const MOST_SIZE = 32 * 1024 * 1024;
const REFERENCE = 'sourceMappingURL=';
/** Characters of an address in a script; a map within the script itself may be as long as the script. */
const LONGEST = 2_048;

interface Known {
  readonly bytes: Buffer;
  readonly mapped: Mapped | undefined;
  /** Of script and map. */
  readonly size: number;
}

/** Sources of built scripts, by the source maps that lie below the root. The reader of maps is loaded with the first one. */
export class SourceMaps {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly host: Pick<LiveHost, 'read' | 'log'>,
    private readonly addresses: Addresses,
  ) {}

  /** The place in the source of a script; the given one where no map says so, or its source is no file below the root. */
  async original(file: string, line: number, column: number, read: LiveHost['read']): Promise<Spot> {
    const here: Spot = [this.addresses.pathOf(file), line, column];
    const bytes = await read(file);
    if (!bytes) return here;
    const known = this.known.get(file);
    const { mapped } = this.keep(file, known?.bytes.equals(bytes) ? known : await this.read(file, bytes));
    const found = await mapped?.(line, column);
    if (!found) return here;
    const source = this.addresses.fileOf(found.path);
    const isThere = source !== undefined && (await read(source)) !== undefined;
    return isThere ? [this.addresses.pathOf(source), found.line, found.column] : here;
  }

  private keep(file: string, kept: Known): Known {
    this.known.delete(file);
    this.known.set(file, kept);
    let size = [...this.known.values()].reduce((sum, each) => sum + each.size, 0);
    for (const [oldest, each] of this.known) {
      if ((this.known.size <= MOST && size <= MOST_SIZE) || oldest === file) break;
      this.known.delete(oldest);
      size -= each.size;
    }
    return kept;
  }

  private async read(file: string, bytes: Buffer): Promise<Known> {
    const none: Known = { bytes, mapped: undefined, size: bytes.length };
    try {
      const address = encodeURI(this.addresses.pathOf(file));
      const map = await this.mapOf(address, bytes);
      if (!map) return none;
      const { readMap } = await import('./mapping');
      // Each step of a map of 12 MB takes some 20 ms.
      await nextTurn();
      return { ...none, mapped: readMap(map.json, map.address), size: bytes.length + map.json.length };
    } catch (error) {
      this.host.log(
        'debug',
        `live: the source map of ${this.addresses.pathOf(file)} cannot be read: ${String(error)}`,
      );
      return none;
    }
  }

  /** The last reference counts (ECMA-426, 11.1.2). */
  private async mapOf(
    address: string,
    bytes: Buffer,
  ): Promise<{ json: string; address: string } | undefined> {
    const at = bytes.lastIndexOf(REFERENCE);
    if (at < 0) return undefined;
    const reference = /^\S+/.exec(bytes.toString('latin1', at + REFERENCE.length))?.[0] ?? '';
    const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(reference);
    if (inline) {
      const data = inline[2] ?? '';
      await nextTurn();
      const json = inline[1] ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
      return { json, address };
    }
    if (reference.length > LONGEST) return undefined;
    const base = new URL(address, 'http://localhost');
    const url = new URL(reference, base);
    const file = url.origin === base.origin ? this.addresses.fileOf(url.pathname) : undefined;
    const map = file === undefined ? undefined : await this.host.read(file);
    return map && { json: map.toString(), address: url.pathname };
  }
}
