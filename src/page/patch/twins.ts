import type { SourceNode } from '../../protocol/page';
import { containerOf, type Recorded, type Recording } from './recording';

/** A node of the source that the page shows, with its node in the DOM. */
export interface Twin {
  /** Undefined if the DOM never had it, or a script changed it before it was recorded. */
  live: Node | undefined;
  /** The node that holds its children, if it is not `live`. */
  container: Node | undefined;
  /** The data of text and comments, as in the source. */
  text: string | undefined;
  readonly name: string;
  readonly space: number;
  /** The attributes in the source: name, value, name, value … */
  attributes: readonly string[];
  kids: Twin[];
}

/** The most equal candidates whose children are compared. */
const MOST_TRIED = 8;

/** A twin without a live node. */
export function twinOf(source: SourceNode): Twin {
  const [name, second, , space] = typeof source === 'string' ? ['', source] : source;
  const text = typeof second === 'string' ? second : undefined;
  const attributes = typeof second === 'string' ? [] : second;
  return { live: undefined, container: undefined, text, name, space: space ?? 0, attributes, kids: [] };
}

/** The twins in document order; the index is the number in operations. */
export function numbered(root: Twin): Twin[] {
  const all: Twin[] = [];
  const visit = (twin: Twin): void => {
    all.push(twin);
    twin.kids.forEach(visit);
  };
  visit(root);
  return all;
}

const isRoot = (name: string): boolean => name === 'html' || name === 'head' || name === 'body';
const nameOf = (node: Node): string =>
  node instanceof Element ? node.nodeName.toLowerCase() : node.nodeName;
const keyOf = (name: string, text: string | undefined, attributes: readonly string[]): string =>
  // These exist once, and the parser may add attributes to them later (HTML, "in body" insertion mode).
  isRoot(name) ? name : [name, text ?? '', ...attributes].join('\0');
const keyOfTwin = ({ name, text, attributes }: Twin): string =>
  keyOf(text === undefined ? name.toLowerCase() : name === '!' ? '#comment' : '#text', text, attributes);
const keyOfRecorded = ({ node, text, attributes }: Recorded): string => keyOf(nameOf(node), text, attributes);

/** Finds the DOM node of each node of the source that the page was loaded from. */
export function align(source: SourceNode, recording: Recording): Twin {
  const root = twinOf(source);
  root.live = document;
  alignKids(root, source, recording);
  return root;
}

function alignKids(parent: Twin, source: SourceNode, recording: Recording): void {
  if (typeof source === 'string' || parent.text !== undefined) return;
  const kids = source[2] as readonly SourceNode[];
  parent.kids = kids.map(twinOf);
  const container = parent.container ?? (parent.live && containerOf(parent.live));
  const free = new Set(container ? recording.below(container) : []);
  const byKey = new Map<string, Recorded[]>();
  for (const recorded of free) {
    const key = keyOfRecorded(recorded);
    const same = byKey.get(key);
    if (same) same.push(recorded);
    else byKey.set(key, [recorded]);
  }
  const found = parent.kids.map((twin, index) => {
    const one = choose(byKey.get(keyOfTwin(twin)), kids[index] ?? '', recording);
    if (one) free.delete(one);
    return one;
  });
  parent.kids.forEach((twin, index) => {
    const kid = kids[index] ?? '';
    // Text of scripts is never patched.
    if (parent.name !== 'script') bind(twin, kid, parent, found[index] ?? loosely(twin, free));
    alignKids(twin, kid, recording);
  });
}

/** Matches a custom element that added attributes to itself before it was recorded. */
function loosely({ name, text, attributes }: Twin, free: Set<Recorded>): Recorded | undefined {
  if (text !== undefined || !name.includes('-')) return undefined;
  for (const recorded of free) {
    const has = (value: string, at: number): boolean =>
      at % 2 === 1 || recorded.attributes[recorded.attributes.indexOf(value) + 1] === attributes[at + 1];
    if (nameOf(recorded.node) !== name || !attributes.every(has)) continue;
    free.delete(recorded);
    return recorded;
  }
  return undefined;
}

function bind(twin: Twin, source: SourceNode, parent: Twin, found: Recorded | undefined): void {
  twin.live = found?.node;
  const isShadow =
    twin.name === 'template' && typeof source !== 'string' && source[1].includes('shadowrootmode');
  // The parser turned this template into the shadow root of its parent.
  if (!found && isShadow && parent.live instanceof Element)
    twin.container = parent.live.shadowRoot ?? undefined;
}

/** Takes the first equal candidate, or the first with the right children: a script may have made an equal one. */
function choose(
  candidates: Recorded[] | undefined,
  source: SourceNode,
  recording: Recording,
): Recorded | undefined {
  if (!candidates || candidates.length < 2 || typeof source === 'string') return candidates?.shift();
  const wanted = typeof source[1] === 'string' ? [] : (source[2] as readonly SourceNode[]);
  const fits = ({ node }: Recorded): boolean => {
    const keys = new Set(recording.below(containerOf(node)).map(keyOfRecorded));
    return wanted.every(kid => keys.has(keyOfTwin(twinOf(kid))));
  };
  const index = Math.max(0, candidates.slice(0, MOST_TRIED).findIndex(fits));
  return candidates.splice(index, 1)[0];
}
