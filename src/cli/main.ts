#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { ServerOptions } from '../protocol/serverOptions';
import { createServer, type DevServer, HumanError } from '../server';
import { readArguments, usage } from './arguments';
import { Lines, type Output } from './lines';

function exit(code: number, text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}

/** Ignores write errors: a full disk or a closed pipe costs log lines, not requests. */
const forgiving = (stream: NodeJS.WriteStream): NodeJS.WriteStream => stream.on('error', () => undefined);

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args instanceof Error) exit(2, `${args.message} ${usage}`);
  if (args.help) {
    console.log(usage);
    return;
  }
  const root = rootOf(args.root);
  const { port, host, mount, json, quiet, cert, key } = args;
  // With --json the first line of stdout is for a program; everything else is for a person.
  const open = (): Output => {
    const stream = forgiving(json ? process.stderr : process.stdout);
    // `hasColors` heeds NO_COLOR and dumb terminals; a file or a pipe has no such method.
    return { stream, colours: stream.isTTY && stream.hasColors() };
  };
  const lines = new Lines(open);
  const shareLines = args.share ? new (await import('./shareLines')).ShareLines(open) : undefined;
  const server = createServer(
    {
      root,
      mount,
      pageScript: path.join(__dirname, 'page.js'),
      // Without an editor there is nothing to open.
      pickKey: 'off',
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
      ...(cert === undefined ? {} : secureOptions(cert, key)),
    },
    { log: entry => lines.add(entry), shared: state => shareLines?.changed(state) },
    quiet ? 'error' : 'info',
  );
  // Set before the first line is written: its reader may send a signal at once.
  const stop = (): void => {
    server.close().then(() => process.exit(0), fail);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { url } = await server.listen().catch(fail);
  const share = args.share ? await joinUrlOf(server).catch(fail) : undefined;
  if (json)
    forgiving(process.stdout).write(
      `${JSON.stringify({ url, live: server.liveUrl, root, pid: process.pid, share })}\n`,
    );
}

/** `..` behind a link leads above the link's target, as for `ls` and `cp`; `path.resolve` would lead above the link itself. */
function rootOf(given: string): string {
  try {
    if (given.split(path.sep).includes('..')) return realpathSync.native(given);
  } catch {
    // The server says what is wrong with it.
  }
  return path.resolve(given);
}

/** HTTPS with your own certificate. Its passphrase comes from the environment, since arguments show in lists of processes. */
const secureOptions = (cert: string, key = ''): Pick<ServerOptions, 'https' | 'certificate'> => ({
  https: 'always',
  certificate: {
    cert: path.resolve(cert),
    key: key && path.resolve(key),
    passphrase: process.env['PORTHOLE_PASSPHRASE'] ?? '',
  },
});

function fail(error: unknown): never {
  const bad = error instanceof HumanError && error.code === 'ENOTDIR';
  exit(bad ? 2 : 1, error instanceof Error ? error.message : String(error));
}

/** Shares the server and returns the address with the code. */
async function joinUrlOf(server: DevServer): Promise<string> {
  const sharing = await server.sharing();
  return (await sharing.share({ page: '/', directoryListing: false })).joinUrl;
}

main().catch(fail);
