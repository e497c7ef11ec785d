import type { FromTraffic, TrafficWords } from '../../protocol/trafficView';
import { make } from '../dom';

/** The menu of a row: by right click, the menu key, or Shift+F10. */
export class RowMenu {
  private readonly menu: HTMLElement;

  /** @param closed the focus goes back to the list */
  constructor(
    private readonly words: TrafficWords,
    private readonly say: (message: FromTraffic) => void,
    private readonly edit: (id: number) => void,
    private readonly closed: () => void,
  ) {
    this.menu = make('div', { role: 'menu', class: 'menu', 'aria-label': words.details });
    this.menu.hidden = true;
    this.menu.addEventListener('keydown', event => this.pressed(event));
    this.menu.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node) || !this.menu.contains(relatedTarget)) this.hide();
    });
    document.body.append(this.menu);
  }

  /** @param left where the menu opens, in pixels of the view; it stays inside the view */
  open(id: number, left: number, top: number): void {
    const { words } = this;
    this.menu.replaceChildren(
      this.item(words.openSource, () => this.say({ type: 'open', id })),
      this.item(words.copyCurl, () => this.say({ type: 'copy', id, as: 'curl' })),
      this.item(words.copyFetch, () => this.say({ type: 'copy', id, as: 'fetch' })),
      this.item(words.replay, () => this.say({ type: 'replay', id })),
      this.item(words.edit, () => this.edit(id)),
      this.item(words.mock, () => this.say({ type: 'mock', id })),
    );
    this.menu.hidden = false;
    const { width, height } = this.menu.getBoundingClientRect();
    this.menu.style.left = `${Math.max(0, Math.min(left, innerWidth - width))}px`;
    this.menu.style.top = `${Math.max(0, Math.min(top, innerHeight - height))}px`;
    this.items[0]?.focus();
  }

  private get items(): readonly HTMLElement[] {
    return [...this.menu.children].filter(child => child instanceof HTMLElement);
  }

  private item(name: string, act: () => void): HTMLElement {
    const element = make('div', { role: 'menuitem', tabindex: '-1' }, name);
    element.addEventListener('click', () => {
      act();
      this.close();
    });
    return element;
  }

  private hide(): void {
    this.menu.hidden = true;
    this.menu.replaceChildren();
  }

  /** Moves the focus first: removing a focused item would fire `focusout` again. */
  private close(): void {
    this.closed();
    this.hide();
  }

  private pressed(event: KeyboardEvent): void {
    const { items } = this;
    const at = items.findIndex(item => item === document.activeElement);
    const to = new Map([
      ['ArrowDown', (at + 1) % items.length],
      ['ArrowUp', (at - 1 + items.length) % items.length],
      ['Home', 0],
      ['End', items.length - 1],
    ]).get(event.key);
    if (to !== undefined) items[to]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') items[at]?.click();
    else if (event.key === 'Escape' || event.key === 'Tab') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
