import type { Fault } from '../../protocol/faults';
import type { LiveOptions } from '../../protocol/options';
import { english, fill } from '../../protocol/texts';
import type { PageError } from '../live/door';
import { printable } from '../log';

/** Identifies a connected page for as long as it is connected. */
export type PageKey = object;

const MOST_TOLD = 100;

/** The errors of connected pages as faults. An error belongs to its page: it ends with it, and so with each load. */
export class PageErrors {
  private readonly byPage = new Map<PageKey, PageError[]>();

  constructor(
    private readonly options: () => Pick<LiveOptions, 'problems' | 'texts' | 'trusted'>,
    private readonly report: (source: string, faults: readonly Fault[]) => void,
  ) {}

  add(page: PageKey, error: PageError): void {
    const known = this.byPage.get(page) ?? [];
    if (known.length >= MOST_TOLD) return;
    this.byPage.set(page, [...known, error]);
    this.tell();
  }

  left(page: PageKey): void {
    if (this.byPage.delete(page)) this.tell();
  }

  /** Options have changed. */
  configured(): void {
    if (this.byPage.size > 0) this.tell();
  }

  /** One fault for one error, however many pages have it and however often. */
  private tell(): void {
    const { problems, texts, trusted } = this.options();
    const pagesOf = new Map<string, { readonly error: PageError; readonly pages: Set<PageKey> }>();
    for (const [page, errors] of this.byPage)
      for (const error of errors) {
        const key = `${error.file}:${error.line}:${error.column} ${error.text}`;
        const known = pagesOf.get(key) ?? { error, pages: new Set() };
        pagesOf.set(key, { error, pages: known.pages.add(page) });
      }
    const told = trusted && problems !== 'off' ? [...pagesOf.values()].slice(0, MOST_TOLD) : [];
    const inPages = texts.checkPages ?? english.checkPages;
    const faults = told.map(({ error: { text, ...place }, pages: { size } }): Fault => ({
      ...place,
      code: 'page-error',
      severity: 'error',
      message: size > 1 ? fill(inPages, printable(text), size) : printable(text),
    }));
    this.report('pages', faults);
  }
}
