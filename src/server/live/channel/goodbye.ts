import type { Connection } from './connection';

/** Milliseconds that clients get to answer the close frame. */
const LONGEST = 200;

/** Ends connections; resolves when all are closed. */
export async function goodbye(connections: readonly Connection[]): Promise<void> {
  for (const connection of connections) connection.end();
  const late = setTimeout(() => connections.forEach(connection => connection.terminate()), LONGEST);
  await Promise.all(connections.map(connection => connection.closed));
  clearTimeout(late);
}
