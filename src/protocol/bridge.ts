import type { Place, Position } from './place';
import { isSeenRules, type ListedRules, type SeenRules } from './rules';

/** The key that makes a click in a page a pick; `default` leaves it to the browser's system: Alt, Meta on a Mac, none on ChromeOS. */
export type PickKey = 'default' | 'alt' | 'ctrl' | 'meta' | 'shift+alt' | 'off';

/** Server → page, for the way between a page and its source. Nodes are numbers in the source tree that patches use. */
export type BridgeToPage =
  /** Whether the page is in pick mode, and the key that picks without it. `hint` is for a person. */
  | { readonly type: 'pick'; readonly armed: boolean; readonly key: PickKey; readonly hint: string }
  /** Where a node stands, for the label beside its outline: `index.html:42`. */
  | { readonly type: 'where'; readonly node: number; readonly text: string }
  /** Outlines nodes, or all elements that a selector matches, for a moment; nothing to outline ends the last ones. */
  | {
      readonly type: 'mark';
      /** A list in it has one outline around all its nodes. */
      readonly nodes: readonly Marked[];
      readonly selector?: string;
      /** Whether the page may scroll to the first of them. */
      readonly scroll: boolean;
    }
  /** Asks for the rules of a node, or which declarations set a property in this browser. */
  | { readonly type: 'ask'; readonly node: number }
  | {
      readonly type: 'ask';
      readonly property: string;
      readonly declarations: readonly (readonly [name: string, value: string])[];
    };

/** A node to outline, or several that a selection spans. */
export type Marked = number | readonly number[];

/** Page → server. A page may ask to show a node of its own document and nothing else. */
export type BridgeFromPage =
  /** Asks for the numbered source tree. */
  | { readonly type: 'tree' }
  | { readonly type: 'where'; readonly node: number; readonly exact: boolean }
  | {
      readonly type: 'picked';
      readonly node: number;
      /** Whether it is the node itself; otherwise a script made what was picked, and this is the nearest node of the source. */
      readonly exact: boolean;
      /** The attribute under the pointer. */
      readonly attribute?: string;
      readonly by: 'mode' | 'key';
      /** Whether pick mode goes on. */
      readonly keeps: boolean;
    }
  /** The rules of a node: a person asked for them in the page, or the editor did. */
  | {
      readonly type: 'rules';
      readonly node: number;
      readonly exact: boolean;
      readonly by: 'mode' | 'editor';
      readonly keeps: boolean;
      readonly seen: SeenRules;
    }
  /** Which of the declarations set the property. */
  | { readonly type: 'sets'; readonly answer: readonly boolean[] }
  /** The person has left pick mode. */
  | { readonly type: 'unpicked' };

/** Which elements the carets of an editor are in. */
export interface Carets {
  /** The editor's file: below the root, with forward slashes. */
  readonly path: string;
  /** Start and end of each selection; both the same for a caret. */
  readonly selections: readonly (readonly [start: Position, end: Position])[];
  /** Whether pages may scroll to it. */
  readonly scroll: boolean;
}

/** Editor → server. */
export type ToBridge =
  | { readonly type: 'arm'; readonly armed: boolean }
  | { readonly type: 'carets'; readonly carets: Carets }
  /** Lists the rules of the element that a caret is in. */
  | { readonly type: 'rules'; readonly path: string; readonly at: Position }
  /** Shows the declaration of a property, of the element whose rules were listed last. */
  | { readonly type: 'why'; readonly property: string };

/** Server → editor. */
export type FromBridge =
  /** Pages are in pick mode, or no longer. */
  | { readonly type: 'armed'; readonly armed: boolean }
  | { readonly type: 'picked'; readonly place: Place; readonly exact: boolean; readonly keeps: boolean }
  /** A pick in a page that a route sent. */
  | { readonly type: 'routed'; readonly place: Place; readonly keeps: boolean }
  | { readonly type: 'rules'; readonly listed: ListedRules; readonly keeps: boolean }
  /** The declaration that gave a property its value; undefined where it has no place. */
  | { readonly type: 'declared'; readonly place: Place | undefined }
  /** No page shows the element that rules were asked of. */
  | { readonly type: 'unshown' }
  /** A pick in a page that no file of the root made. */
  | { readonly type: 'sourceless'; readonly address: string };

/** Names of attributes, as a parser lets them through, are shorter in any page that was written by hand. */
const LONGEST_NAME = 200;
/** Nodes of a page; a source tree has fewer. */
const MOST_NODES = 4_000_000;

/** Declarations of one rule that a page is asked about. */
export const MOST_DECLARATIONS = 500;

const isNode = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < MOST_NODES;

/** Whether a parsed message is one of the bridge: type, fields and sizes. */
export function isBridgeFromPage(value: Record<string, unknown>): boolean {
  const { type, node, exact, attribute, by, keeps } = value;
  switch (type) {
    case 'tree':
    case 'unpicked':
      return true;
    case 'where':
      return isNode(node) && typeof exact === 'boolean';
    case 'picked':
      return (
        isNode(node) &&
        typeof exact === 'boolean' &&
        typeof keeps === 'boolean' &&
        (by === 'mode' || by === 'key') &&
        (attribute === undefined || (typeof attribute === 'string' && attribute.length <= LONGEST_NAME))
      );
    case 'rules':
      return (
        isNode(node) &&
        typeof exact === 'boolean' &&
        typeof keeps === 'boolean' &&
        (by === 'mode' || by === 'editor') &&
        isSeenRules(value['seen'])
      );
    case 'sets': {
      const { answer } = value;
      return (
        Array.isArray(answer) &&
        answer.length <= MOST_DECLARATIONS &&
        answer.every(each => typeof each === 'boolean')
      );
    }
    default:
      return false;
  }
}
