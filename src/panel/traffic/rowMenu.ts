import type { FromTraffic, TrafficWords } from '../../protocol/traffic';
import { make } from './dom';

/** The menu of a row: by right click, the menu key, or Shift+F10. */
export class RowMenu {
  private readonly menu: HTMLElement;
  private id: number | undefined;

  /** @param closed the focus goes back to the list */
  constructor(
    words: TrafficWords,
    say: (message: FromTraffic) => void,
    private readonly closed: () => void,
  ) {
    const item = (name: string, message: (id: number) => FromTraffic): HTMLElement => {
      const element = make('div', { role: 'menuitem', tabindex: '-1' }, name);
      element.addEventListener('click', () => {
        if (this.id !== undefined) say(message(this.id));
        this.close();
      });
      return element;
    };
    this.menu = make(
      'div',
      { role: 'menu', class: 'menu', 'aria-label': words.details },
      item(words.openSource, id => ({ type: 'open', id })),
      item(words.copyCurl, id => ({ type: 'copy', id, as: 'curl' })),
      item(words.copyFetch, id => ({ type: 'copy', id, as: 'fetch' })),
      item(words.replay, id => ({ type: 'replay', id })),
      item(words.mock, id => ({ type: 'mock', id })),
    );
    this.menu.hidden = true;
    this.menu.addEventListener('keydown', event => this.pressed(event));
    this.menu.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node) || !this.menu.contains(relatedTarget)) this.menu.hidden = true;
    });
    document.body.append(this.menu);
  }

  /** @param left where the menu opens, in pixels of the view; it stays inside the view */
  open(id: number, left: number, top: number): void {
    this.id = id;
    this.menu.hidden = false;
    const { width, height } = this.menu.getBoundingClientRect();
    this.menu.style.left = `${Math.max(0, Math.min(left, innerWidth - width))}px`;
    this.menu.style.top = `${Math.max(0, Math.min(top, innerHeight - height))}px`;
    this.items[0]?.focus();
  }

  private get items(): readonly HTMLElement[] {
    return [...this.menu.children].filter(child => child instanceof HTMLElement);
  }

  private close(): void {
    this.menu.hidden = true;
    this.closed();
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
