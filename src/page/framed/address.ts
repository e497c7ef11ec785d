import { addressOfDocument, page, titleOf } from '../own/dom';
import { on } from '../own/events';
import { self, timeOrigin } from '../own/window';
import type { Tell } from './messages';

/** Reports the address of this document when it is shown; the preview's part reports each change after that. */
export function reportAddress(tell: Tell): void {
  on<PageTransitionEvent>(self, 'pageshow', event =>
    tell({
      type: 'porthole:shown',
      url: addressOfDocument(page),
      title: titleOf(page),
      how: event.persisted ? 'traverse' : 'load',
      document: timeOrigin,
    }),
  );
}
