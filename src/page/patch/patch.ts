import type { Operation, SourceNode } from '../../protocol/page';
import {
  activeOf,
  firstOf,
  insertBefore,
  isConnected,
  isData,
  isElement,
  mover,
  nextOf,
  page,
  parentOf,
  remove,
  replaceData,
} from '../own/dom';
import { focusOn } from '../own/fields';
import { min, OwnSet, textOf } from '../own/language';
import { append, each, filter, find, map, part, some } from '../own/lists';
import { slice } from '../own/text';
import { Refusal } from '../refusal';
import { isMedia, loadMedia } from '../own/media';
import { Judge } from './judge';
import { changeAttribute } from './attributes';
import { choosingAnew } from './choices';
import { Maker } from './make';
import { type AttributeChange, containerOfTwin, isScript, must, type Plan, planOf } from './plan';
import type { Recording } from './recording';
import { align, numbered, sourceValue, type Twin } from './twins';

/** Keeps the source tree of the page beside its DOM and applies differences to both. */
export class Patcher {
  /** Tells whether the patches since the load gave what a fresh load would show. */
  readonly judge = new Judge();
  /** The source that the page shows; undefined until it is known. Only `learn` sets it. */
  source: Twin | undefined;
  readonly #maker: Maker;

  readonly #script: HTMLScriptElement;
  readonly parsed: Recording;

  constructor(script: HTMLScriptElement, recording: Recording) {
    this.#script = script;
    this.parsed = recording;
    this.#maker = new Maker(script);
  }

  /** Whether the parser inserted a node at its present place. */
  wasRead(node: Node): boolean {
    const parent = parentOf(node);
    return !!parent && some(this.parsed.below(parent), one => one.node === node && !one.isMade);
  }

  /** Receives the source that the page was loaded from; only the first one counts. */
  learn(source: SourceNode | undefined): void {
    if (source !== undefined) this.source ??= align(source, this.parsed);
  }

  /** Applies all operations, or throws `Refusal` and applies none. */
  apply(operations: readonly Operation[]): void {
    if (operations.length === 0) return;
    const root = must(this.source, 'strange:');
    const plan = planOf(numbered(root), operations);
    try {
      plan.fresh.forEach(fresh => {
        if (!fresh.live) this.#maker.make(fresh);
      });
    } catch (error) {
      throw new Refusal(textOf(error));
    }
    this.judge.around(plan, () => keepingFocus(() => choosingAnew(plan, root, () => this.#carryOut(plan))));
  }

  #carryOut(plan: Plan): void {
    each(plan.rearranged, ({ twin, kids, gone }) => {
      twin.kids = map(kids, kid => kid);
      if (!isScript(twin)) this.#place(twin, plan, gone);
    });
    each(plan.rearranged, ({ gone }) =>
      each(gone, twin => {
        if (twin.live && !plan.moved.has(twin)) remove(twin.live);
      }),
    );
    each(plan.texts, ({ twin, text }) => {
      if (twin.live && isData(twin.live)) replaceText(twin.live, twin.text ?? '', text);
      twin.text = text;
    });
    each(plan.attributes, change);
    reloadMedia(plan);
  }

  /** Inserts new and moved children in source order; nodes made by scripts stay where they are. */
  #place(twin: Twin, plan: Plan, gone: readonly Twin[]): void {
    const container = must(containerOfTwin(twin), 'strange:');
    // Made once: a search per child would take quadratic time for a large paste.
    const made = this.#madeIn(container, twin.kids);
    let before: Node | undefined;
    each(twin.kids, (kid, index) => {
      const live = kid.live;
      if (!live) return;
      if (plan.moved.has(kid) || (plan.fresh.has(kid) && parentOf(live) !== container)) {
        let next = before ? nextOf(before) : this.#start(container, twin.kids, index, plan, gone);
        while (before && next && made.has(next)) next = nextOf(next);
        move(container, live, next);
      }
      if (parentOf(live) === container) before = live;
      if (plan.fresh.has(kid)) this.#place(kid, plan, []);
    });
  }

  /** Nodes that scripts inserted during the parse: they stay in front of what is parsed later. */
  #madeIn(container: Node, kids: readonly Twin[]): OwnSet<Node> {
    const made = new OwnSet<Node>();
    each(this.parsed.below(container), ({ node }) => made.add(node));
    each(kids, ({ live }) => live && made.delete(live));
    return made;
  }

  /** The reference node for the first child: the next sibling that is present, or the first child. */
  #start(
    container: Node,
    kids: readonly Twin[],
    index: number,
    plan: Plan,
    gone: readonly Twin[],
  ): Node | null {
    const rest = filter(part(kids, index + 1), kid => !plan.moved.has(kid));
    append(rest, gone);
    const next = find(rest, ({ live }) => live !== undefined && parentOf(live) === container)?.live;
    if (next) return next;
    const first = firstOf(container);
    return first === this.#script ? nextOf(first) : first;
  }
}

/** Moves by `moveBefore` where the browser has it: frames, media and focus keep their state. */
function move(container: Node, node: Node, next: Node | null): void {
  if (node === next || (parentOf(node) === container && nextOf(node) === next)) return;
  const moveBefore = isConnected(node) && isConnected(container) ? mover(container) : undefined;
  if (moveBefore) moveBefore(container, node, next);
  else insertBefore(container, node, next);
}

/** Replaces only the part that differs, so that a selection elsewhere stays. */
function replaceText(node: CharacterData, old: string, text: string): void {
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start++;
  let end = 0;
  const most = min(old.length, text.length) - start;
  while (end < most && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  replaceData(node, start, old.length - end - start, slice(text, start, text.length - end));
}

function change({ twin, name, value }: AttributeChange): void {
  if (isElement(twin.live) && !isScript(twin))
    changeAttribute(twin.live, name, sourceValue(twin, name), value);
  const attributes: string[] = [];
  for (let at = 0; at < twin.attributes.length; at += 2)
    if (twin.attributes[at] !== name) append(attributes, part(twin.attributes, at, at + 2));
  if (value !== null) append(attributes, [name, value]);
  twin.attributes = attributes;
}

/** Media elements select a source once; `load()` selects again after a `<source>` changed. */
function reloadMedia({ attributes, rearranged }: Plan): void {
  const touched = new OwnSet<Node>();
  each(attributes, ({ twin, name, value }) => {
    const { live } = twin;
    const parent = twin.name === 'source' && live ? parentOf(live) : null;
    if (parent) touched.add(parent);
    // Without `src`, the element would go on playing (HTML, "attributes common to media elements").
    if (live && name === 'src' && value === null) touched.add(live);
  });
  each(rearranged, ({ twin, kids, gone }) => {
    const both = map(kids, kid => kid);
    append(both, gone);
    if (twin.live && some(both, ({ name }) => name === 'source')) touched.add(twin.live);
  });
  touched.forEach(media => {
    if (isMedia(media)) loadMedia(media);
  });
}

/** Restores the focus after a move that removed and inserted the focused element. */
function keepingFocus(act: () => void): void {
  const before = activeOf(page);
  act();
  if (before && before !== activeOf(page) && isConnected(before)) focusOn(before);
}
