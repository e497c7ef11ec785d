import type { Across, BridgeToPage } from '../../../protocol/bridgeMessages';
import { everywhere } from '../../roots';
import { shadowOf } from '../../own/dom';
import type { PickerHost } from '../host';
import { isMatch } from '../nodes';
import { assignedTo, elementAround, rectangleOf, scrollIntoView } from './elements';
import type { Box, Overlay } from './overlay';

/** Milliseconds until an outline fades, and of the fading itself. */
const SHOWN = 1_500;
const FADING = 300;
/** The most outlines drawn at once. */
const MOST = 100;

const isSeen = ({ width, height }: Box): boolean => width > 0 || height > 0;

const isInWindow = ({ left, top, width, height }: Box): boolean =>
  top < innerHeight && left < innerWidth && top + height > 0 && left + width > 0;

const seenOf = (group: readonly Element[]): Element[] =>
  group.filter(element => isSeen(rectangleOf(element)));

/** The box around all elements of an outline. */
function boxOf(group: readonly Element[]): Box {
  const boxes = group.map(rectangleOf);
  const left = Math.min(...boxes.map(box => box.left));
  const top = Math.min(...boxes.map(box => box.top));
  const right = Math.max(...boxes.map(box => box.right));
  const bottom = Math.max(...boxes.map(box => box.bottom));
  return { left, top, width: right - left, height: bottom - top };
}

/** Outlines what an editor's caret is in, for a moment. */
export class Marks {
  /** Elements by outline. */
  private groups: readonly (readonly Element[])[] = [];
  private isWeak = false;
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: PickerHost,
    private readonly overlay: Overlay,
  ) {}

  show({ nodes, selector, across = [], scroll }: Extract<BridgeToPage, { type: 'mark' }>): void {
    const marked = [
      ...nodes.map(node => [node].flat().flatMap(each => this.elementOf(each))),
      ...[...(selector === undefined ? [] : matched(selector)), ...across.flatMap(reached)].map(element => [
        element,
      ]),
    ];
    const seen = marked.map(seenOf).filter(group => group.length > 0);
    const [[first] = []] = seen;
    if (!first) return this.end();
    if (scroll && !seen.some(group => isInWindow(boxOf(group))))
      scrollIntoView(first, { block: 'nearest', inline: 'nearest', behavior: 'instant' });
    // Of all matches of a selector, the first visible one is strong.
    const strong = seen.find(group => isInWindow(boxOf(group)));
    this.groups = [...new Set([...(strong ? [strong] : []), ...seen])].slice(0, MOST);
    this.isWeak = nodes.length === 0;
    this.overlay.show();
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fade(), SHOWN);
  }

  end(): void {
    clearTimeout(this.timer);
    if (this.frame === undefined) return;
    cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.overlay.hide();
  }

  private elementOf(node: number): Element[] {
    const live = this.host.nodeOf(node);
    if (live instanceof Element) return [live];
    return live ? [elementAround(live)].filter(element => element !== undefined) : [];
  }

  private draw(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.overlay.outline(this.groups.map(boxOf), undefined, this.isWeak);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  private fade(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.overlay.fade();
    this.timer = setTimeout(() => this.end(), FADING);
  }
}

function matched(selector: string): Element[] {
  try {
    return everywhere(selector);
  } catch {
    // The selector is half typed, or this browser does not know it.
    return [];
  }
}

/** The elements in another tree that a selector reaches. */
function reached([by, outer, inner]: Across): Element[] {
  if (by === 'slotted')
    return matched(outer).flatMap(slot => assignedTo(slot).filter(one => isMatch(one, inner)));
  const hosts = matched(outer || '*').filter(one => shadowOf(one));
  if (by === 'host') return hosts.filter(host => isMatch(host, inner || '*'));
  const parts = inner.split(/\s+/).map(name => `[part~="${name}"]`);
  return hosts.flatMap(host => [...(shadowOf(host)?.querySelectorAll(parts.join('')) ?? [])]);
}
