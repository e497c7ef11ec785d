import type { FromFrame, Scroll, ToFrame } from '../../protocol/frame';
import { panelWords, type ToPanel } from '../../protocol/previewMessages';
import { pageOfInput, pageOfUrl, urlOfPage } from './address';
import { element } from './elements';
import { FindBar } from './findBar';
import { FocusWatch } from './focus';
import * as ways from './history';
import { onKeys } from './keys';
import { onMessage } from './messages';
import { Notice } from './notice';
import { Outside } from './outside';
import { PageFrame, UNHEARD_AFTER } from './pageFrame';
import { Screen } from './screen';
import type { Showing } from './showing';
import { currentTheme, onThemeChange } from './theme';
import { Toolbar } from './toolbar';
import { keep, say, storedState } from './vscode';
import { readWords } from '../words';

/** Milliseconds after `load` within which a page script reports: its `pageshow` follows `load` at once. */
const SILENT_AFTER = 300;

const words = readWords(document.body.dataset['words'], panelWords);

const frame = element('frame', HTMLIFrameElement);
const stopped = element('stopped', HTMLElement);
const stage = frame.parentElement ?? document.body;
const pageFrame = new PageFrame(frame);

let showing: Showing = { kind: 'nothing' };
const stored = storedState();
/** Undefined until the first page is shown. */
let history: ways.History | undefined = ways.restore(stored['entries'], stored['index']);
let follows = stored['follow'] === true;
/** The next document, as announced by the current page script. */
let leaving: ways.Leaving | undefined;
/** The document that the frame still shows while another is requested. */
let replaced: number | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let unheard: ReturnType<typeof setTimeout> | undefined;
/** Where the page was left that is shown again. */
let leftAt: Scroll | undefined;
let saidDialog = false;
/** Title of the page in the frame; empty if it has none or has not reported it. */
let title = '';

const sayInBrowser = (): void => say({ type: 'openInBrowser', page: shownPage() });

const toolbar = new Toolbar(words, {
  back: () => go(-1),
  forward: () => go(1),
  reload,
  browser: sayInBrowser,
  pick: () => say({ type: 'pick' }),
  follow() {
    follows = !follows;
    if (history) draw(history);
    say({ type: 'follow', on: follows });
  },
  enter,
});
const screen = new Screen(frame, stage, toolbar.follow, words);
const notice = new Notice(stage, words);
const findBar = new FindBar(stage, words, {
  find: (text, by) => tellFrame({ type: 'porthole:find', text, by }),
  closed: () => frame.focus(),
});
const focusWatch = new FocusWatch(frame, () => say({ type: 'focusTaken' }));
const outside = new Outside(notice, words, pageOf, shownPage);

function pageOf(url: string): string | undefined {
  return showing.kind === 'nothing' ? undefined : pageOfUrl(url, showing.base);
}

function shownPage(): string {
  return history ? ways.currentPage(history) : '';
}

/** Shows the current page of a history in the frame. */
function load(next: ways.History): void {
  if (showing.kind === 'nothing') return;
  clearTimeout(unheard);
  focusWatch.arriving();
  replaced = history && ways.documentOf(history);
  history = next;
  leftAt = next.entries[next.index]?.scroll;
  const url = urlOfPage(ways.currentPage(next), showing.base) ?? showing.base;
  const answers = showing.kind === 'page' ? showing.base : undefined;
  showing = { ...showing, kind: 'loading' };
  stopped.hidden = true;
  frame.hidden = false;
  notice.hide();
  pageFrame.show(url, answers);
  title = '';
  draw(next);
  // A browser may download a PDF instead, and then no `load` follows.
  if (/\.pdf(?:[?#]|$)/i.test(ways.currentPage(next))) say({ type: 'silent', page: ways.currentPage(next) });
}

/** Updates the toolbar, the stored state, and the titles of the frame and of the tab. */
function draw(shown: ways.History): void {
  if (showing.kind === 'nothing') return;
  const page = ways.currentPage(shown);
  const canGo = (by: -1 | 1): boolean => ways.step(shown, by) !== undefined;
  toolbar.draw({ page, canGoBack: canGo(-1), canGoForward: canGo(1), follows });
  frame.title = title || `/${page}`;
  keep({ folder: showing.folder, entries: ways.pagesOf(shown), index: shown.index, follow: follows });
  say({ type: 'navigated', page, title });
}

/** A step within one document is left to the page, so that a single-page application keeps its state. */
function go(by: number): void {
  const next = history && ways.step(history, by);
  if (!history || !next) return;
  if (showing.kind === 'page' && ways.isWithinDocument(history, by)) tellFrame({ type: 'porthole:go', by });
  else load(next);
}

/**
 * A page with the page script reloads itself and keeps its scroll position. Any other page is requested again, and so is one that does not
 * answer: `document.open` removes every listener, and `about:blank` has none.
 */
function reload(): void {
  if (showing.kind !== 'page') return loadAgain();
  tellFrame({ type: 'porthole:reload' });
  clearTimeout(unheard);
  unheard = setTimeout(loadAgain, UNHEARD_AFTER);
}

function loadAgain(): void {
  if (history) load(history);
}

/** Shows a typed address; false where it is of another server. */
function enter(input: string): boolean {
  const page = showing.kind === 'nothing' ? undefined : pageOfInput(input, showing.base);
  if (page !== undefined) load(history ? ways.visit(history, page) : ways.startAt(page));
  return page !== undefined;
}

function tellFrame(message: ToFrame): void {
  if (showing.kind !== 'nothing') pageFrame.tell(showing.base, message);
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
      if (history && ways.currentPage(history) === message.page)
        notice.show(words[message.why], () => say({ type: 'openInBrowser', page: message.page }));
      return;
    default:
      message satisfies never;
  }
}

function show({ folder, base, page, replaces }: ToPanel & { type: 'show' }): void {
  // After a restart of the server the page script reconnects by itself; loading again would lose typed form values.
  if (page === undefined && showing.kind === 'page' && stopped.hidden) return;
  showing = { kind: showing.kind === 'nothing' ? 'loading' : showing.kind, folder, base };
  const next =
    history && page !== undefined ? (replaces ? ways.replace : ways.visit)(history, page) : history;
  load(next ?? ways.startAt(page ?? ''));
}

function hearFrame(message: FromFrame): void {
  pageFrame.heard();
  switch (message.type) {
    case 'porthole:shown':
      return shown(message);
    case 'porthole:leaving':
      return left(message.url, message.replaces);
    case 'porthole:step':
      return go(message.by);
    case 'porthole:scrolled':
      history = history && ways.scrolledTo(history, message.document, message.scroll);
      return;
    case 'porthole:open':
      return outside.open(message.url);
    case 'porthole:blocked':
      return outside.blocked(message.url, message.byPage);
    case 'porthole:dialog':
      if (!saidDialog) notice.show(words.dialog, sayInBrowser);
      saidDialog = true;
      return;
    case 'porthole:key':
      return pressed(message.press);
    case 'porthole:zoom':
      return screen.zoomBy(message.by);
    case 'porthole:found':
      return findBar.found(message.count, message.current);
    case 'porthole:widths':
      return screen.offer(message.widths);
    default:
      message satisfies never;
  }
}

function left(url: string, replaces: boolean): void {
  clearTimeout(unheard);
  focusWatch.arriving();
  const page = pageOf(url);
  leaving = page === undefined ? undefined : { page, replaces };
}

/** The page reported its address: the requested one, the target of a redirect, or one of its own navigation. */
function shown({ url, title: named, how, document: id }: FromFrame & { type: 'porthole:shown' }): void {
  if (showing.kind === 'nothing' || !history) return;
  const page = pageOfUrl(url, showing.base);
  if (page === undefined) return;
  // A page that is asked to go may go on changing its address.
  if (showing.kind === 'loading' && id === replaced && page !== shownPage()) return;
  clearTimeout(silence);
  clearTimeout(unheard);
  const isAgain = (how === 'load' || how === 'title') && ways.isAt(history, id);
  const wasAsked = showing.kind === 'loading' || showing.kind === 'arrived';
  const known = showing.kind === 'page' ? (leaving ?? 'unannounced') : leaving;
  history = wasAsked
    ? ways.replace(history, page, id)
    : ways.arriveAt(history, { page, document: id }, how, known);
  // After a click on a link, the old page may report once more.
  if (!isAgain) leaving = undefined;
  showing = { ...showing, kind: 'page' };
  if (how === 'load') arrived(!isAgain);
  title = named;
  draw(history);
}

/** A document with the page script, which tells twice that it is there. */
function arrived(isNew: boolean): void {
  if (isNew) notice.hide();
  if (isNew) saidDialog = false;
  tellFrame({ type: 'porthole:theme', theme: currentTheme() });
  tellFrame({ type: 'porthole:widths' });
  if (leftAt) tellFrame({ type: 'porthole:scroll', scroll: leftAt });
  leftAt = undefined;
  findBar.again();
}

/** A document without the page script: an image, a text, or a page that refuses to be framed. */
function silent(): void {
  if (showing.kind === 'nothing' || !history) return;
  if (showing.kind === 'page' && !leaving) return;
  if (leaving && showing.kind !== 'arrived') {
    history = ways.leaveFor(history, leaving);
    showing = { ...showing, kind: 'other' };
    title = '';
    draw(history);
  }
  leaving = undefined;
  say({ type: 'silent', page: ways.currentPage(history) });
}

/** A key that the page did not handle. */
const pressed = onKeys(
  {
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
  },
  // Escape is VS Code's unless it closes the find bar.
  action => action !== 'close' || findBar.isOpen,
);

onMessage(frame, () => (showing.kind === 'nothing' ? undefined : showing.base), { hearFrame, hear });

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
  if (effectiveDirective === 'frame-src') outside.refuse(blockedURI, leaving?.page ?? shownPage());
});
element('start', HTMLButtonElement).addEventListener('click', () => say({ type: 'start' }));
onThemeChange(() => tellFrame({ type: 'porthole:theme', theme: currentTheme() }));

// Firefox has no `location.ancestorOrigins`; the parent of the panel then has the panel's own origin.
const ancestors = [location.origin, ...(location.ancestorOrigins ?? [])];
say({ type: 'ready', ancestors: [...new Set(ancestors)] });
