import type { BridgeFromPage, BridgeToPage, Marked } from '../../protocol/bridge';
import type { Found } from './numbers';

/** The services of the page script that the picker uses; it is loaded at the first use. */
export interface PickerHost {
  /** Acts once the source of the page is known, or is known to be none. */
  whenKnown(act: () => void): void;
  numberOf(node: Node): Found | undefined;
  nodeOf(number: number): Node | undefined;
  /** The decoded path of an address of this server; empty for any other address. */
  pathOf(address: string): string;
  send(message: BridgeFromPage): void;
}

/** Outlines nodes, and lets a person pick one. */
export interface Picker {
  /** Begins or ends pick mode. `hint` is spoken at its beginning. */
  arm(armed: boolean, hint: string): void;
  /** Outlines the element below the pointer while the key is held; undefined ends it. */
  hover(target: Element | undefined): void;
  /** Picks the element that was clicked with the key held, at a point of the window. */
  pick(target: Element, x: number, y: number): void;
  /** Where a node stands: the answer to `where`. */
  label(node: number, text: string): void;
  /** Answers a question of the server about rules. */
  ask(question: Extract<BridgeToPage, { type: 'ask' }>): void;
  mark(nodes: readonly Marked[], selector: string | undefined, scroll: boolean): void;
}
