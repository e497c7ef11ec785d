import type { Highlight } from './highlight';
import { roots } from '../../roots';
import { framesIn, targetInPage } from '../target';
import { page } from '../unhidden';
import { stepFrom } from './elements';
import { type Meant, meantBy } from './targets';

/** Milliseconds of a long press. */
const LONG_PRESS = 450;
/** Milliseconds within which a browser makes a click of a tap. */
const TAP = 500;
/** Pixels that a finger may move in one. */
const STILL = 10;

const SWALLOWED = ['mousedown', 'mouseup', 'click', 'dblclick', 'auxclick', 'contextmenu'] as const;

/** A pointer that is down. */
interface Press {
  readonly x: number;
  readonly y: number;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
  /** A first tap shows what it would pick, since a finger does not hover; the next one on the same element picks. */
  readonly picks: boolean;
}

interface PickModeEvents {
  onPick(meant: Meant, keeps: boolean): void;
  onRules(element: Element, keeps: boolean): void;
  onLeave(): void;
}

/** A mode in which a click, a long press or Enter picks. The page sees none of these events. */
export class PickMode {
  private listening: AbortController | undefined;
  private press: Press | undefined;
  private isTouched = false;
  /** The frames whose events are taken, with the options of the current run of the mode. */
  private readonly heard = new WeakMap<Document, AddEventListenerOptions>();
  private readonly listeners: Listeners = {
    pointermove: event => this.move(event),
    pointerdown: event => this.down(event),
    pointerup: event => this.up(event),
    pointercancel: () => this.release(),
    keydown: event => this.key(event),
  };
  private readonly cursor = new CSSStyleSheet();

  constructor(
    private readonly highlight: Highlight,
    private readonly events: PickModeEvents,
  ) {
    this.cursor.replaceSync('* { cursor: crosshair !important; }');
  }

  begin(): void {
    if (this.listening) return;
    this.listening = new AbortController();
    const options = { capture: true, signal: this.listening.signal };
    listen(window, this.listeners, options);
    this.listenInFrames(options);
    page.addEventListener('load', () => this.listenInFrames(options), options);
    const leave = (event: PointerEvent): void => {
      // A lifted finger leaves the page, but the next tap must pick what this one has outlined.
      if (event.pointerType !== 'touch') this.leave();
    };
    page.documentElement.addEventListener('pointerleave', leave, options);
    page.adoptedStyleSheets = [...page.adoptedStyleSheets, this.cursor];
  }

  end(): void {
    const { listening } = this;
    if (!listening) return;
    this.listening = undefined;
    this.release();
    this.highlight.aim(undefined);
    page.adoptedStyleSheets = page.adoptedStyleSheets.filter(sheet => sheet !== this.cursor);
    // The click of the last pick is still to come and must not reach the page. After a tap, it comes some turns later.
    const done = (): void => {
      setTimeout(() => listening.abort());
    };
    if (!this.isTouched) return done();
    addEventListener('click', done, { capture: true, once: true, signal: listening.signal });
    setTimeout(done, TAP);
  }

  /** Frames without an address run no script of ours, so this page handles their events. */
  private listenInFrames(options: AddEventListenerOptions): void {
    for (const frame of framesIn(roots())) {
      if (this.heard.get(frame) === options) continue;
      this.heard.set(frame, options);
      listen(frame, this.listeners, options);
    }
  }

  private move(event: PointerEvent): void {
    const { press } = this;
    if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > STILL) this.release();
    if (event.pointerType !== 'touch') this.highlight.aim(targetInPage(event));
  }

  private leave(): void {
    if (!this.press) this.highlight.aim(undefined);
  }

  private down(event: PointerEvent): void {
    take(event);
    if (!event.isTrusted || !event.isPrimary || event.button !== 0) return;
    const { clientX: x, clientY: y } = event;
    const isTouch = event.pointerType === 'touch';
    this.isTouched = isTouch;
    const target = targetInPage(event);
    const picks = !isTouch || target === this.highlight.target;
    this.highlight.aim(target);
    const timer = isTouch ? setTimeout(() => this.pickAt(x, y, false), LONG_PRESS) : undefined;
    this.press = { x, y, timer, picks };
  }

  private up(event: PointerEvent): void {
    take(event);
    const picks = event.isTrusted && (this.press?.picks ?? false);
    this.release();
    if (picks) this.pickAt(event.clientX, event.clientY, event.shiftKey);
  }

  private release(): void {
    clearTimeout(this.press?.timer);
    this.press = undefined;
  }

  private pickAt(x: number, y: number, keeps: boolean): void {
    this.release();
    const { target } = this.highlight;
    if (target && this.listening) this.events.onPick(meantBy(target, x, y), keeps);
  }

  private key(event: KeyboardEvent): void {
    if (!event.isTrusted || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') this.events.onLeave();
    else if (event.key === 'Enter') this.pickTarget(event.shiftKey);
    else if (event.key.toLowerCase() === 'r') this.listRules(event.shiftKey);
    else if (!this.step(event.key)) return;
    take(event);
  }

  private pickTarget(keeps: boolean): void {
    const { target } = this.highlight;
    if (target) this.events.onPick({ node: target, attribute: undefined }, keeps);
  }

  private listRules(keeps: boolean): void {
    const { target } = this.highlight;
    if (target) this.events.onRules(target, keeps);
  }

  /** The first step leads to the focused element, or to the body. */
  private step(key: string): boolean {
    if (!key.startsWith('Arrow')) return false;
    const { target } = this.highlight;
    const next = target ? stepFrom(target, key) : (page.activeElement ?? page.documentElement);
    if (next) this.highlight.aim(next, true);
    return true;
  }
}

type Taken = 'pointermove' | 'pointerdown' | 'pointerup' | 'pointercancel' | 'keydown';
type Listeners = { readonly [K in Taken]: (event: GlobalEventHandlersEventMap[K]) => void };

function listen(target: EventTarget, listeners: Listeners, options: AddEventListenerOptions): void {
  for (const type of SWALLOWED) target.addEventListener(type, take, options);
  for (const [type, listener] of Object.entries(listeners))
    target.addEventListener(type, listener as (event: Event) => void, options);
}

function take(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
