import { everywhere } from '../../roots';
import type { PickerHost } from '../host';
import { elementAround, rectangleOf, scrollIntoView } from './elements';
import type { Box, Overlay } from './overlay';

/** Milliseconds until an outline fades, and that it takes to. */
const SHOWN = 1_500;
const FADING = 300;
/** Outlines that are drawn at once. */
const MOST = 100;

const isSeen = ({ width, height }: Box): boolean => width > 0 || height > 0;

const isInWindow = ({ left, top, width, height }: Box): boolean =>
  top < innerHeight && left < innerWidth && top + height > 0 && left + width > 0;

/** Outlines what an editor's caret is in, for a moment. */
export class Marks {
  private elements: readonly Element[] = [];
  private isWeak = false;
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: PickerHost,
    private readonly overlay: Overlay,
  ) {}

  show(nodes: readonly number[], selector: string | undefined, scroll: boolean): void {
    const marked = selector === undefined ? nodes.flatMap(node => this.elementOf(node)) : matched(selector);
    const seen = marked.filter(element => isSeen(rectangleOf(element)));
    if (seen.length === 0) return this.end();
    const [first] = seen;
    if (scroll && first && !seen.some(element => isInWindow(rectangleOf(element))))
      scrollIntoView(first, { block: 'nearest', inline: 'nearest', behavior: 'instant' });
    // Of all that a selector matches, the first one that is in sight is strong.
    const strong = seen.find(element => isInWindow(rectangleOf(element)));
    this.elements = [...new Set([...(strong ? [strong] : []), ...seen])].slice(0, MOST);
    this.isWeak = selector !== undefined;
    this.overlay.show();
    this.frame ??= requestAnimationFrame(() => this.draw());
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
    const boxes = this.elements.map(element => rectangleOf(element));
    this.overlay.outline(boxes, undefined, this.isWeak);
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
    // It is half typed, or this browser does not know it.
    return [];
  }
}
