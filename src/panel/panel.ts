import type { FromFrame, KeyPress, ToFrame } from '../protocol/frame';
import type { ToPanel } from '../protocol/panel';
import { pageOfInput, pageOfUrl, urlOfPage } from './address';
import { onAddress } from './addressBar';
import { element, iconButton } from './elements';
import { FindBar } from './findBar';
import {
  currentPage,
  isWithinDocument,
  pagesOf,
  replace,
  restore,
  startAt,
  step,
  traverse,
  visit,
  type History,
} from './history';
import { actionOf, pressInEditor, type PanelAction } from './keys';
import { readFromFrame, readToPanel } from './messages';
import { Notice } from './notice';
import { Outside } from './outside';
import { Screen } from './screen';
import type { Showing } from './showing';
import { currentTheme, onThemeChange } from './theme';
import { keep, say, storedState } from './vscode';
import { readWords } from './words';

/** Milliseconds after `load` within which a page script reports: its `pageshow` follows `load` at once. */
const SILENT_AFTER = 300;
const FOLLOW = 'M2 8s2-4 6-4 6 4 6 4-2 4-6 4-6-4-6-4ZM8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3';
const PICK = 'M7 13H3V3h10v4M8 8l6 2-2.5 1.5L10 14Z';

const words = readWords(document.body.dataset['words']);
const isMac = /^Mac/i.test(navigator.platform);

const frame = element('frame', HTMLIFrameElement);
const address = element('address', HTMLInputElement);
const back = element('back', HTMLButtonElement);
const forward = element('forward', HTMLButtonElement);
const browser = element('browser', HTMLButtonElement);
const stopped = element('stopped', HTMLElement);
const stage = frame.parentElement ?? document.body;

let showing: Showing = { kind: 'nothing' };
const stored = storedState();
/** Undefined until the first page is shown. */
let history: History | undefined = restore(stored['entries'], stored['index']);
let follows = stored['follow'] === true;
/** The address of the document that replaces the current one, as its page script said. */
let leaving: string | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let saidDialog = false;

const follow = iconButton('follow', words.follow, FOLLOW);
const pick = iconButton('pick', words.pick, PICK);
browser.before(follow, pick);
const screen = new Screen(frame, stage, follow, words);
const notice = new Notice(stage, words);
const findBar = new FindBar(stage, words, {
  find: (text, by) => tellFrame({ type: 'porthole:find', text, by }),
  closed: () => frame.focus(),
});
const outside = new Outside(notice, words, url =>
  showing.kind === 'nothing' ? undefined : pageOfUrl(url, showing.base),
);

/** Shows the current page of a history in the frame. */
function load(next: History): void {
  if (showing.kind === 'nothing') return;
  history = next;
  const url = urlOfPage(currentPage(next), showing.base) ?? showing.base;
  showing = { ...showing, kind: 'loading' };
  stopped.hidden = true;
  frame.hidden = false;
  saidDialog = false;
  notice.hide();
  // `location.replace`, not `src`: each new `src` adds an entry to the joint session history (HTML, "navigate").
  if (frame.src === '') frame.src = url;
  else frame.contentWindow?.location.replace(url);
  draw(next, '');
  // A browser may take a PDF for a download, and then loads nothing.
  if (/\.pdf(?:[?#]|$)/i.test(currentPage(next))) say({ type: 'silent', page: currentPage(next) });
}

/** Updates the toolbar, the stored state and the title of the tab. */
function draw(shown: History, title: string): void {
  if (showing.kind === 'nothing') return;
  const page = currentPage(shown);
  address.value = `/${page}`;
  if (title !== '') frame.title = title;
  back.disabled = step(shown, -1) === undefined;
  forward.disabled = step(shown, 1) === undefined;
  follow.setAttribute('aria-pressed', String(follows));
  keep({ folder: showing.folder, entries: pagesOf(shown), index: shown.index, follow: follows });
  say({ type: 'navigated', page, title });
}

/** A step within one document is taken by the page itself, so that a single-page application keeps its state. */
function go(by: -1 | 1): void {
  const next = history && step(history, by);
  if (!history || !next) return;
  if (showing.kind === 'page' && isWithinDocument(history, by)) tellFrame({ type: 'porthole:go', by });
  else load(next);
}

/** A page with the page script reloads itself and keeps its scroll position; any other page is requested again. */
function reload(): void {
  if (showing.kind === 'page') tellFrame({ type: 'porthole:reload' });
  else if (history) load(history);
}

function tellFrame(message: ToFrame): void {
  if (showing.kind === 'nothing') return;
  frame.contentWindow?.postMessage(message, new URL(showing.base).origin);
}

function hear(message: ToPanel): void {
  switch (message.type) {
    case 'show':
      return show(message);
    case 'stopped':
      element('reason', HTMLElement).textContent = message.reason;
      stopped.hidden = false;
      frame.hidden = true;
      return;
    case 'unseen':
      if (history && currentPage(history) === message.page)
        notice.show(words[message.why], () => say({ type: 'openInBrowser', page: message.page }));
      return;
    default:
      message satisfies never;
  }
}

function show({ folder, base, page, replaces }: ToPanel & { type: 'show' }): void {
  // After a restart of the server the page script reconnects by itself; loading again would lose typed form values.
  if (page === undefined && showing.kind === 'page' && stopped.hidden) return;
  showing = { kind: 'loading', folder, base };
  if (page !== undefined)
    history = history ? (replaces ? replace(history, page) : visit(history, page)) : startAt(page);
  load(history ?? startAt(''));
}

function hearFrame(message: FromFrame): void {
  switch (message.type) {
    case 'porthole:shown':
      return shown(message);
    case 'porthole:leaving':
      saidDialog = false;
      leaving = showing.kind === 'nothing' ? undefined : pageOfUrl(message.url, showing.base);
      return;
    case 'porthole:open':
      return outside.open(message.url);
    case 'porthole:blocked':
      return outside.refuse(message.url);
    case 'porthole:dialog':
      if (!saidDialog) notice.show(words.dialog, () => sayInBrowser());
      saidDialog = true;
      return;
    case 'porthole:key':
      return pressed(message.press);
    case 'porthole:found':
      return findBar.found(message.count, message.current);
    case 'porthole:widths':
      return screen.offer(message.widths);
    default:
      message satisfies never;
  }
}

/** The page reported its address: the requested one, the target of a redirect, or one that it went to by itself. */
function shown({ url, title, how, document: id }: FromFrame & { type: 'porthole:shown' }): void {
  if (showing.kind === 'nothing' || !history) return;
  const page = pageOfUrl(url, showing.base);
  if (page === undefined) return;
  clearTimeout(silence);
  leaving = undefined;
  const wasAsked = showing.kind === 'loading' || showing.kind === 'arrived';
  if (wasAsked || how === 'replace' || how === 'title') history = replace(history, page, id);
  else history = how === 'traverse' ? traverse(history, page, id) : visit(history, page, id);
  showing = { ...showing, kind: 'page' };
  if (how === 'load') arrived();
  draw(history, title);
}

/** A new document with the page script. */
function arrived(): void {
  if (!saidDialog) notice.hide();
  tellFrame({ type: 'porthole:theme', theme: currentTheme() });
  tellFrame({ type: 'porthole:widths' });
  findBar.again();
}

function sayInBrowser(): void {
  say({ type: 'openInBrowser', page: history ? currentPage(history) : '' });
}

/** A document without the page script: an image, a text, or a page that refuses to be framed. */
function silent(): void {
  if (showing.kind === 'nothing' || !history) return;
  if (showing.kind === 'page' && leaving === undefined) return;
  if (leaving !== undefined && showing.kind !== 'arrived') {
    history = visit(history, leaving);
    showing = { ...showing, kind: 'other' };
    draw(history, '');
  }
  leaving = undefined;
  say({ type: 'silent', page: currentPage(history) });
}

const ACTIONS: Readonly<Record<PanelAction, () => void>> = {
  back: () => go(-1),
  forward: () => go(1),
  reload,
  find: () => findBar.open(),
  next: () => findBar.next(1),
  previous: () => findBar.next(-1),
  close: () => findBar.close(),
  zoomIn: () => screen.zoomBy(1),
  zoomOut: () => screen.zoomBy(-1),
  zoomReset: () => screen.zoomTo(1),
};

/** A key that the page did not take. */
function pressed(press: KeyPress): void {
  const action = panelAction(press);
  if (action) ACTIONS[action]();
  else pressInEditor(press);
}

/** Escape is VS Code's unless it closes the find bar. */
function panelAction(press: KeyPress): PanelAction | undefined {
  const action = actionOf(press, isMac);
  return action === 'close' && !findBar.isOpen ? undefined : action;
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
    if (message) hearFrame(message);
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
  // The page may have reported before its stylesheets were there.
  if (showing.kind === 'page') tellFrame({ type: 'porthole:widths' });
  clearTimeout(silence);
  silence = setTimeout(silent, SILENT_AFTER);
});
// The policy of this document lets the frame show this server only.
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  if (effectiveDirective === 'frame-src') outside.refuse(blockedURI);
});
back.addEventListener('click', () => go(-1));
forward.addEventListener('click', () => go(1));
element('reload', HTMLButtonElement).addEventListener('click', reload);
element('start', HTMLButtonElement).addEventListener('click', () => say({ type: 'start' }));
browser.addEventListener('click', sayInBrowser);
pick.addEventListener('click', () => say({ type: 'pick' }));
follow.addEventListener('click', () => {
  follows = !follows;
  if (history) draw(history, '');
  say({ type: 'follow', on: follows });
});
onAddress(address, input => {
  const page = showing.kind === 'nothing' ? undefined : pageOfInput(input, showing.base);
  if (page !== undefined) load(history ? visit(history, page) : startAt(page));
  return page !== undefined;
});
addEventListener('keydown', event => {
  // Keys that this panel hands to VS Code itself come by here, too.
  const action = event.isTrusted ? panelAction(event) : undefined;
  if (!action) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ACTIONS[action]();
});
onThemeChange(() => tellFrame({ type: 'porthole:theme', theme: currentTheme() }));

// Firefox has no `location.ancestorOrigins`; the parent of the panel then has the panel's own origin.
const ancestors = [location.origin, ...(location.ancestorOrigins ?? [])];
say({ type: 'ready', ancestors: [...new Set(ancestors)] });
