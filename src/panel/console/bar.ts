import { CONSOLE_LEVELS, type ConsoleLevel } from '../../protocol/consoleMessages';
import type { ConsolePage, ConsoleWords } from '../../protocol/consoleView';
import { make } from '../dom';
import type { ConsoleFilter } from './rows';

export interface BarEvents {
  filtered(filter: ConsoleFilter): void;
  keep(keep: boolean): void;
}

/** The filters above the list, and the check box below it. */
export class Bar {
  readonly element = make('div', { class: 'bar' });
  readonly keep = make('vscode-checkbox');
  private readonly text = make('vscode-textfield', { class: 'text', type: 'search' });
  private readonly page = make('vscode-single-select', { class: 'page' });
  private readonly levels: ReadonlyMap<ConsoleLevel, HTMLButtonElement>;

  constructor(
    private readonly words: ConsoleWords,
    private filter: ConsoleFilter,
    private readonly events: BarEvents,
  ) {
    this.text.placeholder = words.filter;
    this.text.label = words.filter;
    this.text.value = filter.text;
    this.text.addEventListener('input', () => this.change({ text: this.text.value }));
    this.page.label = words.page;
    this.page.addEventListener('change', () => this.change({ page: Number(this.page.value) }));
    this.levels = new Map(CONSOLE_LEVELS.map(level => [level, this.button(level)]));
    this.keep.label = words.keep;
    this.keep.addEventListener('change', () => events.keep(this.keep.checked));
    this.element.append(this.text, this.page, ...this.levels.values());
    this.offer([]);
  }

  focus(): void {
    this.text.focus();
  }

  /** Lists the pages that have messages. */
  offer(pages: readonly ConsolePage[]): void {
    const isKnown = pages.some(({ page }) => page === this.filter.page);
    if (!isKnown && this.filter.page !== 0) this.change({ page: 0 });
    const all = [{ page: 0, label: this.words.allPages }, ...pages];
    this.page.replaceChildren(
      ...all.map(({ page, label }) => {
        const option = make('vscode-option', {}, label);
        option.value = String(page);
        option.selected = page === this.filter.page;
        return option;
      }),
    );
  }

  /** Shows the number of messages of each level. */
  count(counts: ReadonlyMap<ConsoleLevel, number>): void {
    for (const [level, button] of this.levels)
      button.textContent = `${this.words[level]} ${counts.get(level) ?? 0}`;
  }

  private button(level: ConsoleLevel): HTMLButtonElement {
    const button = make('button', { type: 'button', class: `level ${level}` }, this.words[level]);
    const show = (): void => button.setAttribute('aria-pressed', String(this.filter.levels.includes(level)));
    button.addEventListener('click', () => {
      const { levels } = this.filter;
      const next = levels.includes(level) ? levels.filter(each => each !== level) : [...levels, level];
      this.change({ levels: next });
      show();
    });
    show();
    return button;
  }

  private change(part: Partial<ConsoleFilter>): void {
    this.filter = { ...this.filter, ...part };
    this.events.filtered(this.filter);
  }
}
