import { strict as assert } from 'node:assert';
import { readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import type { PortholeApi, Served } from '../../src/editor/porthole';
import type { Memory } from '../../src/editor/server/memory';

/** The extension's exports under test. */
export type ApiUnderTest = PortholeApi & {
  readonly underTest: {
    readonly statusItem: vscode.StatusBarItem;
    readonly logFolder: string;
    readonly memory: Memory;
  };
};

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Milliseconds that are enough for anything expected to happen, also on a busy machine. */
const SOON = 20_000;

export async function porthole(): Promise<ApiUnderTest> {
  const extension = vscode.extensions.getExtension<ApiUnderTest>('porthole.porthole');
  assert.ok(extension, 'The extension is there');
  return extension.activate();
}

export async function get(url: string, headers: http.OutgoingHttpHeaders = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers, agent: false }, response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.on('error', reject);
  });
}

/** Waits until `look` finds something; its last error otherwise. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  within = SOON,
): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Waited ${String(within)} ms in vain: ${what}`);
    await pause(30);
  }
}

export async function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** The file of the extension's output channel. */
export async function logText(): Promise<string> {
  const { logFolder } = (await porthole()).underTest;
  const files = await readdir(logFolder).catch(() => []);
  const texts = await Promise.all(files.map(file => readFile(path.join(logFolder, file), 'utf8')));
  return texts.join('').slice(shelf.portholeLogFrom ?? 0);
}

/** The tests of each suite are bundles of their own. */
const shelf = globalThis as { portholeLogFrom?: number };

/** Lines that earlier suites of this window have logged do not count for the next one. */
export async function forgetLog(): Promise<void> {
  shelf.portholeLogFrom = 0;
  shelf.portholeLogFrom = (await logText()).length;
}

export async function running(folder?: vscode.Uri): Promise<Served> {
  const api = await porthole();
  return until(
    'a server runs',
    () => api.servers.find(server => !folder || server.folder.toString() === folder.toString())?.served,
  );
}

/** Runs a command that answers with a server. */
export async function run(command: string, ...args: readonly unknown[]): Promise<Served> {
  const answer = await vscode.commands.executeCommand<Served | undefined>(command, ...args);
  assert.ok(answer, `${command} answers`);
  return answer;
}

export function folder(index = 0): vscode.Uri {
  const found = vscode.workspace.workspaceFolders?.[index];
  assert.ok(found, `There is a folder ${String(index)}`);
  return found.uri;
}

/** Whether something listens there. */
export async function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export function portOf({ url }: Served): number {
  return Number(new URL(url).port);
}

/** Occupies a port, any or the one named; `close` gives it back. */
export async function occupy(port = 0): Promise<{ port: number; close: () => Promise<void> }> {
  const server = net.createServer().listen(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  return {
    port: address.port,
    close: async () => new Promise(resolve => server.close(() => resolve())),
  };
}
