import { type DefaultTreeAdapterTypes, parse } from 'parse5';

/** The policies of `<meta>` elements in a document's head; browsers ignore them elsewhere. Pure. */
export function metaPolicies(text: string): string[] {
  const root = parse(text).childNodes.find(node => node.nodeName === 'html');
  const head = childrenOf(root).find(node => node.nodeName === 'head');
  return childrenOf(head).flatMap(node => policyOf(node) ?? []);
}

const childrenOf = (node: DefaultTreeAdapterTypes.ChildNode | undefined) =>
  node !== undefined && 'childNodes' in node ? node.childNodes : [];

function policyOf(node: DefaultTreeAdapterTypes.ChildNode): string | undefined {
  if (node.nodeName !== 'meta' || !('attrs' in node)) return undefined;
  const valueOf = (name: string): string | undefined => node.attrs.find(each => each.name === name)?.value;
  return valueOf('http-equiv')?.toLowerCase() === 'content-security-policy' ? valueOf('content') : undefined;
}
