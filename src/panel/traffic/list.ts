import type { TrafficRow, TrafficWords } from '../../protocol/trafficView';
import { durationOf, sizeOf } from './localUnits';
import { make } from '../dom';
import type { Rows } from './rows';
import { keepDrawn, ROW, ScrolledRows } from '../scrolledRows';

const COLUMNS = ['method', 'path', 'status', 'type', 'size', 'time'] as const;

export interface ListEvents {
  /** A row became active. */
  activated(id: number): void;
  /** Enter or a click on a row: show its details. */
  opened(id: number): void;
  /** Escape: close the details. */
  escaped(): void;
  /** A right click on a row, or the menu key on the active one; in pixels of the view. */
  menu(id: number, left: number, top: number): void;
}

/**
 * The list as an ARIA grid. Only visible rows are elements. The focus stays on the grid, which names its active row by
 * `aria-activedescendant`, so rows can be added and removed.
 */
export class List {
  readonly element: HTMLElement;
  private readonly viewport = make('div', { class: 'viewport', role: 'rowgroup', tabindex: '-1' });
  private readonly space = make('div', { class: 'space', role: 'presentation' });
  private readonly scrolled: ScrolledRows;
  private readonly drawn = new Map<number, { readonly element: HTMLElement }>();
  private active: number | undefined;

  constructor(
    private readonly rows: Rows,
    private readonly words: TrafficWords,
    private readonly events: ListEvents,
  ) {
    const heads = COLUMNS.map(name => make('span', { role: 'columnheader', class: name }, words[name]));
    const head = make('div', { role: 'row', class: 'row head', 'aria-rowindex': '1' }, ...heads);
    const grid = { class: 'list', role: 'grid', tabindex: '0', 'aria-label': words.list };
    this.viewport.append(this.space);
    this.element = make('div', { ...grid, 'aria-colcount': String(COLUMNS.length) }, head, this.viewport);
    this.element.addEventListener('keydown', event => this.pressed(event));
    this.viewport.addEventListener('click', event => this.clicked(event));
    this.element.addEventListener('contextmenu', event => this.menuAsked(event));
    this.scrolled = new ScrolledRows({
      viewport: this.viewport,
      space: this.space,
      count: () => this.rows.shown.length,
      draw: (from, to) => this.draw(from, to),
    });
  }

  focus(): void {
    this.element.focus();
  }

  /** Schedules one drawing for the next frame. */
  changed(): void {
    this.scrolled.changed();
  }

  /** Rows were removed at the top; visible rows keep their position. */
  shifted(rows: number): void {
    this.scrolled.look();
    this.scrolled.shifted(rows);
  }

  private draw(from: number, to: number): void {
    const { shown } = this.rows;
    const visible = shown.slice(from, to);
    keepDrawn(this.drawn, new Set(visible.map(row => row.id)));
    for (const [at, row] of visible.entries()) this.place(row, from + at);
    this.element.setAttribute('aria-rowcount', String(shown.length + 1));
    this.nameActive();
  }

  private place(row: TrafficRow, index: number): void {
    const element = this.drawn.get(row.id)?.element ?? this.create(row);
    element.style.transform = `translateY(${index * ROW}px)`;
    element.setAttribute('aria-rowindex', String(index + 2));
    element.setAttribute('aria-selected', String(row.id === this.active));
    const share = this.rows.slowest === 0 ? 0 : row.duration / this.rows.slowest;
    element.style.setProperty('--share', `${(share * 100).toFixed(1)}%`);
  }

  private create(row: TrafficRow): HTMLElement {
    const texts = [
      row.method,
      row.target,
      String(row.status),
      row.type,
      sizeOf(row.bytes),
      row.complete ? durationOf(row.duration) : `${durationOf(row.duration)} · ${this.words.incomplete}`,
    ];
    const cells = COLUMNS.map((name, at) => make('span', { role: 'gridcell', class: name }, texts[at] ?? ''));
    const level = `row s${Math.floor(row.status / 100)}`;
    const element = make('div', { role: 'row', class: level, id: elementId(row.id) }, ...cells);
    element.title = row.target;
    element.dataset['id'] = String(row.id);
    this.space.append(element);
    this.drawn.set(row.id, { element });
    return element;
  }

  /** `aria-activedescendant` may only name an element that exists. */
  private nameActive(): void {
    if (this.active !== undefined && this.drawn.has(this.active))
      this.element.setAttribute('aria-activedescendant', elementId(this.active));
    else this.element.removeAttribute('aria-activedescendant');
  }

  /** The menu key fires at the grid, which has the focus: its active row is meant. */
  private menuAsked(event: MouseEvent): void {
    const row = rowAt(event) ?? this.drawn.get(this.active ?? Number.NaN)?.element;
    if (!row) return;
    event.preventDefault();
    event.stopPropagation();
    const id = Number(row.dataset['id']);
    this.activate(this.rows.indexOf(id));
    const { left, bottom } = row.getBoundingClientRect();
    if (rowAt(event)) this.events.menu(id, event.clientX, event.clientY);
    else this.events.menu(id, left + ROW, bottom);
  }

  private clicked(event: MouseEvent): void {
    const row = rowAt(event);
    const id = Number(row?.dataset['id']);
    this.focus();
    if (!row) return;
    this.activate(this.rows.indexOf(id));
    this.events.opened(id);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') return this.events.escaped();
    if (event.key === 'Enter' && this.active !== undefined) {
      event.preventDefault();
      return this.events.opened(this.active);
    }
    const at = this.active === undefined ? -1 : this.rows.indexOf(this.active);
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    const to = isChord ? undefined : this.scrolled.target(event.key, at);
    if (to === undefined) return;
    event.preventDefault();
    this.activate(to);
  }

  private activate(index: number): void {
    const row = this.rows.shown[index];
    if (!row) return;
    this.active = row.id;
    this.scrolled.reveal(index);
    this.events.activated(row.id);
  }
}

function rowAt({ target }: MouseEvent): HTMLElement | undefined {
  return (target instanceof Element ? target.closest<HTMLElement>('[data-id]') : null) ?? undefined;
}

function elementId(id: number): string {
  return `request-${id}`;
}
