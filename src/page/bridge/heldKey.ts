import type { PickKey } from '../../protocol/bridge';
import { targetOf } from './target';

type Modifiers = Pick<MouseEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** On ChromeOS, Alt and a click make a right click. On a Mac, Alt and a click on a link load it down. */
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

/** Pixels that a pointer may move in a click. */
const STILL = 5;
const PARTS_OF_A_CLICK = ['mousedown', 'pointerup', 'mouseup', 'click', 'auxclick'] as const;

/** Handles clicks with the key held. */
export interface HeldKeyEvents {
  onHover(target: Element | undefined): void;
  onPick(target: Element, x: number, y: number): void;
}

/**
 * Takes clicks with a key held for itself: the page sees nothing of them. Until the key is down there are two listeners; a page that
 * does not have the keyboard hears of the key with the click only.
 */
export class HeldKey {
  key: PickKey = 'off';
  private isFollowing = false;

  constructor(private readonly events: HeldKeyEvents) {
    addEventListener('keydown', event => this.isDown(event) && this.follow(), true);
    addEventListener('pointerdown', event => this.isDown(event) && this.begin(event), true);
  }

  private isDown(event: KeyboardEvent | PointerEvent): boolean {
    return event.isTrusted && this.key !== 'off' && isHeld(this.key, event);
  }

  /** Outlines what is below the pointer until the key is up. */
  private follow(): void {
    if (this.isFollowing) return;
    this.isFollowing = true;
    const move = (event: PointerEvent): void =>
      this.events.onHover(this.isDown(event) ? targetOf(event) : undefined);
    const end = (): void => {
      this.isFollowing = false;
      removeEventListener('pointermove', move, true);
      removeEventListener('keyup', end, true);
      removeEventListener('blur', end);
      this.events.onHover(undefined);
    };
    addEventListener('pointermove', move, true);
    addEventListener('keyup', end, true);
    addEventListener('blur', end);
  }

  private begin(start: PointerEvent): void {
    if (start.button !== 0) return;
    take(start);
    const pick = (event: Event): void => {
      take(event);
      if (event.type !== 'pointerup' || !(event instanceof PointerEvent) || !event.isTrusted) return;
      const moved = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
      const target = targetOf(event);
      if (target && moved <= STILL) this.events.onPick(target, event.clientX, event.clientY);
      // The click comes in the same turn or the next.
      setTimeout(() => {
        for (const type of PARTS_OF_A_CLICK) removeEventListener(type, pick, true);
      });
    };
    for (const type of PARTS_OF_A_CLICK) addEventListener(type, pick, true);
  }
}

function take(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
