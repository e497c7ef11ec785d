import { trafficTexts } from '../base/translatedTexts';
import { webviewDocument, type WebviewParts } from '../base/webviewDocument';

/** The document of the traffic view. It carries the texts; its script builds the rest. Images are `data:` URLs only. */
export const trafficHtml = (parts: WebviewParts): string =>
  webviewDocument(parts, { title: 'Porthole', policy: 'img-src data:', words: trafficTexts() });
