import type { Arrival } from '../../../protocol/frame';
import type { Tell } from '../messages';

/** Reports a title or address that changes, and the address of the next document before it replaces this one. */
export function reportChanges(tell: Tell): void {
  let title = document.title;
  const report = (change: Arrival): void => {
    title = document.title;
    tell({
      type: 'porthole:shown',
      url: location.href,
      title,
      // A report before `pageshow` is the first of this document.
      how: document.readyState === 'complete' ? change : 'load',
      document: performance.timeOrigin,
    });
  };
  new MutationObserver(() => {
    if (document.title !== title) report('title');
  }).observe(document.head ?? document.documentElement, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  reportAddresses(tell, report);
}

/** Chromium 102, Safari 26.2 and Firefox 147 have the Navigation API; older ones hear of no `pushState`. */
function reportAddresses(tell: Tell, report: (change: Arrival) => void): void {
  const { navigation } = window as { readonly navigation?: Navigation };
  if (!navigation) {
    addEventListener('popstate', () => report('traverse'));
    return;
  }
  navigation.addEventListener('currententrychange', ({ navigationType: type }) =>
    report(type === 'push' || type === 'traverse' ? type : 'replace'),
  );
  navigation.addEventListener('navigate', event => {
    if (!event.hashChange && event.downloadRequest === null)
      tell({ type: 'porthole:leaving', url: event.destination.url });
  });
}
