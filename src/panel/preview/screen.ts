import type { PanelWords } from '../../protocol/previewMessages';
import { wheelZoom } from '../../protocol/wheelZoom';
import { iconButton, textButton } from './elements';
import { layoutOf, SIZES, turned, zoomBy, type Size } from './viewport';

const TURN = 'M3 8a5 5 0 0 1 9-3M13 2v3h-3M13 8a5 5 0 0 1-9 3M3 14v-3h3';

/** The frame's width, rotation and zoom, and their controls in the toolbar. */
export class Screen {
  private readonly menu = document.createElement('select');
  private readonly own = document.createElement('optgroup');
  private readonly turn: HTMLButtonElement;
  private readonly scale: HTMLButtonElement;
  private size: Size = 'fit';
  private zoom = 1;

  /** @param before the button that follows the controls */
  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly stage: HTMLElement,
    before: Element,
    words: PanelWords,
  ) {
    const { menu, own } = this;
    menu.id = 'width';
    menu.title = words.width;
    menu.setAttribute('aria-label', words.width);
    menu.append(new Option(words.fit, 'fit'));
    for (const { width, height } of SIZES)
      menu.append(new Option(`${width} × ${height}`, `${width}x${height}`));
    own.label = words.own;
    own.hidden = true;
    menu.append(own);
    this.turn = iconButton('turn', words.turn, TURN);
    this.scale = textButton('scale', '');
    this.scale.title = words.zoom;
    before.before(this.scale, menu, this.turn);
    menu.addEventListener('change', () => this.chosen());
    this.turn.addEventListener('click', () => this.setSize(turned(this.size)));
    this.scale.addEventListener('click', () => this.zoomTo(1));
    this.hearWheel();
    new ResizeObserver(() => this.draw()).observe(stage);
    this.draw();
  }

  zoomBy(by: -1 | 1): void {
    this.zoomTo(zoomBy(this.zoom, by));
  }

  zoomTo(zoom: number): void {
    this.zoom = zoom;
    this.draw();
  }

  /** Around the page, Ctrl with the wheel zooms as it does in the page. */
  private hearWheel(): void {
    const stepOf = wheelZoom();
    const zoom = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const by = stepOf(event);
      if (by !== 0) this.zoomBy(by);
    };
    addEventListener('wheel', zoom, { passive: false });
  }

  /** Offers the breakpoints of the page that is shown. */
  offer(widths: readonly number[]): void {
    const { value } = this.menu;
    this.own.replaceChildren(...widths.map(width => new Option(String(width), String(width))));
    this.own.hidden = widths.length === 0;
    this.menu.value = value;
    if (this.menu.value !== value) this.setSize('fit');
  }

  private chosen(): void {
    const [width, height] = this.menu.value.split('x').map(Number);
    this.setSize(width === undefined || Number.isNaN(width) ? 'fit' : { width, height });
  }

  private setSize(size: Size): void {
    this.size = size;
    if (size === 'fit') this.menu.value = 'fit';
    this.draw();
  }

  private draw(): void {
    const { style } = this.frame;
    const stage = { width: this.stage.clientWidth, height: this.stage.clientHeight };
    const { width, height, scale } = layoutOf(this.size, this.zoom, stage);
    style.width = `${width}px`;
    style.height = `${height}px`;
    style.transform = scale === 1 ? '' : `scale(${scale})`;
    // A transform does not change the layout box, so negative margins remove the unused space.
    style.marginRight = `${width * (scale - 1)}px`;
    style.marginBottom = `${height * (scale - 1)}px`;
    this.stage.classList.toggle('sized', this.size !== 'fit');
    this.turn.disabled = this.size === 'fit' || this.size.height === undefined;
    this.scale.hidden = Math.round(scale * 100) === 100;
    this.scale.textContent = `${Math.round(scale * 100)} %`;
  }
}
