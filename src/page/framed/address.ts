import { addressOfDocument, page, titleOf } from '../own/dom';
import { on } from '../own/events';
import { self, timeOrigin } from '../own/window';
import type { Arrival } from '../../protocol/frame';
import type { Tell } from './messages';

/** Chromium 102, Safari 26.2 and Firefox 147 have the Navigation API; older ones hear of no `pushState`. */
const { navigation } = self as { readonly navigation?: Navigation };

/** Reports each address of this document; the preview's part reports the title and the next document besides. */
export function reportAddress(tell: Tell): void {
  let isFirst = true;
  const report = (change: Arrival): void => {
    // The first report of a document tells that it is there, with any cause.
    const how = isFirst ? 'load' : change;
    isFirst = false;
    tell({
      type: 'porthole:shown',
      url: addressOfDocument(page),
      title: titleOf(page),
      how,
      document: timeOrigin,
    });
  };
  on<PageTransitionEvent>(self, 'pageshow', event => report(event.persisted ? 'traverse' : 'title'));
  if (navigation)
    on<NavigationCurrentEntryChangeEvent>(navigation, 'currententrychange', ({ navigationType: type }) =>
      report(type === 'push' || type === 'traverse' ? type : 'replace'),
    );
  else on(self, 'popstate', () => report('traverse'));
}
