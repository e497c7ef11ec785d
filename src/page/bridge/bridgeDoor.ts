import { inBackground } from '../own/language';
import { parts } from '../parts';
import type { Bridge, BridgeHost, Found, ToBridge } from './host';

/** Whether a message turns everything off: neither a key that picks, nor pick mode. */
const isIdle = (message: ToBridge): boolean =>
  message.type === 'pick' && !message.armed && message.key === 'off';

/** Loads the bridge when it is first needed. A page of a server in a terminal never loads it. */
export class BridgeDoor {
  #bridge: Bridge | undefined;
  #loading: Promise<Bridge | undefined> | undefined;

  readonly #host: BridgeHost;

  constructor(host: BridgeHost) {
    this.#host = host;
  }

  hear(message: ToBridge): void {
    if (this.#loading || !isIdle(message)) this.#use(bridge => bridge.hear(message));
  }

  tellNumber(node: Node, tell: (found: Found) => void): void {
    this.#use(bridge => bridge.tellNumber(node, tell));
  }

  /** The page shows another source now. The bridge uses natives that a page may have replaced; if they throw, the update goes on. */
  patched(): void {
    try {
      this.#bridge?.patched();
    } catch {
      // The next pick asks for the tree again.
    }
  }

  #use(act: (bridge: Bridge) => void): void {
    inBackground(this.#act(act));
  }

  /** Later messages wait for the same promise, so they keep their order. */
  async #act(act: (bridge: Bridge) => void): Promise<void> {
    const bridge = await (this.#loading ??= this.#load());
    if (bridge) act(bridge);
    // A policy of the page forbids the part, or the server is gone: the next use tries again.
    else this.#loading = undefined;
  }

  async #load(): Promise<Bridge | undefined> {
    await parts.load?.('bridge.js');
    try {
      this.#bridge = parts.bridge?.(this.#host);
    } catch {
      // The page has replaced natives that the part needs.
    }
    return this.#bridge;
  }
}
