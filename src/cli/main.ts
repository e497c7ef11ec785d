#!/usr/bin/env node
import path from 'node:path';
import { createServer, HumanError } from '../server';
import { readArguments, usage } from './arguments';
import { Lines } from './lines';

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
  const root = path.resolve(args.root);
  const { port, host, json, quiet } = args;
  // With --json the first line of stdout is for a program; everything else is for a person.
  const lines = new Lines(() => {
    const stream = forgiving(json ? process.stderr : process.stdout);
    // `hasColors` heeds NO_COLOR and dumb terminals; a file or a pipe has no such method.
    return { stream, colours: stream.isTTY && stream.hasColors() };
  });
  const server = createServer(
    {
      root,
      pageScript: path.join(__dirname, 'page.js'),
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
    },
    { log: entry => lines.add(entry) },
    quiet ? 'error' : 'info',
  );
  // Set before the first line is written: its reader may send a signal at once.
  const stop = (): void => void server.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { url } = await server.listen().catch((error: unknown) => {
    const bad = error instanceof HumanError && error.code === 'ENOTDIR';
    return exit(bad ? 2 : 1, error instanceof Error ? error.message : String(error));
  });
  if (json)
    forgiving(process.stdout).write(
      `${JSON.stringify({ url, live: server.liveUrl, root, pid: process.pid })}\n`,
    );
}

void main();
