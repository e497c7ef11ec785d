import { setImmediate } from 'node:timers/promises';
import { defaultTreeAdapter, type DefaultTreeAdapterMap, type DefaultTreeAdapterTypes, Parser } from 'parse5';

/** Characters that are read before other requests get a turn. */
const CHUNK = 16 * 1024;
/** Elements of a head: a `<template>` in it could open copies of formatting elements without end (WHATWG HTML, 13.2.4.3). */
const MOST_ELEMENTS = 20_000;

/** Thrown where nothing further is read. */
class Enough extends Error {}

/** The policies of `<meta>` elements in a document's head; browsers ignore them elsewhere, and nothing behind the head is read. */
export async function metaPolicies(text: string): Promise<string[]> {
  const parser = new HeadParser();
  try {
    for (let at = 0; at < text.length; at += CHUNK) {
      if (at > 0) await setImmediate();
      parser.tokenizer.write(text.slice(at, at + CHUNK), at + CHUNK >= text.length);
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return parser.policies;
}

class HeadParser extends Parser<DefaultTreeAdapterMap> {
  readonly policies: string[] = [];
  private elements = 0;

  constructor() {
    super();
    // Elements know their parents only: lists of children make the parser quadratic.
    this.treeAdapter = {
      ...defaultTreeAdapter,
      appendChild: (parent, node) => this.append(parent, node),
      insertBefore: (parent, node) => this.append(parent, node),
      detachNode: node => void (node.parentNode = null),
      insertText: () => undefined,
      insertTextBefore: () => undefined,
      getChildNodes: () => [],
      onItemPush: ({ tagName }) => this.pushed(tagName),
    };
  }

  private append(parent: DefaultTreeAdapterTypes.ParentNode, node: DefaultTreeAdapterTypes.ChildNode): void {
    node.parentNode = parent;
    if (parent.nodeName === 'head') this.policies.push(...policyOf(node));
  }

  private pushed(name: string): void {
    this.elements += 1;
    if (name === 'body' || name === 'frameset' || this.elements > MOST_ELEMENTS) throw new Enough();
  }
}

function policyOf(node: DefaultTreeAdapterTypes.ChildNode): string[] {
  if (node.nodeName !== 'meta' || !('attrs' in node)) return [];
  const valueOf = (name: string): string | undefined => node.attrs.find(each => each.name === name)?.value;
  return valueOf('http-equiv')?.toLowerCase() === 'content-security-policy'
    ? [valueOf('content') ?? []].flat()
    : [];
}
