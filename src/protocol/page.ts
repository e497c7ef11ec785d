import { isStepAction, type StepAction } from './step';
import { type BridgeFromPage, type BridgeToPage, isBridgeFromPage } from './bridge';
import { type ConsoleFromPage, type ConsoleToPage, isConsoleFromPage } from './console';

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
 * One difference between two source trees. Nodes are named by their number in the old tree, counted in document order from 0,
 * which is the document itself; doctypes do not count, a template's content counts as its children. Operations are in the
 * document order of the new tree, so that applying them one by one never puts a node into itself.
 */
export type Operation =
  | readonly ['text', node: number, text: string]
  | readonly ['attribute', node: number, name: string, value: string | null]
  | readonly ['kids', node: number, splices: readonly Splice[]];

/** Old children `from` to `from + drop` give way to `put`; positions are those before any splice. */
export type Splice = readonly [from: number, drop: number, put: readonly Placed[]];

/** Server → page. `path` is decoded and below the root, with forward slashes: `/css/a b.css`. `seq` counts up. */
export type ToPage =
  | { readonly type: 'hello'; readonly server: string }
  | {
      readonly type: 'style';
      readonly seq: number;
      readonly path: string;
      /** Perhaps half-typed: a page that does not understand all of it keeps the style it shows. */
      readonly check?: readonly Check[];
    }
  | { readonly type: 'resource'; readonly seq: number; readonly path: string }
  | {
      readonly type: 'patch';
      readonly seq: number;
      readonly path: string;
      /** The id of the source that the page shows after the patch. */
      readonly document: string;
      /** The source that the page was made of; sent until the page has taken a first patch. */
      readonly source?: SourceNode;
      readonly operations: readonly Operation[];
      /** The document was saved: a page whose patches a fresh load would not give reloads. */
      readonly saved?: true;
    }
  | { readonly type: 'reload'; readonly seq: number; readonly path: string }
  | { readonly type: 'pong' }
  | { readonly type: 'stopping' }
  /** Whether the page tells what is done in it, and does what other devices tell. */
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
  /** An error that the page did not handle; lines and columns count from 1, the path is as in the address. */
  | {
      readonly type: 'trouble';
      readonly text: string;
      readonly at?: readonly [path: string, line: number, column: number];
    }
  | { readonly type: 'ping' }
  /** A person did this in the page. */
  | { readonly type: 'step'; readonly action: StepAction }
  /** The answer to `judge`: the positions of the pieces that the browser drops. */
  | { readonly type: 'judged'; readonly id: number; readonly dropped: readonly number[] }
  | BridgeFromPage
  | ConsoleFromPage;

/** The most entries of one `uses` message. */
export const MOST_USES = 1000;
/** Pieces of style that one `judged` message names. */
const MOST_JUDGED = 4000;
const LONGEST_PATH = 2048;
const LONGEST_REASON = 500;
const LONGEST_TROUBLE = 2000;
const KINDS: readonly unknown[] = ['style', 'resource', 'data', 'script', 'other'] satisfies UseKind[];
const OUTCOMES: readonly unknown[] = [
  'applied',
  'prevented',
  'unused',
  'waits',
  'refused',
  'failed',
  'reloaded',
] satisfies Outcome[];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function isUse(value: unknown): value is readonly [string, UseKind] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [path, kind] = value as unknown[];
  return (
    typeof path === 'string' && path.startsWith('/') && path.length <= LONGEST_PATH && KINDS.includes(kind)
  );
}

function isDone(value: Record<string, unknown>): boolean {
  const { seq, outcome, reason } = value;
  const reasoned = reason === undefined || (typeof reason === 'string' && reason.length <= LONGEST_REASON);
  return Number.isSafeInteger(seq) && OUTCOMES.includes(outcome) && reasoned;
}

function isTrouble({ text, at }: Record<string, unknown>): boolean {
  if (typeof text !== 'string' || text.length > LONGEST_TROUBLE) return false;
  if (at === undefined) return true;
  if (!Array.isArray(at) || at.length !== 3) return false;
  const [path, line, column] = at as unknown[];
  const named = typeof path === 'string' && path.startsWith('/') && path.length <= LONGEST_PATH;
  return named && Number.isSafeInteger(line) && Number.isSafeInteger(column);
}

function isJudged({ id, dropped }: Record<string, unknown>): boolean {
  return (
    Number.isSafeInteger(id) &&
    Array.isArray(dropped) &&
    dropped.length <= MOST_JUDGED &&
    dropped.every(each => Number.isSafeInteger(each))
  );
}

/** Whether a parsed message is one that a page may send: kind, types and sizes. */
export function isFromPage(value: unknown): value is FromPage {
  if (!isRecord(value)) return false;
  switch (value['type']) {
    case 'uses': {
      const { uses } = value;
      return Array.isArray(uses) && uses.length <= MOST_USES && uses.every(isUse);
    }
    case 'done':
      return isDone(value);
    case 'visible':
      return typeof value['visible'] === 'boolean';
    case 'trouble':
      return isTrouble(value);
    case 'ping':
      return true;
    case 'judged':
      return isJudged(value);
    case 'console':
      return isConsoleFromPage(value);
    case 'step':
      return isStepAction(value['action']);
    default:
      return isBridgeFromPage(value);
  }
}
