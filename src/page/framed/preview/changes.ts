import type { Arrival } from '../../../protocol/frame';
import type { Tell } from '../messages';

/** The most reports in a period of this many milliseconds: a page that changes its address without end would keep the panel busy. */
const MOST = 30;
const PERIOD = 1000;

/** Reports a title or address that changes, and the address of the next document before it replaces this one. */
export function reportChanges(tell: Tell): void {
  let title = document.title;
  const report = paced(change => {
    title = document.title;
    tell({
      type: 'porthole:shown',
      url: location.href,
      title,
      // A report before `pageshow` is the first one of this document.
      how: document.readyState === 'complete' ? change : 'load',
      document: performance.timeOrigin,
    });
  });
  // A page that never finishes loading has an address, too.
  if (document.readyState !== 'complete') report('load');
  new MutationObserver(() => {
    if (document.title !== title) report('title');
  }).observe(document.head ?? document.documentElement, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  reportAddresses(tell, report);
}

/** Passes on the first changes of a period, and at its end the last one. */
function paced(report: (change: Arrival) => void): (change: Arrival) => void {
  let left = MOST;
  let waiting: Arrival | undefined;
  const pass = (change: Arrival): void => {
    if (left === MOST) setTimeout(renew, PERIOD);
    if (left > 0) report(change);
    else waiting = change;
    left = Math.max(0, left - 1);
  };
  const renew = (): void => {
    left = MOST;
    if (waiting) pass(waiting);
    waiting = undefined;
  };
  return pass;
}

/** Chromium 102, Safari 26.2 and Firefox 147 have the Navigation API; older browsers do not report `pushState`. */
function reportAddresses(tell: Tell, report: (change: Arrival) => void): void {
  const { navigation } = window as { readonly navigation?: Navigation };
  if (!navigation) {
    addEventListener('popstate', () => report('traverse'));
    return;
  }
  navigation.addEventListener('currententrychange', ({ navigationType: type }) =>
    report(type === 'push' || type === 'traverse' ? type : 'replace'),
  );
  navigation.addEventListener('navigate', ({ downloadRequest, destination, navigationType }) => {
    if (destination.sameDocument || downloadRequest !== null) return;
    // A step back or forward needs no address. The empty one revokes the address of a link that led to a download.
    const url = navigationType === 'traverse' ? '' : destination.url;
    tell({ type: 'porthole:leaving', url, replaces: navigationType === 'replace' });
  });
}
