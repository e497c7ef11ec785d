import { isElement, page } from '../own/dom';
import { containerOf, type Recorded, type Recording } from '../patch/recording';
import { keyOfRecorded, keyOfTwin, type Twin } from '../patch/twins';

/** The most nodes that either side may have alone. */
const MOST_ALONE = 400;

/**
 * Pairs nodes with the source by their order. A script that writes single tags changes the parents of later nodes. Twins, which are
 * found by their parents, may then be missing or belong to an equal element. The order of the parser's own nodes stays.
 */
export class Order {
  /** By twin; undefined for one without a node of the parser's. */
  private lives: Map<Twin, Node | undefined> | undefined;

  constructor(private readonly recording: Recording) {}

  liveOf(twin: Twin): Node | undefined {
    return this.lives?.has(twin) === true ? this.lives.get(twin) : twin.live;
  }

  /** Finds the pairs, once; nodes of patches have twins of their own. */
  learn(twins: readonly Twin[]): void {
    if (this.lives) return;
    this.lives = new Map();
    const recorded = this.below(page);
    const read = recorded.filter(({ isMade }) => !isMade);
    const made = new Set(recorded.flatMap(({ node, isMade }) => (isMade ? node : [])));
    const twinsOf = new Map(twins.map(twin => [twin.live, twin]));
    for (const twin of twins) if (twin.live && made.has(twin.live)) this.lives.set(twin, undefined);
    // Without written markup, each element has a twin, and each twin an element.
    const isAlone = ({ node }: Recorded): boolean => isElement(node) && !twinsOf.has(node);
    const nodes = new Set(recorded.map(({ node }) => node));
    const loaded = twins
      .slice(0, 1)
      .flatMap(sourceOf)
      .filter(({ live }) => !live || nodes.has(live));
    if (this.lives.size === 0 && !read.some(isAlone) && !loaded.some(isMissing)) return;
    for (const [at, index] of inOrder(read.map(keyOfRecorded), loaded.map(keyOfTwin)))
      this.pair(read[at]?.node, loaded[index], twinsOf);
  }

  private pair(node: Node | undefined, twin: Twin | undefined, twinsOf: Map<Node | undefined, Twin>): void {
    if (!this.lives || !node || !twin || twin.live === node) return;
    const before = twinsOf.get(node);
    if (before && !this.lives.get(before)) this.lives.set(before, undefined);
    this.lives.set(twin, node);
  }

  private below(parent: Node): Recorded[] {
    return this.recording.below(parent).flatMap(one => [one, ...this.below(containerOf(one.node))]);
  }
}

const isMissing = ({ live, text }: Twin): boolean => !live && text === undefined;

/** A twin and all below it in order; shadow roots have an order of their own. */
const sourceOf = (twin: Twin): Twin[] =>
  twin.name === 'template' && !twin.live ? [] : [twin, ...twin.kids.flatMap(sourceOf)];

/** The step to a diagonal: its new place, and the diagonal that it comes from. */
function stepTo(diagonal: number, from: ReadonlyMap<number, number> | undefined): [x: number, from: number] {
  const [less, more] = [from?.get(diagonal - 1) ?? -1, from?.get(diagonal + 1) ?? -1];
  return less < more ? [more, diagonal + 1] : [less + 1, diagonal - 1];
}

/**
 * The longest common subsequence of two lists, as pairs of indices (Myers, 1986). Of equally long ones, it takes the later items:
 * copies of a written element stand before the equal ones of the source, and so do elements that a written comment hides.
 */
function inOrder(some: readonly string[], others: readonly string[]): [number, number][] {
  const [last, end] = [some.length - 1, others.length - 1];
  const trace: Map<number, number>[] = [];
  let reached = new Map<number, number>();
  for (let alone = 0; alone <= MOST_ALONE; alone++) {
    trace.push(reached);
    const next = new Map<number, number>();
    for (let diagonal = -alone; diagonal <= alone; diagonal += 2) {
      let [x] = alone === 0 ? [0] : stepTo(diagonal, reached);
      while (x <= last && x - diagonal <= end && some[last - x] === others[end - x + diagonal]) x++;
      next.set(diagonal, x);
      if (x > last && x - diagonal > end) return pairs(x, diagonal);
    }
    reached = next;
  }
  return [];

  function pairs(length: number, final: number): [number, number][] {
    const found: [number, number][] = [];
    let [x, diagonal] = [length, final];
    for (let alone = trace.length - 1; alone >= 0; alone--) {
      const [start, from] = alone === 0 ? [0, 0] : stepTo(diagonal, trace[alone]);
      for (; x > start; x--) found.push([last - x + 1, end - x + 1 + diagonal]);
      if (alone > 0) [x, diagonal] = [from > diagonal ? start : start - 1, from];
    }
    return found;
  }
}
