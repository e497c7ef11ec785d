import { LONGEST_ADDRESS } from '../../../protocol/frame';
import type { Tell } from '../messages';
import { onceHandled } from './onceHandled';
import type { Realm } from './windows';

const SHOWN_ELSEWHERE = /^(?:https?|mailto|tel):/i;
/** Addresses that only work in this page. */
const OF_PAGE = /^(?:blob|data|about|javascript):/i;
/** Those of `OF_PAGE` that the frame may navigate to: the panel's policy forbids the others. */
const WITHOUT_ADDRESS = /^(?:about|javascript):/i;
/** Milliseconds after a click or key within which a script may open a window. */
const GESTURE = 1000;
/** Notices shorten addresses that contain a text, such as `data:`. */
const LONGEST = 200;
// Chromium shows no PDF in a sandboxed frame.
const PDF = /\.pdf$/i;

/** A link, and where it leads. */
interface Link {
  readonly element: HTMLAnchorElement;
  readonly url: URL;
  readonly target: string;
}

const isForeign = ({ origin }: URL): boolean => origin !== location.origin;
/** Browsers follow a link to another site even if it has `download` (HTML, "download the hyperlink"). */
const isDownloaded = (url: URL): boolean => !isForeign(url) || OF_PAGE.test(url.protocol);
/** Whether only this script can resolve the target: a window above the page, or this one by the name that the page gave it. */
const isOurs = (target: string): boolean =>
  /^_(?:top|parent)$/i.test(target) || (target !== '' && target === window.name);

/** Whether a target names a new window: not this frame, one above it, or a frame of this page. */
function isNewWindow(target: string, { name, document: inside }: Realm): boolean {
  if (/^(?:_self|_parent|_top|)$/i.test(target) || target === name || target === window.name) return false;
  const named = `:is(iframe, frame, object, embed)[name="${CSS.escape(target)}"]`;
  return target.startsWith('_') || !(inside.querySelector(named) ?? document.querySelector(named));
}

/** The link that was clicked, in HTML or in a drawing, also in a frame. */
function linkOf(event: Event): Link | undefined {
  const element = event
    .composedPath()
    .find(
      node => /^(?:a|area)$/.test((node as Element).localName) && textOf((node as HTMLAnchorElement).href),
    ) as HTMLAnchorElement | undefined;
  const href = element && textOf(element.href);
  if (!element || !URL.canParse(href ?? '', element.baseURI)) return undefined;
  const target = targetOf(element, textOf(element.target));
  return { element, url: new URL(href ?? '', element.baseURI), target };
}

/** In SVG, `href` and `target` are objects, because they can be animated. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : ((value as SVGAnimatedString | undefined)?.baseVal ?? '');

function targetOf(element: Element, target: string): string {
  return target || (element.ownerDocument.querySelector<HTMLBaseElement>('base[target]')?.target ?? '');
}

/** Keeps the navigation that follows in its own frame. A sandbox lets no frame change the one above it; this script may. */
function retarget(element: Element, name: 'target' | 'formtarget'): void {
  const before = element.getAttribute(name);
  element.setAttribute(name, '_self');
  setTimeout(() => (before === null ? element.removeAttribute(name) : element.setAttribute(name, before)));
}

/**
 * Opens outside this frame what a webview's sandbox forbids or its policy blocks: new windows and other sites. Each needs a click or key
 * of the user; a script that tries without one is reported.
 */
export class Links {
  private gesture = Number.NEGATIVE_INFINITY;

  constructor(private readonly tell: Tell) {}

  /** Hears clicks, keys and forms. */
  listen(realm: Realm): void {
    const submitted = (event: SubmitEvent): void => {
      const { target: form, submitter, defaultPrevented } = event;
      if (!defaultPrevented && this.sends(form as HTMLFormElement, submitter, realm)) event.preventDefault();
    };
    const trees = new WeakSet<EventTarget>();
    const note = (event: Event): void => {
      if (event.isTrusted) this.gesture = performance.now();
      // `submit` is not composed: the window hears of no form in a shadow tree.
      for (const tree of event.composedPath()) {
        if (!(tree instanceof realm.ShadowRoot) || trees.has(tree)) continue;
        trees.add(tree);
        onceHandled(tree, 'submit', submitted);
      }
    };
    for (const type of ['pointerdown', 'pointerup', 'click', 'keydown'])
      realm.addEventListener(type, note, true);
    onceHandled(realm, 'click', event => this.click(event, realm));
    onceHandled(realm, 'auxclick', event => this.click(event, realm));
    onceHandled(realm, 'submit', submitted);
  }

  /** Replaces functions of scripts that cause no event. */
  replace(realm: Realm): void {
    this.replaceSubmit(realm);
    this.replaceClick(realm);
    this.replaceOpen(realm);
    if (realm === window) this.watchNavigation();
  }

  /** Opens one window for each click or key, as popup blockers do. */
  private open(url: string): void {
    const isCut = url.length > LONGEST_ADDRESS;
    const isShown = !isCut && SHOWN_ELSEWHERE.test(url);
    const isWanted = isShown && performance.now() - this.gesture < GESTURE;
    this.gesture = Number.NEGATIVE_INFINITY;
    if (isWanted) return this.tell({ type: 'porthole:open', url });
    this.tell({ type: 'porthole:blocked', url: isShown ? url : url.slice(0, LONGEST), byPage: isCut });
  }

  private click(event: MouseEvent, realm: Realm): void {
    const link = !event.defaultPrevented && event.button < 2 ? linkOf(event) : undefined;
    if (!link || link.element.isContentEditable) return;
    const { element, url, target } = link;
    const isAside = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!isAside && element.hasAttribute('download') && isDownloaded(url)) return;
    const changed = changedBy(target, realm);
    const isHere = !isAside && !isNewWindow(target, realm) && isShownHere(url, changed === window);
    if (isHere && isOurs(target) && changed === realm) retarget(element, 'target');
    if (isHere && (changed === undefined || changed === realm)) return;
    event.preventDefault();
    if (isHere) changed?.location.assign(url.href);
    else this.open(url.href);
  }

  private watchNavigation(): void {
    (window as { navigation?: Navigation }).navigation?.addEventListener('navigate', event => {
      // An address that is wrong leads nowhere.
      if (!event.cancelable || event.defaultPrevented || !URL.canParse(event.destination.url)) return;
      const url = new URL(event.destination.url);
      if (event.downloadRequest !== null && isDownloaded(url)) return;
      if (WITHOUT_ADDRESS.test(url.protocol) || (!isForeign(url) && url.protocol !== 'blob:')) return;
      event.preventDefault();
      // The address alone would lead to a request without the data of the form.
      if (event.formData) this.tell({ type: 'porthole:blocked', url: url.href, byPage: true });
      else this.open(url.href);
    });
  }

  private replaceSubmit(realm: Realm): void {
    const isSent = (form: HTMLFormElement): boolean => this.sends(form, null, realm);
    const { prototype } = realm.HTMLFormElement;
    const native = Object.getOwnPropertyDescriptor(prototype, 'submit')?.value as typeof prototype.submit;
    prototype.submit = function submit() {
      if (!isSent(this)) native.call(this);
    };
  }

  /** A script may click a link outside of any document; the window gets no such event. */
  private replaceClick(realm: Realm): void {
    const clicked = (event: Event): void => this.click(event as MouseEvent, realm);
    for (const [of, name] of [
      [realm.HTMLElement.prototype, 'click'],
      [realm.EventTarget.prototype, 'dispatchEvent'],
    ] as const) {
      const native = Object.getOwnPropertyDescriptor(of, name)?.value as (...values: never[]) => unknown;
      Object.assign(of, {
        [name](this: unknown, ...values: never[]): unknown {
          if (this instanceof realm.HTMLAnchorElement && !this.isConnected)
            this.addEventListener('click', clicked, { once: true });
          return Reflect.apply(native, this, values);
        },
      });
    }
  }

  /**
   * Handles a form for another window. A GET form is opened there by its address; any other is sent in this frame.
   * @returns whether it was opened there
   */
  private sends(form: HTMLFormElement, submitter: HTMLElement | null, realm: Realm): boolean {
    const given = (name: string): string =>
      submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? '';
    const target = targetOf(form, given('target'));
    const isNew = isNewWindow(target, realm);
    if (!isNew && !isOurs(target)) return false;
    const { baseURI } = form;
    const action = given('action') || form.ownerDocument.URL;
    const changed = isNew ? undefined : changedBy(target, realm);
    const hasBody = /^(?:post|dialog)$/i.test(given('method'));
    if (changed === realm || hasBody || !URL.canParse(action, baseURI)) {
      if (submitter?.hasAttribute('formtarget')) retarget(submitter, 'formtarget');
      else retarget(form, 'target');
      return false;
    }
    const url = new URL(action, baseURI);
    const entries = [...new realm.FormData(form, submitter)];
    url.search = new URLSearchParams(
      entries.map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
    ).toString();
    if (changed) changed.location.assign(url.href);
    else this.open(url.href);
    return true;
  }

  /** `window.open` of a new window does nothing in a webview, whose sandbox forbids popups. */
  private replaceOpen(realm: Realm): void {
    const native = realm.open;
    realm.open = (url = '', name = '', features = '') => {
      const address = String(url);
      const target = name || '_blank';
      const { baseURI } = realm.document;
      const isNew = isNewWindow(target, realm);
      const changed = isOurs(target) ? changedBy(target, realm) : undefined;
      // A wrong address throws, as it does in a browser.
      if (!URL.canParse(address, baseURI) || (!isNew && !changed))
        return native.call(realm, address, target, features);
      const { href } = new URL(address || 'about:blank', baseURI);
      if (!changed) this.open(href);
      else if (address !== '') changed.location.assign(href);
      return changed ?? null;
    };
  }
}

/** The window that a target names, if it is this one or one above it: for the page, the preview's frame is the top. */
function changedBy(target: string, realm: Realm): Window | undefined {
  if (/^_top$/i.test(target) || (target !== '' && target === window.name)) return window;
  if (/^_parent$/i.test(target)) return realm === window ? window : realm.parent;
  return /^(?:_self|)$/i.test(target) ? realm : undefined;
}

/** Another site may load in a frame of the page, but not in the frame of the preview. */
const isShownHere = (url: URL, isWhole: boolean): boolean =>
  (isWhole ? WITHOUT_ADDRESS : OF_PAGE).test(url.protocol) ||
  (/^https?:$/.test(url.protocol) && (!isWhole || (!isForeign(url) && !PDF.test(url.pathname))));
