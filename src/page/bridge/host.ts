import type { BridgeFromPage } from '../../protocol/bridge';
import type { Found } from './numbers';

/** The services of the page script that the picker uses; it is loaded at the first use. */
export interface PickerHost {
  /** Acts once the source of the page is known, or is known to be none. */
  whenKnown(act: () => void): void;
  numberOf(node: Node): Found | undefined;
  nodeOf(number: number): Node | undefined;
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
  mark(nodes: readonly number[], selector: string | undefined, scroll: boolean): void;
}

/** The exports of the picker's own file. */
export interface PickerModule {
  createPicker(host: PickerHost): Picker;
}
