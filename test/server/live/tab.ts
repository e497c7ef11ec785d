import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import type { FromBridge } from '../../../src/protocol/bridgeMessages';
import type { FromPage, SourceNode, ToPage } from '../../../src/protocol/page';
import { ask, navigation } from '../support/raw';
import type { Served } from '../support/serve';

const LONGEST = 6000;

type Heard<T extends ToPage['type']> = Extract<ToPage, { type: T }>;

/** Waits until a list has a fitting item, and removes it. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (const end = Date.now() + LONGEST; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  return assert.fail(`waited in vain for ${what}`);
}

/** A document after a navigation, with the live channel of its page script but no browser. */
export class Tab {
  readonly heard: ToPage[] = [];
  private constructor(
    readonly served: Served,
    readonly socket: WebSocket,
  ) {}

  static async open(served: Served, path = '/', dest = 'script'): Promise<Tab> {
    const { body } = await ask(served.port, path, { headers: navigation });
    // In UTF-16, every second byte of the tag is NUL.
    const id = /data-document="([^"]*)"/.exec(body.toString('latin1').replaceAll('\0', ''))?.[1];
    const script = await ask(served.port, '/__porthole/page.js', { headers: { 'Sec-Fetch-Dest': dest } });
    const proof = /proof[ =:"]*([\w-]{20,})/.exec(script.body.toString())?.[1] ?? '';
    const url = new URL(served.server.liveUrl ?? '');
    for (const [name, value] of Object.entries({ document: id ?? '', path, age: '0', proof }))
      url.searchParams.set(name, value);
    const tab = new Tab(served, new WebSocket(url));
    await new Promise<void>((resolve, reject) => {
      tab.socket.once('error', reject);
      tab.socket.on('message', data => {
        const message = JSON.parse((data as Buffer).toString()) as ToPage;
        tab.heard.push(message);
        if (message.type === 'pick') resolve();
        if ('seq' in message) tab.send({ type: 'done', seq: message.seq, outcome: 'applied' });
      });
    });
    return tab;
  }

  send(message: FromPage | Readonly<Record<string, unknown>>): void {
    this.socket.send(JSON.stringify(message));
  }

  hears<T extends ToPage['type']>(
    type: T,
    fits: (message: Heard<T>) => boolean = () => true,
  ): Promise<Heard<T>> {
    return until(
      () =>
        this.heard.find((message): message is Heard<T> => message.type === type && fits(message as Heard<T>)),
      `“${type}”`,
    );
  }

  async tree(): Promise<SourceNode | undefined> {
    const asked = this.heard.length;
    this.send({ type: 'tree' });
    return (await until(() => this.heard.slice(asked).find(message => message.type === 'tree'), 'the tree'))
      .source;
  }

  /** Picks a node in pick mode; returns the editor's message. */
  async picks(
    node: number,
    more: { readonly attribute?: string; readonly exact?: boolean } = {},
  ): Promise<FromBridge> {
    const { bridged, server } = this.served;
    server.bridge({ type: 'arm', armed: true });
    const before = bridged.length;
    this.send({ type: 'picked', node, exact: true, by: 'mode', keeps: true, ...more });
    return until(() => bridged.slice(before).find(({ type }) => type !== 'armed'), 'a pick');
  }

  close(): void {
    this.socket.terminate();
  }
}

/** The elements of a tree with their numbers, in document order. */
export function elementsOf(
  root: SourceNode | undefined,
): { readonly number: number; readonly name: string }[] {
  const found: { number: number; name: string }[] = [];
  let number = 0;
  const visit = (node: SourceNode): void => {
    const at = number++;
    if (typeof node === 'string' || node.length === 2) return;
    if (node[0] !== '') found.push({ number: at, name: node[0] });
    for (const kid of node[2]) if (typeof kid !== 'number') visit(kid);
  };
  if (root !== undefined) visit(root);
  return found;
}
