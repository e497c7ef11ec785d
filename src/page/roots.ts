import { addressOfDocument, documentIn, isElement, isHtml, page, select, shadowOf } from './own/dom';
import { each, flatMap, push } from './own/lists';
import { test } from './own/text';

export type Root = Document | ShadowRoot;

/** Documents that no server sent (`srcdoc`, `about:blank`, blobs) and that have no page script of their own. */
const MADE_HERE = /^(?:about|blob|data):/;
export const isMadeHere = (address: string): boolean => test(MADE_HERE, address);

/** The frames that come with a node. */
export const framesIn = (added: Node): HTMLIFrameElement[] =>
  (isHtml(added, 'iframe')
    ? [added]
    : isElement(added)
      ? select(added, 'iframe')
      : []) as HTMLIFrameElement[];

/** The document of a frame that this page script has to look after. */
function madeIn(frame: HTMLIFrameElement): Document | undefined {
  const inner = documentIn(frame);
  return inner && isMadeHere(addressOfDocument(inner)) ? inner : undefined;
}

/** The document; the shadow roots below it that are open or that a script made; the documents of frames without an address. */
export function roots(root: Root = page): Root[] {
  const found: Root[] = [root];
  each(select(root, '*'), element => {
    const shadow = shadowOf(element);
    const inner = shadow ?? (isHtml(element, 'iframe') ? madeIn(element as HTMLIFrameElement) : undefined);
    if (inner) each(roots(inner), each => push(found, each));
  });
  return found;
}

/** The elements that match a selector in all of them. */
export const everywhere = <E extends Element = Element>(selector: string): E[] =>
  flatMap(roots(), root => select(root, selector)) as E[];
