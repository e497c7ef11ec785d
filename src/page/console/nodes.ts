import {
  attributesOf,
  dataOf,
  isData,
  isDocument,
  isElement,
  isFragment,
  nameOf,
  nameOfNode,
} from '../own/dom';
import { slice } from '../own/text';

const LONGEST = 200;
const shortened = (text: string): string => (text.length > LONGEST ? `${slice(text, 0, LONGEST)}…` : text);

/** A node as its tag in the source would be. */
export function tagOf(node: Node): string {
  if (isElement(node)) {
    let tag = `<${nameOf(node)}`;
    const pairs = attributesOf(node);
    for (let at = 0; at < pairs.length && tag.length < LONGEST; at += 2) {
      const value = pairs[at + 1] ?? '';
      tag += value === '' ? ` ${pairs[at] ?? ''}` : ` ${pairs[at] ?? ''}="${value}"`;
    }
    return `${shortened(tag)}>`;
  }
  if (isDocument(node) || isFragment(node)) return nameOfNode(node);
  if (!isData(node)) return nameOfNode(node);
  const data = shortened(dataOf(node));
  return nameOfNode(node) === '#comment' ? `<!--${data}-->` : `#text "${data}"`;
}
