import type { Operation, Outcome, Placed, SourceNode, Splice } from '../../protocol/page';
import { changeAttribute } from './attributes';
import { Maker } from './make';
import { containerOf, Recording } from './recording';
import { align, numbered, type Twin, twinOf } from './twins';

/** The page is not in the state that the patch expects; nothing has been changed. */
export class PatchRefusal extends Error {}

function must<T>(value: T | undefined | null | false, what: string): T {
  if (value === undefined || value === null || value === false) throw new PatchRefusal(what);
  return value;
}

/** The new children of a twin, and those removed or moved away. */
interface Rearranged {
  readonly twin: Twin;
  readonly kids: readonly Twin[];
  readonly gone: readonly Twin[];
}

/** All changes of one patch, computed before the first one is made. */
interface Plan {
  readonly texts: (readonly [twin: Twin, text: string])[];
  readonly attributes: (readonly [twin: Twin, name: string, value: string | null])[];
  readonly rearranged: Rearranged[];
  /** Twins whose nodes are created. */
  readonly fresh: Set<Twin>;
  /** Twins whose nodes move. */
  readonly moved: Set<Twin>;
}

const containerOfTwin = (twin: Twin): Node | undefined =>
  twin.container ?? (twin.live && containerOf(twin.live));
/** Scripts never change in the page: they have run, and only a reload runs the new text. */
const isScript = (twin: Twin): boolean => twin.name === 'script';
/** In the document, a template or a shadow root; false if a script removed the node. */
const isAttached = (node: Node): boolean =>
  node.isConnected || node.getRootNode() instanceof DocumentFragment;

/** Keeps the source tree of the page beside its DOM and applies differences to both. */
export class Patcher {
  private root: Twin | undefined;
  private readonly recording: Recording;
  private readonly maker: Maker;

  constructor(private readonly script: HTMLScriptElement) {
    this.recording = new Recording(script);
    this.maker = new Maker(script);
  }

  /** The source that the page shows; undefined until it is known. */
  get source(): Twin | undefined {
    return this.root;
  }

  /** Receives the source that the page was loaded from; only the first one counts. */
  learn(source: SourceNode | undefined): void {
    if (source !== undefined) this.root ??= align(source, this.recording);
  }

  /** Applies all operations, or throws `PatchRefusal` and applies none. */
  apply(operations: readonly Operation[]): Outcome {
    const plan = this.plan(operations);
    keepingFocus(() => this.carryOut(plan));
    return 'applied';
  }

  private plan(operations: readonly Operation[]): Plan {
    const twins = numbered(must(this.root, 'the source is not known'));
    const plan: Plan = { texts: [], attributes: [], rearranged: [], fresh: new Set(), moved: new Set() };
    const twin = (number: number): Twin => must(twins[number], 'there is no such node');
    for (const operation of operations) {
      const subject = twin(operation[1]);
      if (operation[0] === 'text') plan.texts.push([subject, operation[2]]);
      else if (operation[0] === 'attribute') plan.attributes.push([subject, operation[2], operation[3]]);
      else plan.rearranged.push(this.rearrange(subject, operation[2], twin, plan));
    }
    this.check(plan, parentsOf(twins));
    try {
      for (const fresh of plan.fresh) if (!fresh.live) this.maker.make(fresh);
    } catch (error) {
      throw new PatchRefusal(String(error));
    }
    return plan;
  }

  private rearrange(
    twin: Twin,
    splices: readonly Splice[],
    byNumber: (number: number) => Twin,
    plan: Plan,
  ): Rearranged {
    const kids: Twin[] = [];
    const gone: Twin[] = [];
    let from = 0;
    const place = (one: Placed): Twin => {
      if (typeof one === 'number') {
        const moved = byNumber(one);
        plan.moved.add(moved);
        return moved;
      }
      const fresh = twinOf(one);
      plan.fresh.add(fresh);
      if (fresh.text === undefined) fresh.kids = (one[2] as readonly Placed[]).map(place);
      return fresh;
    };
    for (const [at, drop, put] of splices) {
      kids.push(...twin.kids.slice(from, at), ...put.map(place));
      gone.push(...twin.kids.slice(at, at + drop));
      from = at + drop;
    }
    return { twin, kids: [...kids, ...twin.kids.slice(from)], gone };
  }

  private check(plan: Plan, parents: ReadonlyMap<Twin, Twin>): void {
    const inPlace = (twin: Twin): boolean => {
      const parent = parents.get(twin);
      return (
        twin.live !== undefined && parent !== undefined && twin.live.parentNode === containerOfTwin(parent)
      );
    };
    for (const [twin] of plan.texts) {
      if (isScript(must(parents.get(twin), 'no parent'))) continue;
      must(inPlace(twin) && twin.live && isAttached(twin.live), 'a text is gone');
      must(twin.live instanceof CharacterData && twin.live.data === twin.text, 'a script changed a text');
    }
    for (const [twin] of plan.attributes)
      must(twin.live instanceof Element && isAttached(twin.live), 'an element is gone');
    for (const { twin, kids, gone } of plan.rearranged) {
      if (isScript(twin)) continue;
      const container = must(containerOfTwin(twin), 'an element is not known');
      must(isAttached(container), 'an element is gone');
      for (const kid of gone) must(inPlace(kid), 'an element was moved');
      const staying = kids.filter(kid => !plan.fresh.has(kid) && !plan.moved.has(kid));
      must(staying.length === 0 || staying.some(inPlace), 'the place was rebuilt');
    }
    for (const twin of plan.moved) must(inPlace(twin), 'an element was moved');
  }

  private carryOut(plan: Plan): void {
    for (const { twin, kids, gone } of plan.rearranged) {
      twin.kids = [...kids];
      if (!isScript(twin)) this.place(twin, plan, gone);
    }
    for (const { gone } of plan.rearranged)
      for (const { live } of gone.filter(twin => !plan.moved.has(twin))) live?.parentNode?.removeChild(live);
    for (const [twin, text] of plan.texts) {
      if (twin.live instanceof CharacterData && !isScript(twin))
        replaceText(twin.live, twin.text ?? '', text);
      twin.text = text;
    }
    for (const [twin, name, value] of plan.attributes) change(twin, name, value);
    reloadMedia(plan);
  }

  /** Inserts new and moved children in source order; nodes made by scripts stay where they are. */
  private place(twin: Twin, plan: Plan, gone: readonly Twin[]): void {
    const container = must(containerOfTwin(twin), 'an element is not known');
    let before: Node | undefined;
    twin.kids.forEach((kid, index) => {
      const live = kid.live;
      if (!live) return;
      if (plan.moved.has(kid) || (plan.fresh.has(kid) && live.parentNode !== container)) {
        const rest = [...twin.kids.slice(index + 1).filter(other => !plan.moved.has(other)), ...gone];
        move(container, live, before ? before.nextSibling : this.start(container, rest));
      }
      if (live.parentNode === container) before = live;
      if (plan.fresh.has(kid)) this.place(kid, plan, []);
    });
  }

  /** The reference node for the first child: the next sibling that is present, or the first child. */
  private start(container: Node, rest: readonly Twin[]): Node | null {
    const next = rest.find(({ live }) => live?.parentNode === container)?.live;
    if (next) return next;
    const { firstChild } = container;
    return firstChild === this.script ? firstChild.nextSibling : firstChild;
  }
}

function parentsOf(twins: readonly Twin[]): Map<Twin, Twin> {
  return new Map(twins.flatMap(parent => parent.kids.map(kid => [kid, parent] as const)));
}

/** Moves by `moveBefore` where the browser has it: frames, media and focus keep their state. */
function move(container: Node, node: Node, next: Node | null): void {
  if (node === next || (node.parentNode === container && node.nextSibling === next)) return;
  const mover = container as Node & { moveBefore?: (node: Node, next: Node | null) => void };
  if (mover.moveBefore && node.isConnected && container.isConnected) mover.moveBefore(node, next);
  else container.insertBefore(node, next);
}

/** Replaces only the part that differs, so that a selection elsewhere stays. */
function replaceText(node: CharacterData, old: string, text: string): void {
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start++;
  let end = 0;
  const most = Math.min(old.length, text.length) - start;
  while (end < most && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  node.replaceData(start, old.length - end - start, text.slice(start, text.length - end));
}

function change(twin: Twin, name: string, value: string | null): void {
  const at = twin.attributes.findIndex((key, index) => index % 2 === 0 && key === name);
  const old = at < 0 ? null : (twin.attributes[at + 1] ?? null);
  if (twin.live instanceof Element && !isScript(twin)) changeAttribute(twin.live, name, old, value);
  const others =
    at < 0 ? twin.attributes : [...twin.attributes.slice(0, at), ...twin.attributes.slice(at + 2)];
  twin.attributes = value === null ? others : [...others, name, value];
}

/** Media elements select a source once; `load()` selects again after a `<source>` changed. */
function reloadMedia({ attributes, rearranged }: Plan): void {
  const touched = [
    ...attributes.filter(([{ name }]) => name === 'source').map(([{ live }]) => live?.parentNode),
    ...rearranged
      .filter(({ kids, gone }) => [...kids, ...gone].some(({ name }) => name === 'source'))
      .map(({ twin }) => twin.live),
  ];
  for (const media of new Set(touched)) if (media instanceof HTMLMediaElement) media.load();
}

/** Restores the focus after a move that removed and inserted the focused element. */
function keepingFocus(act: () => void): void {
  const before = document.activeElement;
  act();
  if (before !== document.activeElement && before?.isConnected === true && before instanceof HTMLElement)
    before.focus({ preventScroll: true });
}
