import { fill } from '../../protocol/texts';
import type { PanelWords } from '../../protocol/previewMessages';
import { iconButton } from './elements';

const ICONS = { up: 'm4 10 4-4 4 4', down: 'm4 6 4 4 4-4', cross: 'm4 4 8 8M12 4l-8 8' };

interface FindEvents {
  /** `by` goes to the next or previous match; 0 begins anew. An empty text ends the search. */
  find(text: string, by: -1 | 0 | 1): void;
  /** The bar was closed: the page gets the focus back. */
  closed(): void;
}

/** Finds text in the page; the page script does the search. */
export class FindBar {
  private readonly box = document.createElement('form');
  private readonly input = document.createElement('input');
  private readonly count = document.createElement('output');

  /** @param before the element that follows the bar */
  constructor(
    before: Element,
    private readonly words: PanelWords,
    private readonly events: FindEvents,
  ) {
    const { box, input, count } = this;
    box.id = 'find';
    box.hidden = true;
    box.setAttribute('role', 'search');
    input.id = 'findText';
    input.type = 'text';
    input.spellcheck = false;
    input.autocomplete = 'off';
    input.placeholder = words.find;
    input.setAttribute('aria-label', words.find);
    count.id = 'findCount';
    const previous = iconButton('findPrevious', words.previous, ICONS.up);
    const next = iconButton('findNext', words.next, ICONS.down);
    const close = iconButton('findClose', words.close, ICONS.cross);
    box.append(input, count, previous, next, close);
    input.addEventListener('input', () => this.find(0));
    input.addEventListener('keydown', event => this.pressed(event));
    box.addEventListener('submit', event => event.preventDefault());
    previous.addEventListener('click', () => this.find(-1));
    next.addEventListener('click', () => this.find(1));
    close.addEventListener('click', () => this.close());
    before.before(box);
  }

  get isOpen(): boolean {
    return !this.box.hidden;
  }

  open(): void {
    this.box.hidden = false;
    this.input.focus();
    this.input.select();
    if (this.input.value !== '') this.find(0);
  }

  close(): void {
    if (!this.isOpen) return;
    this.box.hidden = true;
    this.count.textContent = '';
    this.events.find('', 0);
    this.events.closed();
  }

  /** Searches again in a new document. */
  again(): void {
    if (this.isOpen && this.input.value !== '') this.find(0);
  }

  next(by: -1 | 1): void {
    if (this.isOpen) this.find(by);
  }

  found(count: number, current: number): void {
    const text = count === 0 ? this.words.noMatch : fill(this.words.found, current, count);
    this.count.textContent = this.input.value === '' ? '' : text;
  }

  private find(by: -1 | 0 | 1): void {
    this.events.find(this.input.value, by);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.find(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
