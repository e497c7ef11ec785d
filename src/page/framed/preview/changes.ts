import type { Tell } from '../messages';

/** Reports a title that changes, and the address of the next document before it replaces this one. */
export function reportChanges(tell: Tell): void {
  let title = document.title;
  new MutationObserver(() => {
    if (document.title === title) return;
    title = document.title;
    tell({
      type: 'porthole:shown',
      url: location.href,
      title,
      how: 'title',
      document: performance.timeOrigin,
    });
  }).observe(document.head ?? document.documentElement, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  (window as { navigation?: Navigation }).navigation?.addEventListener('navigate', event => {
    if (!event.hashChange && event.downloadRequest === null)
      tell({ type: 'porthole:leaving', url: event.destination.url });
  });
}
