import type { Scroll } from '../../../protocol/frame';
import type { Tell } from '../messages';

/** Tells how far the page is scrolled: the preview loads it anew on the way back. */
export function keepScroll(tell: Tell): void {
  addEventListener('scrollend', () =>
    tell({
      type: 'porthole:scrolled',
      document: performance.timeOrigin,
      scroll: { x: scrollX, y: scrollY },
    }),
  );
}

/** Scrolls to where the visitor left the page. Before `load`, the page may be too short. */
export function scrollBack({ x: left, y: top }: Partial<Scroll>): void {
  if (history.scrollRestoration === 'manual') return;
  const scroll = (): void => scrollTo({ left: Number(left), top: Number(top), behavior: 'instant' });
  if (document.readyState === 'complete') scroll();
  else addEventListener('load', scroll, { once: true });
}
