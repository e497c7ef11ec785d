import { plainText } from '../../protocol/consoleText';
import type { ConsoleWords } from '../../protocol/consoleView';
import { make } from '../dom';
import { keepDrawn, ROW, ScrolledRows } from '../scrolledRows';
import { drawLine } from './draw';
import type { Line } from './lines';

export interface ListEvents {
  /** Opens or closes a line, or loads more. */
  toggled(line: Line): void;
  /** Follows a line to its source or to its node. */
  followed(line: Line): void;
  picked(line: Line, node: number): void;
  copied(line: Line): void;
}

/**
 * The lines as an ARIA tree. Only visible lines are elements. The focus stays on the tree, which names its active line by
 * `aria-activedescendant`, so lines can be added and removed.
 */
export class List {
  readonly element: HTMLElement;
  private readonly space = make('div', { class: 'space', role: 'presentation' });
  private readonly scrolled: ScrolledRows;
  private readonly drawn = new Map<
    string,
    { readonly line: Line; readonly count: number; readonly element: HTMLElement }
  >();
  private lines: readonly Line[] = [];
  private active: string | undefined;

  constructor(
    private readonly words: ConsoleWords,
    private readonly events: ListEvents,
  ) {
    this.element = make(
      'div',
      { class: 'list', role: 'tree', tabindex: '0', 'aria-label': words.list },
      this.space,
    );
    this.element.addEventListener('keydown', event => this.pressed(event));
    this.element.addEventListener('click', event => this.clicked(event));
    this.scrolled = new ScrolledRows({
      viewport: this.element,
      space: this.space,
      count: () => this.lines.length,
      draw: (from, to) => this.draw(from, to),
    });
  }

  /** Shows these lines from the next frame on. */
  show(lines: readonly Line[], dropped = 0): void {
    this.scrolled.look();
    this.lines = lines;
    this.scrolled.shifted(dropped);
    this.scrolled.changed();
  }

  private draw(from: number, to: number): void {
    const visible = this.lines.slice(from, to);
    keepDrawn(this.drawn, new Set(visible.map(({ key }) => key)));
    for (const [at, line] of visible.entries()) this.place(line, from + at);
    const isDrawn = this.active !== undefined && this.drawn.has(this.active);
    if (isDrawn) this.element.setAttribute('aria-activedescendant', elementId(this.active ?? ''));
    else this.element.removeAttribute('aria-activedescendant');
  }

  private place(line: Line, index: number): void {
    const element = this.elementOf(line);
    element.style.transform = `translateY(${index * ROW}px)`;
    element.setAttribute('aria-posinset', String(index + 1));
    element.setAttribute('aria-setsize', String(this.lines.length));
    element.setAttribute('aria-selected', String(line.key === this.active));
  }

  private elementOf(line: Line): HTMLElement {
    const known = this.drawn.get(line.key);
    const { count } = line.kept;
    const isSame =
      known?.line.isOpen === line.isOpen &&
      (known?.line.pieces === line.pieces || textOf(known?.line) === textOf(line));
    if (known && known.count === count && isSame) return known.element;
    const element = drawLine(line, this.words);
    element.id = elementId(line.key);
    element.dataset['key'] = line.key;
    if (known) known.element.replaceWith(element);
    else this.space.append(element);
    this.drawn.set(line.key, { line, count, element });
    return element;
  }

  private lineAt({ target }: Event): Line | undefined {
    const key =
      target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;
    return this.lines.find(line => line.key === key);
  }

  private clicked(event: MouseEvent): void {
    const line = this.lineAt(event);
    const { target } = event;
    if (!line || !(target instanceof HTMLElement)) return this.element.focus();
    // The click ended a selection that is to be copied.
    if (getSelection()?.isCollapsed === false) return;
    this.element.focus();
    this.activate(this.lines.indexOf(line));
    const node = target.closest<HTMLElement>('[data-node]')?.dataset['node'];
    if (node !== undefined) this.events.picked(line, Number(node));
    else if (target.closest('.place')) this.events.followed(line);
    else if (line.isOpen !== undefined || line.more) this.events.toggled(line);
  }

  private pressed(event: KeyboardEvent): void {
    const at = this.lines.findIndex(({ key }) => key === this.active);
    const line = this.lines[at];
    const isCopy = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c';
    if (line && isCopy && getSelection()?.isCollapsed !== false) this.events.copied(line);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (line && this.acts(event.key, line, at)) event.preventDefault();
    else {
      const to = this.scrolled.target(event.key, at);
      if (to === undefined) return;
      this.activate(to);
    }
    event.preventDefault();
  }

  /** Handles a key for a line; returns whether it did. */
  private acts(key: string, line: Line, at: number): boolean {
    const { isOpen } = line;
    if (key === 'Enter' || key === ' ') {
      if (key === 'Enter' && (line.frame || line.pieces.some(({ node }) => node !== undefined)))
        this.events.followed(line);
      else if (isOpen !== undefined || line.more) this.events.toggled(line);
      return true;
    }
    if (key === 'ArrowRight') {
      if (isOpen === false) this.events.toggled(line);
      else if (isOpen === true) this.activate(Math.min(this.lines.length - 1, at + 1));
      return true;
    }
    if (key !== 'ArrowLeft') return false;
    let parent = at - 1;
    while (parent >= 0 && (this.lines[parent]?.level ?? 0) >= line.level) parent--;
    if (isOpen === true) this.events.toggled(line);
    else if (parent >= 0) this.activate(parent);
    return true;
  }

  private activate(index: number): void {
    const line = this.lines[index];
    if (!line) return;
    this.active = line.key;
    this.scrolled.reveal(index);
  }
}

const textOf = (line: Line | undefined): string | undefined =>
  line && plainText(line.pieces) + (line.cells?.join('\0') ?? '');

const elementId = (key: string): string => `line-${key.replaceAll('/', '-')}`;
