import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import {
  type FromTraffic,
  type ToTraffic,
  type TrafficSettings,
  trafficWords,
} from '../../protocol/trafficView';
import { Bar } from './bar';
import { Detail } from './detail';
import { make } from '../dom';
import { FACETS, facetOf, readFilter, type Filter } from './filter';
import { List } from './list';
import { readToTraffic } from './messages';
import { RowMenu } from './rowMenu';
import { Rows } from './rows';
import { fill } from '../../protocol/texts';
import { readWords } from '../words';

declare function acquireVsCodeApi(): {
  postMessage(message: FromTraffic): void;
  getState(): unknown;
  setState(state: Filter): void;
};

/** Milliseconds without a new request before the count is announced to screen readers. */
const QUIET = 1000;

const vscode = acquireVsCodeApi();
const words = readWords(document.body.dataset['words'], trafficWords);
const rows = new Rows();
let filter = readFilter(vscode.getState());
let settings: TrafficSettings = { paused: false, keep: false, revealed: false };
let announcing: ReturnType<typeof setTimeout> | undefined;

const count = make('span', { class: 'count', 'aria-hidden': 'true' });
const note = make('span', { class: 'note', role: 'status' });
const announced = make('span', { class: 'announced', role: 'status', 'aria-live': 'polite' });
const empty = make('p', { class: 'empty' });

const bar = new Bar(words, filter, {
  filtered,
  keep: keep => say({ type: 'keep', keep }),
  reveal: revealed => {
    say({ type: 'reveal', revealed });
    if (detail.id !== undefined) say({ type: 'detail', id: detail.id });
  },
});
const list = new List(rows, words, {
  activated: id => {
    if (detail.id !== undefined) say({ type: 'detail', id });
  },
  opened: id => say({ type: 'detail', id }),
  escaped: () => detail.close(),
  menu: (...place) => menu.open(...place),
});
const detail = new Detail(words, { say, closed: () => list.focus() });

const menu = new RowMenu(
  words,
  say,
  id => detail.editNext(id),
  () => list.focus(),
);

function say(message: FromTraffic): void {
  vscode.postMessage(message);
}

function filtered(next: Filter): void {
  filter = next;
  vscode.setState(next);
  rows.filter(next);
  changed();
}

/** Updates everything that depends on the rows. */
function changed(): void {
  const { shown, total } = rows;
  const some =
    shown.length === total ? fill(words.count, total) : fill(words.countShown, shown.length, total);
  const text = settings.paused ? fill(words.countPaused, some) : some;
  count.textContent = text;
  empty.hidden = shown.length > 0;
  empty.textContent = total > 0 ? words.emptyFilter : settings.paused ? words.emptyPaused : words.empty;
  list.changed();
  clearTimeout(announcing);
  announcing = setTimeout(() => (announced.textContent = text), QUIET);
}

function take(message: Extract<ToTraffic, { type: 'rows' }>): void {
  if (message.reset) rows.clear();
  rows.add(message.rows);
  list.shifted(rows.dropBefore(message.first));
  for (const row of message.rows) for (const facet of FACETS) bar.offer(facet, facetOf(row, facet));
  changed();
}

function hear(message: ToTraffic): void {
  switch (message.type) {
    case 'rows':
      return take(message);
    case 'settings':
      settings = message;
      bar.show(message);
      return changed();
    case 'detail':
      return detail.show(message.detail);
    case 'gone':
      return detail.gone(message.id);
    case 'note':
      note.textContent = message.text;
      return;
    default:
      message satisfies never;
  }
}

addEventListener('message', event => {
  // VS Code replaces `window.parent`, so `event.source` cannot be checked. No page shares this origin; the sender is VS Code.
  if (event.origin !== location.origin) return;
  const message = readToTraffic(event.data);
  if (message) hear(message);
});
addEventListener('keydown', event => {
  if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  bar.focus();
});

const side = make('div', { class: 'side' }, empty, list.element);
const main = make('main', {}, side, detail.element);
document.body.append(bar.element, main, make('footer', {}, count, note, announced, ...bar.switches));
rows.filter(filter);
changed();
say({ type: 'ready' });
