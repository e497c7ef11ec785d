import type { TrafficSettings, TrafficWords } from '../../protocol/trafficView';
import { TRAFFIC_TYPES } from '../../protocol/trafficView';
import { make } from '../dom';
import { FACETS, type Facet, type Filter } from './filter';

/** The most pages in the filter. */
const MOST_PAGES = 200;
const FIXED: Readonly<Partial<Record<Facet, readonly string[]>>> = {
  status: ['1xx', '2xx', '3xx', '4xx', '5xx'],
  type: TRAFFIC_TYPES,
};

type Select = HTMLElementTagNameMap['vscode-single-select'];

export interface BarEvents {
  filtered(filter: Filter): void;
  keep(keep: boolean): void;
  reveal(revealed: boolean): void;
}

/** The filters above the list and the check boxes below it. */
export class Bar {
  readonly element = make('div', { class: 'bar' });
  readonly switches: readonly HTMLElement[];
  private readonly text = make('vscode-textfield', { class: 'text', type: 'search' });
  private readonly selects: ReadonlyMap<Facet, Select>;
  private readonly keep: HTMLElementTagNameMap['vscode-checkbox'];
  private readonly reveal: HTMLElementTagNameMap['vscode-checkbox'];
  private readonly offered = new Map<Facet, Set<string>>();

  constructor(
    private readonly words: TrafficWords,
    private readonly filter: Filter,
    private readonly events: BarEvents,
  ) {
    this.text.placeholder = words.filter;
    this.text.label = words.filter;
    this.text.value = filter.text;
    this.text.addEventListener('input', () => this.changed());
    this.selects = new Map(FACETS.map(facet => [facet, this.select(facet)]));
    this.keep = this.checkbox(words.keep, checked => events.keep(checked));
    this.reveal = this.checkbox(words.reveal, checked => events.reveal(checked));
    this.element.append(this.text, ...this.selects.values());
    this.switches = [this.keep, this.reveal];
  }

  /** Focuses the search field. */
  focus(): void {
    this.text.focus();
  }

  show({ keep, revealed }: TrafficSettings): void {
    this.keep.checked = keep;
    this.reveal.checked = revealed;
  }

  /** Adds a value to the choices of a filter. */
  offer(facet: Facet, value: string): void {
    if (FIXED[facet] || value === '') return;
    const known = this.offered.get(facet) ?? new Set<string>();
    this.offered.set(facet, known);
    if (known.has(value) || known.size >= MOST_PAGES) return;
    known.add(value);
    this.selects.get(facet)?.append(option(value, value, false));
  }

  private select(facet: Facet): Select {
    const label = this.words[facet];
    const select = make('vscode-single-select', { class: facet });
    select.label = label;
    const chosen = this.filter[facet];
    const values = new Set([...(FIXED[facet] ?? []), ...(chosen === '' ? [] : [chosen])]);
    if (!FIXED[facet]) this.offered.set(facet, values);
    select.append(
      option('', `${label}: ${this.words.any}`, chosen === ''),
      ...[...values].map(value => option(value, value, value === chosen)),
    );
    select.addEventListener('change', () => {
      keepSelected(select);
      this.changed();
    });
    return select;
  }

  private checkbox(label: string, changed: (checked: boolean) => void) {
    const box = make('vscode-checkbox', { label });
    box.addEventListener('change', () => changed(box.checked));
    return box;
  }

  private changed(): void {
    const part = (facet: Facet): string => this.selects.get(facet)?.value ?? '';
    this.events.filtered({
      text: this.text.value,
      method: part('method'),
      status: part('status'),
      type: part('type'),
      page: part('page'),
    });
  }
}

function option(value: string, label: string, selected: boolean): HTMLElement {
  const made = make('vscode-option', {}, label);
  made.value = value;
  made.selected = selected;
  return made;
}

/** `vscode-single-select` recomputes its selection from the `selected` options each time an option is added. */
function keepSelected(select: Select): void {
  const { value } = select;
  for (const each of select.querySelectorAll('vscode-option')) each.selected = each.value === value;
}
