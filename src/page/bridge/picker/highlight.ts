import type { PickerHost } from '../host';
import { rectangleOf, scrollIntoView } from './elements';
import type { Overlay } from './overlay';
import { nameOf } from './targets';

/** Milliseconds between two questions where a node stands. */
const PACE = 80;

/** Outlines the element that a pick would take, with its label: at once, and then in every frame. */
export class Highlight {
  target: Element | undefined;
  private place = '';
  private asked = -1;
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: PickerHost,
    private readonly overlay: Overlay,
  ) {}

  /** @param isStep whether a key led there: then it is scrolled into view */
  aim(target: Element | undefined, isStep = false): void {
    if (target === this.target) return;
    this.target = target;
    this.place = '';
    if (!target) return this.stop();
    if (isStep) scrollIntoView(target, { block: 'nearest', inline: 'nearest' });
    this.overlay.show();
    // Browsers send pointer events just before a frame: a callback asked for now could run in the one after that.
    this.draw();
    this.timer ??= setTimeout(() => this.ask(), this.asked < 0 ? 0 : PACE);
  }

  label(node: number, text: string): void {
    if (node !== this.asked || !this.target) return;
    this.place = text;
    this.overlay.say(`${nameOf(this.target)} ${text}`);
  }

  private stop(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.overlay.outline([], undefined);
  }

  private ask(): void {
    this.timer = undefined;
    const found = this.target && this.host.numberOf(this.target);
    if (!found) return;
    this.asked = found.node;
    this.host.send({ type: 'where', ...found });
  }

  private draw(): void {
    const { target } = this;
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    if (!target) return;
    const box = rectangleOf(target);
    const isSeen = box.width > 0 || box.height > 0;
    this.overlay.outline(isSeen ? [box] : [], { name: nameOf(target), place: this.place });
    this.frame = requestAnimationFrame(() => this.draw());
  }
}
