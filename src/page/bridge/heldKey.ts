import type { PickKey } from '../../protocol/bridgeMessages';
import { roots } from '../roots';
import { framesIn, targetInPage } from './target';
import { page } from './unhidden';

type Modifiers = Pick<MouseEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** On ChromeOS, Alt with a click is a right click. On a Mac, Alt with a click downloads a link. */
function defaultKey(): PickKey {
  const { userAgent } = navigator;
  if (userAgent.includes('CrOS')) return 'off';
  return /Mac|iP(?:hone|ad|od)/.test(userAgent) ? 'meta' : 'alt';
}

/** Whether exactly these keys are down. */
function isHeld(key: PickKey, { altKey, ctrlKey, metaKey, shiftKey }: Modifiers): boolean {
  const down = [ctrlKey && 'ctrl', metaKey && 'meta', shiftKey && 'shift', altKey && 'alt'];
  return down.filter(Boolean).join('+') === (key === 'default' ? defaultKey() : key);
}

/** The window of the page, or the document of a frame. */
type Place = GlobalEventHandlers;

/** Pixels that a pointer may move in a click. */
const STILL = 5;
const REST_OF_A_CLICK = ['mousedown', 'mouseup', 'click', 'auxclick'] as const;

/** Handles clicks with the key held. */
interface HeldKeyEvents {
  onHover(target: Element | undefined): void;
  onPick(target: Element, x: number, y: number): void;
}

/**
 * Takes clicks with a key held, so that the page sees nothing of them. Few listeners wait for the key. If the page does not have the
 * keyboard, a click is the first event that tells of the key.
 */
export class HeldKey {
  key: PickKey = 'off';
  private isFollowing = false;
  private readonly heard = new WeakSet<Place>();

  constructor(private readonly events: HeldKeyEvents) {
    this.listenIn(window, page);
    if (window.length > 0) this.listenInFrames();
  }

  /** Frames without an address run no script of ours, so this page handles their events. */
  private listenInFrames(): void {
    for (const frame of framesIn(roots())) if (!this.heard.has(frame)) this.listenIn(frame, frame);
  }

  /** @param inside hears the load of its frames, which a window does not */
  private listenIn(place: Place, inside: Document): void {
    this.heard.add(place);
    place.addEventListener('keydown', event => this.isDown(event) && this.follow(), true);
    place.addEventListener(
      'pointerdown',
      event => this.isDown(event) && begin(place, event, this.events),
      true,
    );
    inside.addEventListener('load', ({ target }) => isFrame(target) && this.listenInFrames(), true);
  }

  private isDown(event: KeyboardEvent | PointerEvent): boolean {
    return event.isTrusted && this.key !== 'off' && isHeld(this.key, event);
  }

  /** Outlines what is below the pointer until the key is up. */
  private follow(): void {
    if (this.isFollowing) return;
    this.isFollowing = true;
    const following = new AbortController();
    const options = { capture: true, signal: following.signal };
    const end = (): void => {
      this.isFollowing = false;
      following.abort();
      this.events.onHover(undefined);
    };
    const places: readonly Place[] = [window, ...framesIn(roots())];
    for (const place of places) {
      place.addEventListener(
        'pointermove',
        event => this.events.onHover(this.isDown(event) ? targetInPage(event) : undefined),
        options,
      );
      place.addEventListener('keyup', end, options);
    }
    addEventListener('blur', () => page.hasFocus() || end(), { signal: following.signal });
  }
}

const isFrame = (target: EventTarget | null): boolean => target !== null && 'contentDocument' in target;

/** A click with the key held has begun. */
function begin(place: Place, start: PointerEvent, events: HeldKeyEvents): void {
  if (start.button !== 0) return;
  take(start);
  const clicking = new AbortController();
  const options = { capture: true, signal: clicking.signal };
  for (const type of REST_OF_A_CLICK) place.addEventListener(type, take, options);
  place.addEventListener(
    'pointerup',
    event => {
      take(event);
      if (!event.isTrusted) return;
      const moved = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
      const target = targetInPage(event);
      if (target && moved <= STILL) events.onPick(target, event.clientX, event.clientY);
      // The click comes in the same turn or the next.
      setTimeout(() => clicking.abort());
    },
    options,
  );
}

function take(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
