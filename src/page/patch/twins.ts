import type { SourceNode } from '../../protocol/page';
import { containerOf, type Recorded, type Recording } from './recording';

/** A node of the source that the page shows, and what became of it in the page. */
export interface Twin {
  /** Undefined when the page never had it, or scripts ran over it before it could be known. */
  live: Node | undefined;
  /** Where its children are, if not in itself. */
  container: Node | undefined;
  /** Of text and comments, as in the source. */
  text: string | undefined;
  readonly name: string;
  readonly space: number;
  /** As in the source: name, value, name, value … */
  attributes: readonly string[];
  kids: Twin[];
}

/** Elements that look the same, of which the one with the right children is looked for. */
const MOST_TRIED = 8;

/** A twin without a live node. */
export function twinOf(source: SourceNode): Twin {
  const [name, second, , space] = typeof source === 'string' ? ['', source] : source;
  const text = typeof second === 'string' ? second : undefined;
  const attributes = typeof second === 'string' ? [] : second;
  return { live: undefined, container: undefined, text, name, space: space ?? 0, attributes, kids: [] };
}

/** The twins in document order: by number. */
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
  // These are there once, and the parser may add to their attributes later.
  isRoot(name) ? name : [name, text ?? '', ...attributes].join('\0');
const keyOfTwin = ({ name, text, attributes }: Twin): string =>
  keyOf(text === undefined ? name.toLowerCase() : name === '!' ? '#comment' : '#text', text, attributes);
const keyOfRecorded = ({ node, text, attributes }: Recorded): string => keyOf(nameOf(node), text, attributes);

/** Finds the live node of each node of the source that the page was made of. */
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
    // A script's text is what it ran, whatever becomes of its source.
    if (parent.name !== 'script') settle(twin, kid, parent, found[index] ?? loosely(twin, free));
    alignKids(twin, kid, recording);
  });
}

/** A custom element may have given itself attributes before it was seen. */
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

function settle(twin: Twin, source: SourceNode, parent: Twin, found: Recorded | undefined): void {
  twin.live = found?.node;
  const isShadow =
    twin.name === 'template' && typeof source !== 'string' && source[1].includes('shadowrootmode');
  // The parser turned this template into its parent's shadow root.
  if (!found && isShadow && parent.live instanceof Element)
    twin.container = parent.live.shadowRoot ?? undefined;
}

/** Takes the first of those that look the same, or the first with the right children: a script may have made one, too. */
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
