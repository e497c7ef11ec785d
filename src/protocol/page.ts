import {
  type Is,
  isBoolean,
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
import { isStepAction, type StepAction } from './step';
import { type BridgeFromPage, type BridgeToPage, isBridgeFromPage } from './bridgeMessages';
import { type ConsoleFromPage, type ConsoleToPage, isConsoleFromPage } from './consoleMessages';

/**
 * A node of a source tree as it travels: text, comment, or element with its attributes (name, value, name, value …), children and
 * namespace. The whole tree is an element with an empty name.
 */
export type SourceNode =
  | string
  | readonly ['!', string]
  | readonly [name: string, attributes: readonly string[], kids: readonly Placed[], space: Space];

/** A new node, or the number of one that the page has already and that moves here. */
export type Placed = SourceNode | number;

/** Namespaces that a parser gives elements: HTML, SVG, MathML. */
export type Space = 0 | 1 | 2;

/**
 * One difference between two source trees. Nodes are named by their number in the old tree, in document order; 0 is the document itself.
 * Doctypes do not count, and a template's content counts as its children. Operations are in the document order of the new tree, so that
 * applying them one by one never puts a node into itself.
 */
export type Operation =
  | readonly ['text', node: number, text: string]
  | readonly ['attribute', node: number, name: string, value: string | null]
  | readonly ['kids', node: number, splices: readonly Splice[]];

/** Old children `from` to `from + drop` give way to `put`; positions are those before any splice. */
export type Splice = readonly [from: number, drop: number, put: readonly Placed[]];

/**
 * Server → page. `path` is decoded and below the root, with forward slashes: `/css/a b.css`. `also` are other paths by which the page knows
 * the same file. `seq` counts up. A page counts its reloads for one `cause`.
 */
export type ToPage =
  | { readonly type: 'hello'; readonly server: string }
  | {
      readonly type: 'style';
      readonly seq: number;
      readonly path: string;
      readonly cause: string;
      readonly also?: readonly string[];
      /** Pieces of a style that may be half-typed: a page whose browser drops one of them keeps its present style. */
      readonly check?: readonly Check[];
    }
  | {
      readonly type: 'resource';
      readonly seq: number;
      readonly path: string;
      readonly cause: string;
      readonly also?: readonly string[];
    }
  | {
      readonly type: 'patch';
      readonly seq: number;
      readonly path: string;
      readonly cause: string;
      /** The id of the source that the page shows after the patch. */
      readonly document: string;
      /** The source that the page was made of; sent until the page has taken a first patch. */
      readonly source?: SourceNode;
      readonly operations: readonly Operation[];
      /** The document was saved: the page reloads if a fresh load would show something else than its patches. */
      readonly saved?: true;
      readonly around?: true;
    }
  /**
   * `around`: scripts of this page and of a page around it may access each other's window unnoticed by the
   * page script. `beside`: another page has reloaded; this one does, too, if it opened windows or was opened.
   */
  | {
      readonly type: 'reload';
      readonly seq: number;
      readonly path: string;
      readonly cause: string;
      readonly around?: true;
      readonly beside?: true;
    }
  | { readonly type: 'pong' }
  | { readonly type: 'stopping' }
  /** Whether the page reports the visitor's actions and repeats those of other devices. */
  | { readonly type: 'inStep'; readonly on: boolean }
  | { readonly type: 'step'; readonly action: StepAction }
  /** The answer to `tree`: the source that the page shows; none when it is not known. */
  | { readonly type: 'tree'; readonly source?: SourceNode }
  /** Asks which pieces of style the browser drops. */
  | { readonly type: 'judge'; readonly id: number; readonly checks: readonly Check[] }
  | BridgeToPage
  | ConsoleToPage;

/** A piece of style that a browser either understands or drops. */
export type Check =
  | readonly ['declaration', property: string, value: string]
  | readonly ['selector', selector: string, value: ''];

/** How a page loaded a file; decides how a change of the file is applied. */
export type UseKind = 'style' | 'resource' | 'data' | 'script' | 'other';

/**
 * The outcome of an update: `prevented` by a listener, `unused` if nothing that can be swapped shows the file, `waits` if it is
 * half-typed, `refused` if it does not fit.
 */
export type Outcome = 'applied' | 'prevented' | 'unused' | 'waits' | 'refused' | 'failed' | 'reloaded';

/** Page → server. Nothing in here reads, writes or runs anything. */
export type FromPage =
  | { readonly type: 'uses'; readonly uses: readonly (readonly [path: string, kind: UseKind])[] }
  | { readonly type: 'done'; readonly seq: number; readonly outcome: Outcome; readonly reason?: string }
  | { readonly type: 'visible'; readonly visible: boolean }
  /** An error that the page did not handle; lines and columns count from 1. */
  | {
      readonly type: 'error';
      readonly text: string;
      /** The place as the browser reports it; code that was made from text counts its own lines. */
      readonly at?: readonly [address: string, line: number, column: number];
      /** The stack of the error, as its engine writes it. */
      readonly stack?: string;
      /**
       * The page's origin and the path of a forwarder. If it is missing, the address is already a path on the
       * server.
       */
      readonly base?: string;
    }
  /** An element could not load this address: there was no answer, no success, or nothing that the element can use. */
  | { readonly type: 'failed'; readonly address: string; readonly base: string }
  | { readonly type: 'ping' }
  /** An action of the visitor, for other devices. */
  | { readonly type: 'step'; readonly action: StepAction }
  /** The answer to `judge`: the positions of the pieces that the browser drops. */
  | { readonly type: 'judged'; readonly id: number; readonly dropped: readonly number[] }
  | BridgeFromPage
  | ConsoleFromPage;

/** The most entries of one `uses` message. */
const MOST_USES = 1000;
/** Pieces of style that one `judged` message names. */
const MOST_JUDGED = 4000;
const LONGEST_PATH = 2048;
const LONGEST_REASON = 500;
const LONGEST_ERROR = 2000;
const LONGEST_STACK = 10_000;
const KINDS = ['style', 'resource', 'data', 'script', 'other'] satisfies UseKind[];
const OUTCOMES = [
  'applied',
  'prevented',
  'unused',
  'waits',
  'refused',
  'failed',
  'reloaded',
] satisfies Outcome[];

const isPath: Is = value => isText(LONGEST_PATH)(value) && (value as string).startsWith('/');
const isAddress = isText(LONGEST_PATH);

const is = isUnion('type', {
  uses: isShape({ uses: isList(MOST_USES, isTuple(isPath, isOneOf(KINDS))) }),
  done: isShape({ seq: isInteger, outcome: isOneOf(OUTCOMES), reason: isMaybe(isText(LONGEST_REASON)) }),
  visible: isShape({ visible: isBoolean }),
  error: isShape({
    text: isText(LONGEST_ERROR),
    at: isMaybe(isTuple(isAddress, isInteger, isInteger)),
    stack: isMaybe(isText(LONGEST_STACK)),
    base: isMaybe(isAddress),
  }),
  failed: isShape({ address: isAddress, base: isAddress }),
  ping: isFields,
  judged: isShape({ id: isInteger, dropped: isList(MOST_JUDGED, isInteger) }),
  console: isConsoleFromPage,
  step: isShape({ action: isStepAction }),
} satisfies Record<Exclude<FromPage['type'], BridgeFromPage['type']>, Is>);

/** Whether a parsed message is one that a page may send: type, fields and sizes. */
export const isFromPage = (value: unknown): value is FromPage => is(value) || isBridgeFromPage(value);
