import { inBackground } from '../own/language';
import { parts } from '../parts';
import type { Bridge, BridgeHost, Found, ToBridge } from './host';

/** Whether a message asks for nothing: neither a key that picks, nor pick mode. */
const isIdle = (message: ToBridge): boolean =>
  message.type === 'pick' && !message.armed && message.key === 'off';

/** Loads the part that leads between page and source when something first needs it: a page in a terminal's server has none. */
export class BridgeDoor {
  private bridge: Bridge | undefined;
  private loading: Promise<Bridge | undefined> | undefined;

  constructor(private readonly host: BridgeHost) {}

  hear(message: ToBridge): void {
    if (this.loading || !isIdle(message)) this.use(bridge => bridge.hear(message));
  }

  tellNumber(node: Node, tell: (found: Found) => void): void {
    this.use(bridge => bridge.tellNumber(node, tell));
  }

  /** The page shows another source now. The part uses natives that a page may have replaced: an update goes on without it. */
  patched(): void {
    try {
      this.bridge?.patched();
    } catch {
      // Picking then asks for the tree anew.
    }
  }

  private use(act: (bridge: Bridge) => void): void {
    inBackground(this.act(act));
  }

  /** Later messages wait for the same promise, and keep their order. */
  private async act(act: (bridge: Bridge) => void): Promise<void> {
    const bridge = await (this.loading ??= this.load());
    if (bridge) act(bridge);
    // A policy of the page forbids it, or the server is gone: the next use tries again.
    else this.loading = undefined;
  }

  private async load(): Promise<Bridge | undefined> {
    await parts.load?.('bridge.js');
    try {
      this.bridge = parts.bridge?.(this.host);
    } catch {
      // The page has broken what the part needs.
    }
    return this.bridge;
  }
}
