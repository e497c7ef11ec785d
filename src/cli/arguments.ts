import { parseArgs } from 'node:util';
import { readMounts } from '../protocol/mount';

/** The parsed command line. */
interface Arguments {
  readonly root: string;
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Folders besides the root, by their path. */
  readonly mount: Readonly<Record<string, string>>;
  /** Shares the server with other devices by a code. */
  readonly share: boolean;
  /** Path of a certificate: PEM, or PKCS #12 with the key in it. */
  readonly cert: string | undefined;
  /** Path of the certificate's key in PEM. */
  readonly key: string | undefined;
  readonly help: boolean;
}

export const usage =
  'Usage: porthole [root] [--port N] [--host H] [--mount /PATH=FOLDER]... [--json] [--quiet] [--share] [--cert FILE [--key FILE] | --pfx FILE]';

/** Reads the command line; an `Error` names the mistake in one line. */
export function readArguments(args: readonly string[]): Arguments | Error {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        mount: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        share: { type: 'boolean', default: false },
        cert: { type: 'string' },
        key: { type: 'string' },
        pfx: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (positionals.length > 1)
      return new Error(`One root only, but there are ${positionals.length}: ${positionals.join(', ')}.`);
    const port = values.port === undefined ? undefined : readPort(values.port);
    if (port instanceof Error) return port;
    if (values.host === '') return new Error('--host needs an address.');
    const { cert, key, pfx } = values;
    if (pfx !== undefined && (cert ?? key) !== undefined)
      return new Error('--pfx holds the key already; leave out --cert and --key.');
    if (key !== undefined && cert === undefined)
      return new Error('--key needs the certificate, too: --cert FILE.');
    const mount = readMount(values.mount);
    if (mount instanceof Error) return mount;
    return { ...values, cert: pfx ?? cert, key, root: positionals[0] ?? '.', port, host: values.host, mount };
  } catch (error) {
    return new Error(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

/** `/lib=../lib`, as in `porthole.mount`: the folder is relative to the root. */
function readMount(given: readonly string[]): Readonly<Record<string, string>> | Error {
  const pairs = given.map(text => /^([^=]*)=(.*)$/s.exec(text)?.slice(1, 3));
  const at = pairs.indexOf(undefined);
  if (at >= 0) return new Error(`--mount takes /PATH=FOLDER, not “${given[at] ?? ''}”.`);
  const mount = Object.fromEntries(pairs.map((pair = []) => [pair[0] ?? '', pair[1] ?? '']));
  const [problem] = readMounts(mount).problems;
  return problem === undefined ? mount : new Error(problem.replace('porthole.mount', '--mount'));
}

function readPort(text: string): number | Error {
  const port = Number(text);
  const valid = /^\d+$/.test(text) && port <= 65_535;
  return valid ? port : new Error(`--port takes a whole number from 0 to 65535, not “${text}”.`);
}
