import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FolderItem, Listed } from '../files/lookup';
import { escape } from '../../protocol/escape';
import { fill } from '../../protocol/texts';
import { sizeText } from '../../protocol/units';
import { page, type PageSettings, say } from './pages';
import { hasAddress, toPath } from '../ask/locate';
import type { Reply } from './reply';

type Column = 'name' | 'size' | 'modified';

/** The order of a listing. It is part of the query, so that columns sort without a script and by keyboard. */
interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

const COLUMNS: readonly Column[] = ['name', 'size', 'modified'];
/** Reads `?sort=size&order=desc`; anything else is by name, ascending. Pure. */
export function readOrder(query: string): Order {
  const given = new URLSearchParams(query);
  const by = COLUMNS.find(column => column === given.get('sort')) ?? 'name';
  return { by, descending: given.get('order') === 'desc' };
}

/** Folders first, then by the column, then by name. Pure. @param items by name */
export function sorted(items: readonly FolderItem[], { by, descending }: Order): FolderItem[] {
  const named = by === 'name' && descending ? items.toReversed() : items;
  const sign = descending ? -1 : 1;
  // A stable sort keeps the order of names among equals.
  return named.toSorted(
    (a, b) => Number(b.folder) - Number(a.folder) || (by === 'name' ? 0 : sign * (a[by] - b[by])),
  );
}

/** Rows written, in some 2 ms, before other requests get a turn. */
const ROWS_A_TURN = 500;

/** The page of a folder without an index page. */
export async function listingPage(
  settings: PageSettings,
  segments: readonly string[],
  { items, isWhole }: Listed,
  order: Order,
): Promise<Reply> {
  const parent = segments.length > 0 ? `<p><a href="../">${escape(say(settings, 'parent'))}</a></p>\n` : '';
  const table = `<table><thead><tr>${COLUMNS.map(column => heading(settings, column, order)).join('')}</tr></thead>
<tbody>
${await rowsOf(sorted(items, order), say(settings, 'language'))}
</tbody></table>`;
  const title = fill(say(settings, 'folderOf'), `/${segments.map(segment => `${segment}/`).join('')}`);
  const cut = isWhole ? '' : `<p>${escape(fill(say(settings, 'listingCut'), items.length))}</p>\n`;
  const main = parent + cut + (items.length === 0 ? `<p>${escape(say(settings, 'empty'))}</p>` : table);
  return page(settings, { status: 200, rule: 'listing', title, main, live: true });
}

async function rowsOf(items: readonly FolderItem[], language: string): Promise<string> {
  const parts: string[] = [];
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  for (let at = 0; at < items.length; at += ROWS_A_TURN) {
    if (at > 0) await nextTurn();
    const some = items.slice(at, at + ROWS_A_TURN);
    parts.push(some.map(item => row(item, language, dates)).join('\n'));
  }
  return parts.join('\n');
}

function heading(settings: PageSettings, column: Column, order: Order): string {
  const current = order.by === column;
  const next = current && !order.descending ? 'desc' : 'asc';
  const arrow = current ? (order.descending ? ' ▾' : ' ▴') : '';
  const sort = current ? ` aria-sort="${order.descending ? 'descending' : 'ascending'}"` : '';
  return `<th scope="col"${sort}><a href="?sort=${column}&amp;order=${next}">${escape(say(settings, column))}${arrow}</a></th>`;
}

function row(
  { name, folder: isFolder, size, modified }: FolderItem,
  language: string,
  dates: Intl.DateTimeFormat,
): string {
  const href = `.${toPath([name], isFolder)}`;
  const date = new Date(modified);
  const text = `${escape(name)}${isFolder ? '/' : ''}`;
  // A name that no address may contain, such as one with a colon, gets no link: it would lead to an error.
  const shown = hasAddress(name) ? `<a href="${escape(href)}">${text}</a>` : text;
  return `<tr><td>${shown}</td><td>${isFolder ? '' : sizeText(size, language)}</td><td><time datetime="${date.toISOString()}">${dates.format(date)}</time></td></tr>`;
}
