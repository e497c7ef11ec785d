import {
  type Is,
  isBoolean,
  isCount,
  isFields,
  isInteger,
  isList,
  isMaybe,
  isOneOf,
  isShape,
  isText,
  isTuple,
  isUnion,
} from './is';
import type { Place, Position } from './place';
import { isSeenRules, type ListedRules, type SeenRules } from './pageRules';

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
      /** Elements that a selector reaches from one tree in another. */
      readonly across?: readonly Across[];
      /** Whether the page may scroll to the first of them. */
      readonly scroll: boolean;
    }
  /** Asks for the rules of a node, or which declarations set a property in this browser. */
  | { readonly type: 'ask'; readonly node: number }
  | {
      readonly type: 'ask';
      readonly property: string;
      readonly declarations: readonly (readonly [name: string, value: string])[];
    }
  /** Asks how the page applies the style sheet of these paths. */
  | { readonly type: 'sheets'; readonly id: number; readonly paths: readonly string[] };

/** One place at which a page includes a style sheet: whether the page applies it there, and its media. */
export type SheetState = readonly [state: 'on' | 'off', media: string];

/**
 * A selector into another tree: `::slotted()` of slots, `::part()` of hosts, or `:host`. `outer` selects in
 * the one tree, `inner` is the selector or the part names in the brackets.
 */
export type Across = readonly [by: 'slotted' | 'part' | 'host', outer: string, inner: string];

/** A node to outline, or several that a selection spans. */
export type Marked = number | readonly number[];

/** A node of the source. */
interface Nearest extends Exactness {
  readonly node: number;
}

/** Whether a node of the source is the one that a person meant. */
interface Exactness {
  /** False if a script made the element that was meant; `node` is then its nearest ancestor in the source. */
  readonly exact: boolean;
  /** The browser made the element from the source although the server's tree lacks it: no script made it. */
  readonly isRead?: boolean;
}

/** Page → server. A page may ask to show a node of its own document and nothing else. */
export type BridgeFromPage =
  /** Asks for the numbered source tree. `charset` is the encoding that the browser took, which may be declared nowhere. */
  | { readonly type: 'tree'; readonly charset?: string }
  | ({ readonly type: 'where' } & Nearest)
  | ({
      readonly type: 'picked';
      /** The attribute under the pointer. */
      readonly attribute?: string;
      readonly by: 'mode' | 'key';
      /** Whether pick mode goes on. */
      readonly keeps: boolean;
    } & Nearest)
  /** The rules of a node: a person asked for them in the page, or the editor did. */
  | ({
      readonly type: 'rules';
      readonly by: 'mode' | 'editor';
      readonly keeps: boolean;
      readonly seen: SeenRules;
    } & Nearest)
  /** Which of the declarations set the property. */
  | { readonly type: 'sets'; readonly answer: readonly boolean[] }
  | { readonly type: 'sheets'; readonly id: number; readonly states: readonly SheetState[] }
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
  | ({ readonly type: 'picked'; readonly place: Place; readonly keeps: boolean } & Exactness)
  /** A pick in a page that a route sent. */
  | { readonly type: 'routed'; readonly place: Place; readonly keeps: boolean }
  | { readonly type: 'rules'; readonly listed: ListedRules; readonly keeps: boolean }
  /** The declaration that gave a property its value; undefined where it has no place. */
  | { readonly type: 'declared'; readonly place: Place | undefined }
  /** No page shows the element that rules were asked of. */
  | { readonly type: 'unshown' }
  /** A pick in a page that no file of the root made. */
  /** `why` of a page from a file whose elements cannot be found: nested too deep, or the file is too large. */
  | { readonly type: 'sourceless'; readonly address: string; readonly why?: 'deep' | 'large' };

/** A parser accepts attribute names of any length; those that people write are shorter. */
const LONGEST_NAME = 200;
/** Characters of the longest name of an encoding. */
const LONGEST_CHARSET = 40;
/** Nodes of a page; a source tree has fewer. */
const MOST_NODES = 4_000_000;

/** Places of one style sheet that a page tells of, and characters of their media. */
export const MOST_SHEETS = 50;
export const LONGEST_MEDIA = 500;

/** Declarations of one rule that a page is asked about. */
export const MOST_DECLARATIONS = 500;

const isNode: Is = value => isCount(value) && Number(value) < MOST_NODES;

const nearest = { node: isNode, exact: isBoolean, isRead: isMaybe(isBoolean) };

/** Whether a parsed message is one of the bridge: type, fields and sizes. */
export const isBridgeFromPage: Is = isUnion('type', {
  tree: isShape({ charset: isMaybe(isText(LONGEST_CHARSET)) }),
  unpicked: isFields,
  where: isShape(nearest),
  picked: isShape({
    ...nearest,
    keeps: isBoolean,
    by: isOneOf(['mode', 'key']),
    attribute: isMaybe(isText(LONGEST_NAME)),
  }),
  rules: isShape({ ...nearest, keeps: isBoolean, by: isOneOf(['mode', 'editor']), seen: isSeenRules }),
  sets: isShape({ answer: isList(MOST_DECLARATIONS, isBoolean) }),
  sheets: isShape({
    id: isInteger,
    states: isList(MOST_SHEETS, isTuple(isOneOf(['on', 'off']), isText(LONGEST_MEDIA))),
  }),
} satisfies Record<BridgeFromPage['type'], Is>);
