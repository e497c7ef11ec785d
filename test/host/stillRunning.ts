/** A handle of Node's event loop, as its diagnostic report tells it. */
interface Handle {
  readonly type: string;
  readonly is_active?: boolean;
  readonly is_referenced?: boolean;
  readonly pid?: number;
  readonly fd?: number;
  readonly repeat?: number;
  readonly localEndpoint?: { readonly port: number } | null;
  readonly remoteEndpoint?: { readonly port: number } | null;
}

/**
 * The handles that keep this process from ending, one line each: timers, connections with their ports,
 * processes with their numbers.
 */
export function stillRunning(): string[] {
  const { libuv } = process.report.getReport() as unknown as { libuv: readonly Handle[] };
  return libuv.filter(one => one.is_active && one.is_referenced).map(toldHandle);
}

function toldHandle({ type, pid, fd, repeat, localEndpoint, remoteEndpoint }: Handle): string {
  const ports = [localEndpoint, remoteEndpoint].map(end => end?.port ?? '');
  const more = { pid, fd, 'every ms': repeat, ports: ports.join('') && ports.join(' to ') };
  const told = Object.entries(more).filter(([, value]) => value !== undefined && value !== '');
  return [type, ...told.map(([name, value]) => `${name} ${value}`)].join(', ');
}
