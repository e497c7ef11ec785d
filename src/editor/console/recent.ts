import type { ConsoleRow } from '../../protocol/consoleView';

/** Rows and characters that the extension keeps, for a view that VS Code recreates; the view itself keeps more. */
const MOST = 1_000;
const MOST_TEXT = 2_000_000;

/** The latest rows as text: objects would need several times the memory. */
export class RecentRows {
  private rows: { readonly page: number; readonly text: string }[] = [];
  private size = 0;

  add(rows: readonly ConsoleRow[]): void {
    for (const row of rows) {
      const text = JSON.stringify(row);
      this.rows.push({ page: row.page, text });
      this.size += text.length;
    }
    let drop = Math.max(0, this.rows.length - MOST);
    for (let at = 0; at < drop || (this.size > MOST_TEXT && at < this.rows.length); at++) {
      this.size -= this.rows[at]?.text.length ?? 0;
      drop = Math.max(drop, at + 1);
    }
    this.rows.splice(0, drop);
  }

  clear(pages?: readonly number[]): void {
    this.rows = pages ? this.rows.filter(({ page }) => !pages.includes(page)) : [];
    this.size = this.rows.reduce((sum, { text }) => sum + text.length, 0);
  }

  get all(): readonly ConsoleRow[] {
    return this.rows.map(({ text }) => JSON.parse(text) as ConsoleRow);
  }
}
