import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Thrown, HandlerCall } from '../../src/protocol/handlerMessages';
import { Handlers } from '../../src/server/routes/handler/handlers';
import type { Answered } from '../../src/server/routes/handler/openCall';
import type { Ended } from '../../src/server/routes/handler/ended';
import { makeTree, writeTree } from '../server/support/serve';

/** For handlers that never come back: two seconds. */
export const QUICK = { pingEvery: 200, pingsMissed: 10 };
/** A busy machine may keep a thread from answering for seconds. */
const PATIENT = { pingEvery: 1000, pingsMissed: 30 };

/** Handlers over a folder of modules, and their reports. */
export class Modules {
  readonly log: string[] = [];
  readonly strays: Thrown[] = [];
  readonly ended: Ended[] = [];
  readonly handlers: Handlers;

  constructor(
    readonly root: string,
    times = PATIENT,
  ) {
    this.handlers = new Handlers({
      script: path.resolve('dist/handlers.js'),
      times,
      log: (level, line) => this.log.push(`${level} ${line}`),
      stray: fault => this.strays.push(fault),
      renewed: () => undefined,
      ended: ended => this.ended.push(ended),
    });
  }

  static async of(tree: Record<string, string>, times = PATIENT): Promise<Modules> {
    return new Modules(await makeTree(tree), times);
  }

  async open(
    name: string,
    more: Partial<HandlerCall> = {},
    body?: Readable,
  ): Promise<{ answered: Promise<Answered>; abandon: () => void }> {
    const call: HandlerCall = {
      file: path.join(this.root, name),
      method: 'GET',
      url: `http://localhost/${name}`,
      headers: [],
      params: {},
      hasBody: body !== undefined,
      ...more,
    };
    return this.handlers.call(call, body);
  }

  async ask(name: string, more: Partial<HandlerCall> = {}, body?: Readable): Promise<Answered> {
    return (await this.open(name, more, body)).answered;
  }

  async text(name: string, more: Partial<HandlerCall> = {}, body?: Readable): Promise<string> {
    const answered = await this.ask(name, more, body);
    assert.ok(answered.kind === 'reply', JSON.stringify(answered));
    return answered.body ? text(answered.body) : '';
  }

  async fault(name: string): Promise<Thrown> {
    const answered = await this.ask(name);
    assert.ok(answered.kind === 'failed', answered.kind);
    return answered.thrown;
  }

  write(tree: Record<string, string>): Promise<void> {
    return writeTree(this.root, tree);
  }

  async end(): Promise<void> {
    await this.handlers.close();
    await fs.rm(this.root, { recursive: true });
  }
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(10);
}
