import type { BridgeFromPage, BridgeToPage } from '../../protocol/bridgeMessages';
import type { SourceNode } from '../../protocol/page';
import type { SeenRules } from '../../protocol/pageRules';
import type { Patcher } from '../patch/patch';

export type ToBridge = BridgeToPage | { readonly type: 'tree'; readonly source?: SourceNode };

/** A node of the source, by its number. */
export interface Found {
  readonly node: number;
  /** Whether it is the node in question; otherwise it is the nearest one around it. */
  readonly exact: boolean;
  /** Whether the parser made the node in question although our tree lacks it; otherwise a script made it. */
  readonly isRead?: boolean;
}

/** The services of the page script that the bridge uses. */
export interface BridgeHost {
  readonly patcher: Pick<Patcher, 'source' | 'learn' | 'wasRead' | 'parsed'>;
  readonly send: (message: BridgeFromPage) => void;
}

/** The page's side of the way between page and source; it is loaded at the first use. */
export interface Bridge {
  hear(message: ToBridge): void;
  /** The page shows another source now. */
  patched(): void;
  /** Tells the number of a node, once the source is known. */
  tellNumber(node: Node, tell: (found: Found) => void): void;
}

/** The services of the page script that the picker uses; it is loaded at the first use. */
export interface PickerHost {
  /** Calls back once the source of the page is known, or is known to be missing. */
  whenKnown(act: () => void): void;
  numberOf(node: Node): Found | undefined;
  /** Whether a node of the page is the one in the source, with the same text. */
  isAsWritten(node: Node): boolean;
  nodeOf(number: number): Node | undefined;
  /** The decoded path of an address of this server; empty for any other address. */
  pathOf(address: string): string;
  /** Calls back once the part that finds rules is loaded. */
  withRules(act: (rules: RuleFinder) => void): void;
  send(message: BridgeFromPage): void;
}

/** Finds the CSS rules of elements; loaded at the first question for some. */
export interface RuleFinder {
  /** All rules that match an element, and those of its ancestors that it inherits from. */
  rulesOf(element: Element, host: PickerHost): SeenRules;
  /** Which of these declarations set a property in this browser, also by a shorthand. */
  whichSet(property: string, declarations: readonly (readonly [name: string, value: string])[]): boolean[];
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
  mark(marked: Extract<BridgeToPage, { type: 'mark' }>): void;
}
