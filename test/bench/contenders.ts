import path from 'node:path';
import { freePort, script, start, type Started } from './processes';

/** A server that takes part in a comparison. */
export interface Contender {
  readonly name: string;
  readonly kind: 'limit' | 'ours' | 'rival';
  start(root: string): Promise<Started>;
}

/** The command-line server as it is shipped. */
export const CLI = path.resolve(__dirname, '..', '..', '..', 'dist', 'cli.js');

/** A contender that is a script of Node, told its port and its root. */
export function nodeScript(
  name: string,
  kind: Contender['kind'],
  args: (port: string, root: string) => readonly string[],
): Contender {
  return {
    name,
    kind,
    async start(root) {
      const port = await freePort();
      return start(process.execPath, args(String(port), root), { port, cwd: root });
    },
  };
}

/** The limit: a bare `node:http` that answers from memory. */
export const bare = nodeScript('bare node:http', 'limit', (port, root) => [script('bare'), port, root]);

/** As in VS Code: in its worker thread, with every request recorded. */
export const inThread = nodeScript('Porthole', 'ours', (port, root) => [script('threadHost'), port, root]);

/** As in a terminal: every request written as a line. */
export const inTerminal = nodeScript('Porthole in a terminal', 'ours', (port, root) => [
  CLI,
  root,
  '--port',
  port,
]);

/** In a different order each round, so that no contender always follows the same one. */
export function rotated<T>(list: readonly T[], round: number): readonly T[] {
  const from = round % Math.max(1, list.length);
  return [...list.slice(from), ...list.slice(0, from)];
}
