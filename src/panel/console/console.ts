import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import {
  consoleWords,
  type FromConsoleView,
  LONGEST_COPY,
  type ToConsoleView,
} from '../../protocol/consoleView';
import { fill } from '../../protocol/texts';
import { make } from '../dom';
import { Bar } from './bar';
import { type Line, linesOf, type Opened } from './lines';
import { List } from './list';
import { isToConsoleView } from './messages';
import { type ConsoleFilter, ConsoleRows, matcher, readFilter } from './rows';
import { placeName } from './draw';
import { messagePieces, plainText } from '../../protocol/consoleText';
import { readWords } from '../words';

declare function acquireVsCodeApi(): {
  postMessage(message: FromConsoleView): void;
  getState(): unknown;
  setState(state: ConsoleFilter): void;
};

/** Milliseconds without a new message before the count is announced to screen readers. */
const QUIET = 1000;

const vscode = acquireVsCodeApi();
const words = readWords(document.body.dataset['words'], consoleWords);
const rows = new ConsoleRows();
const toggled = new Set<string>();
const opened = new Map<string, Opened>();
/** Open questions to the extension, by number. */
const asked = new Map<number, string>();
let filter = readFilter(vscode.getState());
let lastAsk = 0;
let announcing: ReturnType<typeof setTimeout> | undefined;

const count = make('span', { class: 'count', 'aria-hidden': 'true' });
const note = make('span', { class: 'note', role: 'status' }, words.devTools);
const announced = make('span', { class: 'announced', role: 'status', 'aria-live': 'polite' });
const empty = make('p', { class: 'empty' });
const bar = new Bar(words, filter, {
  filtered: next => {
    filter = next;
    vscode.setState(next);
    changed();
  },
  keep: keep => say({ type: 'keep', keep }),
});
const list = new List(words, {
  toggled: line => (line.more ? ask(line, line.more.id, line.more.from) : toggle(line)),
  followed: line => follow(line),
  picked: (line, node) => say({ type: 'pick', page: line.kept.row.page, id: node }),
  copied: line => copy(copiedText(line)),
});

function say(message: FromConsoleView): void {
  vscode.postMessage(message);
}

const keyOf = (page: number, id: number): string => `${page}:${id}`;

function ask(line: Line, id: number, from: number): void {
  const { page } = line.kept.row;
  const key = keyOf(page, id);
  const known = opened.get(key);
  opened.set(key, { state: 'loading', properties: from === 0 ? [] : (known?.properties ?? []), more: false });
  asked.set(++lastAsk, key);
  say({ type: 'open', page, id, from, ask: lastAsk });
  changed();
}

function toggle({ key }: Line): void {
  if (!toggled.delete(key)) toggled.add(key);
  changed();
  // An object that came without its properties asks for them at once.
  const at = rendered.findIndex(line => line.key === key);
  const next = rendered[at + 1];
  if (next?.more?.from === 0 && next.key.startsWith(`${key}/`)) ask(next, next.more.id, 0);
}

function follow(line: Line): void {
  const { page } = line.kept.row;
  const node = line.pieces.find(piece => piece.node !== undefined)?.node;
  const [, address = '', at = 0, column = 0] = line.frame ?? [];
  if (address.startsWith('/')) say({ type: 'show', page, address, line: at, column });
  else if (node !== undefined) say({ type: 'pick', page, id: node });
}

function copiedText({ kept, pieces, cells, frame, key }: Line): string {
  const { row } = kept;
  // A table row, a property or a stack line is copied as shown.
  const text =
    row.kind === 'entry' && key === String(row.id)
      ? plainText(messagePieces(row.entry.values))
      : (cells?.join('\t') ?? plainText(pieces));
  return frame ? `${text}\t${placeName(frame)}` : text;
}

function copy(text: string): void {
  say({ type: 'copy', text: text.slice(0, LONGEST_COPY) });
}

/** Copies the messages that the filter shows, without the lines below them. */
function copyAll(): void {
  const shown = linesOf(rows, filter, { toggled, opened: () => undefined, words });
  const heads = shown.filter(({ key, kept }) => key === String(kept.row.id) || key.includes('/r'));
  copy(heads.map(line => '  '.repeat(line.level - 1) + copiedText(line)).join('\n'));
}

let rendered: readonly Line[] = [];
let awaited: number | undefined;
/** End and duration of the last update, in milliseconds. */
let updated = 0;
let cost = 0;

/** Messages of many pages arrive faster than ten thousand lines can be laid out, so updates take at most a third of the time. */
function changedSoon(): void {
  awaited ??= requestAnimationFrame(from => {
    awaited = undefined;
    if (from - updated < 2 * cost) return changedSoon();
    changed();
  });
}

/** Updates everything that depends on the rows. */
function changed(): void {
  const from = performance.now();
  rendered = linesOf(rows, filter, { toggled, opened: (page, id) => opened.get(keyOf(page, id)), words });
  list.show(rendered);
  bar.count(rows.counts(filter.page));
  const matches = matcher(filter);
  const [total, shown] = [rows.total(() => true), rows.total(matches)];
  const text = shown === total ? fill(words.count, total) : fill(words.countShown, shown, total);
  count.textContent = text;
  empty.hidden = rendered.length > 0;
  empty.textContent = rows.all.length > 0 ? words.emptyFilter : words.empty;
  clearTimeout(announcing);
  announcing = setTimeout(() => (announced.textContent = text), QUIET);
  updated = performance.now();
  cost = updated - from;
}

function takeOpened({ ask: number, properties, more }: Extract<ToConsoleView, { type: 'opened' }>): void {
  const key = asked.get(number);
  asked.delete(number);
  const known = key === undefined ? undefined : opened.get(key);
  if (key === undefined || !known) return;
  if (properties) opened.set(key, { state: 'here', properties: [...known.properties, ...properties], more });
  else opened.set(key, { state: 'gone', properties: known.properties, more: false });
  changed();
}

function hear(message: ToConsoleView): void {
  switch (message.type) {
    case 'rows':
      rows.add(message.rows);
      return changedSoon();
    case 'again':
      rows.again(message.page, message.count);
      return changedSoon();
    case 'clear':
      rows.clear(message.pages);
      if (!message.pages) [toggled, opened, asked].forEach(known => known.clear());
      return changedSoon();
    case 'pages':
      return bar.offer(message.pages);
    case 'opened':
      return takeOpened(message);
    case 'copyAll':
      return copyAll();
    case 'settings':
      bar.keep.checked = message.keep;
      return;
    case 'note':
      note.textContent = message.text;
      return;
    default:
      message satisfies never;
  }
}

addEventListener('message', event => {
  // VS Code replaces `window.parent`, so `event.source` cannot be checked. No page shares this origin; the sender is VS Code.
  if (event.origin === location.origin && isToConsoleView(event.data)) hear(event.data);
});
addEventListener('keydown', event => {
  if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  bar.focus();
});

document.body.append(
  bar.element,
  make('main', {}, empty, list.element),
  make('footer', {}, count, note, announced, bar.keep),
);
changed();
say({ type: 'ready' });
