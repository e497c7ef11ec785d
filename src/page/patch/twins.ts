import type { SourceNode } from '../../protocol/page';
import { isElement, nameOfNode, page, shadowOf } from '../own/dom';
import { isArray, max, OwnMap, OwnSet } from '../own/language';
import { all, each, findIndex, flatMap, includes, joined, map, part, push } from '../own/lists';
import { lower, test } from '../own/text';
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
  const twin = { live: undefined, container: undefined, kids: [], attributes: [], space: 0 };
  if (typeof source === 'string') return { ...twin, name: '', text: source };
  const second = source[1];
  const name = source[0];
  return isArray(second)
    ? { ...twin, name, text: undefined, attributes: second as readonly string[], space: source[3] ?? 0 }
    : { ...twin, name, text: second as string };
}

/** The value of an attribute in the source of a twin, or as it was parsed; null means absent. */
export function sourceValue({ attributes }: Pick<Twin, 'attributes'>, name: string): string | null {
  const at = findIndex(attributes, (text, index) => index % 2 === 0 && text === name);
  return at < 0 ? null : (attributes[at + 1] ?? null);
}

/** The twins in document order; the index is the number in operations. */
export function numbered(root: Twin): Twin[] {
  const found: Twin[] = [];
  const visit = (twin: Twin): void => {
    push(found, twin);
    each(twin.kids, visit);
  };
  visit(root);
  return found;
}

const isRoot = (name: string): boolean => test(/^(?:html|head|body)$/, name);
const nameIn = (node: Node): string => (isElement(node) ? lower(nameOfNode(node)) : nameOfNode(node));
const keyOf = (name: string, text: string | undefined, attributes: readonly string[]): string =>
  // These exist once, and the parser may add attributes to them later (HTML, "in body" insertion mode).
  isRoot(name) ? name : `${name}\0${text ?? ''}\0${joined(attributes, '\0')}`;
export const keyOfTwin = ({ name, text, attributes }: Twin): string =>
  keyOf(text === undefined ? lower(name) : name === '!' ? '#comment' : '#text', text, attributes);
export const keyOfRecorded = ({ node, text, attributes }: Recorded): string =>
  keyOf(nameIn(node), text, attributes);

/** Finds the DOM node of each node of the source that the page was loaded from. */
export function align(source: SourceNode, recording: Recording): Twin {
  const root = twinOf(source);
  root.live = page;
  alignKids(root, source, recording);
  return root;
}

/** Equal recorded nodes; those before `from` already have a twin. */
interface Candidates {
  readonly list: Recorded[];
  from: number;
}

/** Recorded nodes by name, text and attributes. Nodes made by scripts are left out, or come last among equal ones. */
function byKey(below: readonly Recorded[], withMade?: true): OwnMap<string, Candidates> {
  const found = new OwnMap<string, Candidates>();
  const take = (isMade: boolean): void =>
    each(below, recorded => {
      if (recorded.isMade !== isMade) return;
      const key = keyOfRecorded(recorded);
      const same = found.get(key);
      if (same) push(same.list, recorded);
      else found.set(key, { list: [recorded], from: 0 });
    });
  take(false);
  if (withMade) take(true);
  return found;
}

function alignKids(parent: Twin, source: SourceNode, recording: Recording): void {
  if (typeof source === 'string' || parent.text !== undefined) return;
  const kids = source[2] as readonly SourceNode[];
  parent.kids = map(kids, twinOf);
  const container = parent.container ?? (parent.live && containerOf(parent.live));
  const below = container ? belowIn(parent, container, recording) : [];
  const taken = new OwnSet<Recorded>();
  const found: (Recorded | undefined)[] = [];
  const take = (list: readonly Recorded[], isOuter?: true): void => {
    const candidates = byKey(list, isOuter);
    each(parent.kids, (twin, index) => {
      const one = (found[index] ??= choose(candidates.get(keyOfTwin(twin)), kids[index] ?? '', recording));
      if (one) taken.add(one);
    });
    // After `document.write('<div>')`, the following nodes are inside an element that the source lacks.
    const inside = flatMap(list, one => (taken.has(one) ? [] : recording.below(one.node)));
    if (inside.length > 0) take(inside);
  };
  take(below, true);
  each(parent.kids, (twin, index) => {
    const kid = kids[index] ?? '';
    // Text of scripts is never patched.
    if (parent.name !== 'script') bind(twin, kid, parent, found[index] ?? loosely(twin, below, taken));
    alignKids(twin, kid, recording);
  });
}

/** Elements in a `<select>` that the server's tree keeps; of others it keeps only the content (HTML, #10548). */
const KEPT = /^(?:opt|hr|script|template)/;

/** The nodes that the source has below a twin. */
const belowIn = (parent: Twin, container: Node, recording: Recording): readonly Recorded[] =>
  test(/^(?:select|optgroup)$/, parent.name) ? inPlace(container, recording) : recording.below(container);

const inPlace = (container: Node, recording: Recording): Recorded[] =>
  flatMap(recording.below(container), one =>
    isElement(one.node) && !test(KEPT, nameIn(one.node)) ? inPlace(one.node, recording) : [one],
  );

/** Whether an element has at least the attributes of its source. */
function hasAll(recorded: Recorded, attributes: readonly string[]): boolean {
  return all(
    attributes,
    (name, at) => at % 2 === 1 || name === 'open' || sourceValue(recorded, name) === attributes[at + 1],
  );
}

/** Finds a custom element that added attributes to itself before it was recorded, or details that the parser closed. */
function loosely(
  { name, text, attributes }: Twin,
  below: readonly Recorded[],
  taken: OwnSet<Recorded>,
): Recorded | undefined {
  if (text !== undefined || !test(/-|^details$/, name)) return undefined;
  const at = findIndex(below, one => !taken.has(one) && nameIn(one.node) === name && hasAll(one, attributes));
  const found = below[at];
  if (found) taken.add(found);
  return found;
}

function bind(twin: Twin, source: SourceNode, parent: Twin, found: Recorded | undefined): void {
  twin.live = found?.node;
  const isShadow =
    twin.name === 'template' &&
    typeof source !== 'string' &&
    includes(source[1] as ArrayLike<string>, 'shadowrootmode');
  // The parser turned this template into the shadow root of its parent.
  if (!found && isShadow && parent.live && isElement(parent.live))
    twin.container = shadowOf(parent.live) ?? undefined;
}

/** Takes the first equal candidate, or the first with the right children: a script may have made an equal node. */
function choose(
  candidates: Candidates | undefined,
  source: SourceNode,
  recording: Recording,
): Recorded | undefined {
  const first = candidates?.list[candidates.from];
  if (!candidates || !first) return undefined;
  const { list, from } = candidates;
  candidates.from += 1;
  if (from + 1 === list.length || typeof source === 'string') return first;
  const wanted = isArray(source[1]) ? (source[2] as readonly SourceNode[]) : [];
  const tried = part(list, from, from + MOST_TRIED);
  const index = max(
    0,
    findIndex(tried, one => fits(one, wanted, recording)),
  );
  const chosen = tried[index];
  for (let at = from + index; at > from; at--) list[at] = list[at - 1] as Recorded;
  return chosen;
}

function fits({ node }: Recorded, wanted: readonly SourceNode[], recording: Recording): boolean {
  const keys = new OwnSet<string>();
  each(recording.below(containerOf(node)), one => keys.add(keyOfRecorded(one)));
  return all(wanted, kid => keys.has(keyOfTwin(twinOf(kid))));
}
