import type { FromFrame, ToFrame } from '../protocol/frame';
import type { FromPanel, PanelState, ToPanel } from '../protocol/panel';
import { pageOfInput, pageOfUrl, urlOfPage } from './address';
import { currentPage, replace, restore, startAt, step, visit, type History } from './history';
import { readFromFrame, readToPanel } from './messages';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: PanelState): void;
};

const vscode = acquireVsCodeApi();

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The panel has no ${id}`);
}

const frame = element('frame', HTMLIFrameElement);
const address = element('address', HTMLInputElement);
const back = element('back', HTMLButtonElement);
const forward = element('forward', HTMLButtonElement);
const stopped = element('stopped', HTMLElement);

/**
 * The state of the frame. `loading`: a document was requested. `arrived`: it has loaded, but the page script has not reported.
 * `page`: the page script has reported. `other`: a later document that has not reported.
 */
type Showing =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'loading' | 'arrived' | 'page' | 'other';
      readonly folder: string;
      readonly base: string;
    };

let showing: Showing = { kind: 'nothing' };
/** Undefined until the first page is shown. */
let history: History | undefined = restored();

function restored(): History | undefined {
  const state = vscode.getState();
  if (typeof state !== 'object' || state === null || !('entries' in state) || !('index' in state))
    return undefined;
  return restore(state.entries, state.index);
}

function say(message: FromPanel): void {
  vscode.postMessage(message);
}

/** Shows the current page of a history in the frame. */
function load(next: History): void {
  if (showing.kind === 'nothing') return;
  history = next;
  const url = urlOfPage(currentPage(next), showing.base) ?? showing.base;
  showing = { ...showing, kind: 'loading' };
  stopped.hidden = true;
  frame.hidden = false;
  // `location.replace`, not `src`: each new `src` adds an entry to the joint session history (HTML, "navigate").
  if (frame.src === '') frame.src = url;
  else frame.contentWindow?.location.replace(url);
  draw(next, '');
}

/** Updates the toolbar, the stored state and the title of the tab. */
function draw(history: History, title: string): void {
  if (showing.kind === 'nothing') return;
  const page = currentPage(history);
  address.value = `/${page}`;
  back.disabled = step(history, -1) === undefined;
  forward.disabled = step(history, 1) === undefined;
  vscode.setState({ folder: showing.folder, ...history });
  say({ type: 'navigated', page, title });
}

function go(by: -1 | 1): void {
  const next = history && step(history, by);
  if (next) load(next);
}

/** A page with the page script reloads itself and keeps its scroll position; any other page is requested again. */
function reload(): void {
  if (showing.kind === 'page') tellFrame({ type: 'porthole:go', to: 'reload' }, showing.base);
  else if (history) load(history);
}

function tellFrame(message: ToFrame, base: string): void {
  frame.contentWindow?.postMessage(message, new URL(base).origin);
}

function hear(message: ToPanel): void {
  switch (message.type) {
    case 'show':
      // After a restart of the server the page script reconnects by itself; loading again would lose typed form values.
      if (message.page === undefined && showing.kind === 'page' && stopped.hidden) return;
      showing = { kind: 'loading', folder: message.folder, base: message.base };
      if (message.page !== undefined)
        history = history ? visit(history, message.page) : startAt(message.page);
      return load(history ?? startAt(''));
    case 'stopped':
      element('reason', HTMLElement).textContent = message.reason;
      stopped.hidden = false;
      frame.hidden = true;
      return;
    default:
      message satisfies never;
  }
}

/** The page reported its address: the requested one, the target of a redirect, or one reached by a link. */
function shown(message: FromFrame): void {
  if (showing.kind === 'nothing' || !history) return;
  const page = pageOfUrl(message.url, showing.base);
  if (page === undefined) return;
  const asked = showing.kind === 'loading' || showing.kind === 'arrived';
  history = asked ? replace(history, page) : visit(history, page);
  showing = { ...showing, kind: 'page' };
  draw(history, message.title);
}

function isFromPage(event: MessageEvent): boolean {
  return (
    showing.kind !== 'nothing' &&
    event.source === frame.contentWindow &&
    event.origin === new URL(showing.base).origin
  );
}

addEventListener('message', event => {
  if (isFromPage(event)) {
    const message = readFromFrame(event.data);
    if (message) shown(message);
  } else if (event.origin === location.origin) {
    // VS Code replaces `window.parent`, so `event.source` cannot be checked. No page shares this origin; the sender is VS Code.
    const message = readToPanel(event.data);
    if (message) hear(message);
  }
});

// The page script reports on `pageshow`, which follows `load`; a page without the script never reports.
frame.addEventListener('load', () => {
  if (frame.src === '') return;
  if (showing.kind === 'loading') showing = { ...showing, kind: 'arrived' };
  else if (showing.kind === 'arrived') showing = { ...showing, kind: 'other' };
});
back.addEventListener('click', () => go(-1));
forward.addEventListener('click', () => go(1));
element('reload', HTMLButtonElement).addEventListener('click', reload);
element('start', HTMLButtonElement).addEventListener('click', () => say({ type: 'start' }));
element('browser', HTMLButtonElement).addEventListener('click', () =>
  say({ type: 'openInBrowser', page: history ? currentPage(history) : '' }),
);
element('bar', HTMLFormElement).addEventListener('submit', event => {
  event.preventDefault();
  if (showing.kind === 'nothing') return;
  const page = pageOfInput(address.value, showing.base);
  address.setCustomValidity(page === undefined ? (address.dataset['foreign'] ?? '') : '');
  if (page === undefined) address.reportValidity();
  else load(history ? visit(history, page) : startAt(page));
});
address.addEventListener('input', () => address.setCustomValidity(''));
addEventListener('keydown', event => {
  const by = event.altKey ? { ArrowLeft: -1 as const, ArrowRight: 1 as const }[event.key] : undefined;
  if (by !== undefined) go(by);
  else if (event.key === 'F5') reload();
});

// Firefox has no `location.ancestorOrigins`; the parent of the panel then has the panel's own origin.
const ancestors = [location.origin, ...(location.ancestorOrigins ?? [])];
say({ type: 'ready', ancestors: [...new Set(ancestors)] });
