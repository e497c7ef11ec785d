import { overlays } from './elements';
import { page } from '../unhidden';

/** A rectangle in the window, in CSS pixels. */
export type Box = Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>;

const STYLE = `
.box { position: fixed; box-sizing: border-box; border: 2px solid #0a6cff; border-radius: 2px; background: #0a6cff1a;
  box-shadow: 0 0 0 1px #fffc; transition: opacity 0.3s; }
.box.weak { border: 1px dashed #0a6cff; background: none; }
.label { position: fixed; max-width: 90vw; padding: 2px 6px; border-radius: 3px; background: #0b2545; color: #fff;
  font: 12px/1.5 system-ui, sans-serif; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; direction: ltr; }
.label b { font-weight: 600; }
.label span { margin-left: 8px; opacity: 0.85; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.gone { opacity: 0; }
@media (forced-colors: active) { .box { border-color: Highlight; } .label { border: 1px solid CanvasText; } }
@media (prefers-reduced-motion: reduce) { .box { transition: none; } }`;

/** Styles of the host, which no style sheet of the page may override. */
const HOST =
  'all: initial; position: fixed; inset: 0; width: 100%; height: 100%; margin: 0; border: 0; padding: 0;' +
  'display: block; overflow: visible; background: none; pointer-events: none; z-index: 2147483647;';

/** Pixels between a label and the edge of the window. */
const MARGIN = 4;

/** Outlines and a label above everything else in the page; pointer events pass through. */
export class Overlay {
  private readonly host = page.createElement('div');
  private readonly root = this.host.attachShadow({ mode: 'closed' });
  private readonly label = page.createElement('div');
  private readonly name = page.createElement('b');
  private readonly place = page.createElement('span');
  private readonly spoken = page.createElement('div');
  private readonly boxes: HTMLElement[] = [];

  constructor() {
    overlays.add(this.host);
    this.host.style.cssText = HOST.replaceAll(';', ' !important;');
    this.host.setAttribute('popover', 'manual');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.root.adoptedStyleSheets = [sheet];
    this.label.className = 'label';
    this.label.append(this.name, this.place);
    this.spoken.className = 'spoken';
    this.spoken.setAttribute('role', 'status');
    this.root.append(this.spoken);
  }

  /** Brings the overlay to the top: a dialog that was opened later would cover it. */
  show(): void {
    const { host } = this;
    if (!host.isConnected) page.documentElement.append(host);
    else if (page.querySelector(':modal') === null) return;
    try {
      host.hidePopover();
      host.showPopover();
    } catch {
      // A browser without popovers shows it by its z-index.
    }
  }

  hide(): void {
    this.outline([], undefined);
    this.host.remove();
  }

  /** The first box is strong, the others are weak where `isWeak`. */
  outline(
    boxes: readonly Box[],
    label: { readonly name: string; readonly place: string } | undefined,
    isWeak = false,
  ): void {
    for (const box of this.boxes.splice(boxes.length)) box.remove();
    while (this.boxes.length < boxes.length) this.boxes.push(this.newBox());
    boxes.forEach(({ left, top, width, height }, index) => {
      const box = this.boxes[index];
      if (!box) return;
      box.className = index > 0 && isWeak ? 'box weak' : 'box';
      const style = {
        left: `${left - 2}px`,
        top: `${top - 2}px`,
        width: `${width + 4}px`,
        height: `${height + 4}px`,
      };
      Object.assign(box.style, style);
    });
    this.drawLabel(boxes[0], label);
  }

  fade(): void {
    for (const box of this.boxes) box.classList.add('gone');
  }

  /** For screen readers. */
  say(text: string): void {
    this.spoken.textContent = text;
  }

  private newBox(): HTMLElement {
    const box = page.createElement('div');
    this.root.append(box);
    return box;
  }

  private drawLabel(
    box: Box | undefined,
    label: { readonly name: string; readonly place: string } | undefined,
  ): void {
    if (!label) {
      this.label.remove();
      return;
    }
    if (!this.label.isConnected) this.root.append(this.label);
    this.name.textContent = label.name;
    this.place.textContent = label.place;
    const { offsetHeight: height, offsetWidth: width } = this.label;
    const above = (box?.top ?? 0) - height - MARGIN;
    const below = (box ? box.top + box.height : 0) + MARGIN;
    const top = above >= 0 ? above : Math.min(below, innerHeight - height - MARGIN);
    const left = Math.min(Math.max(box?.left ?? 0, MARGIN), innerWidth - width - MARGIN);
    Object.assign(this.label.style, { top: `${Math.max(0, top)}px`, left: `${Math.max(0, left)}px` });
  }
}
