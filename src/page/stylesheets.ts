import type { Outcome } from '../protocol/page';
import { names, renewed } from './addresses';

/** Style elements of the document and of every open shadow root below it. */
function links(root: Document | ShadowRoot): HTMLLinkElement[] {
  const own = [...root.querySelectorAll<HTMLLinkElement>('link[rel~="stylesheet"]')];
  const below = [...root.querySelectorAll('*')].flatMap(element =>
    element.shadowRoot ? links(element.shadowRoot) : [],
  );
  return [...own, ...below];
}

/** Whether a style sheet is this file or imports it, at any depth. */
function uses(sheet: CSSStyleSheet, path: string): boolean {
  if (sheet.href !== null && names(sheet.href, path)) return true;
  try {
    return [...sheet.cssRules].some(
      rule => rule instanceof CSSImportRule && rule.styleSheet !== null && uses(rule.styleSheet, path),
    );
  } catch {
    // The rules of another origin's sheet are not readable, and not ours.
    return false;
  }
}

/** Puts a fresh link behind the old one and takes the old one away once the new one is there: no flash, same order. */
function replace(old: HTMLLinkElement): Promise<void> {
  const fresh = old.cloneNode() as HTMLLinkElement;
  fresh.href = renewed(old.href);
  return new Promise(resolve => {
    const done = (loaded: boolean): void => {
      (loaded ? old : fresh).remove();
      resolve();
    };
    fresh.addEventListener('load', () => done(true), { once: true });
    fresh.addEventListener('error', () => done(false), { once: true });
    old.after(fresh);
  });
}

/** Imported sheets are kept by the browser under their own address: they are fetched past its cache first. */
async function refetch(path: string): Promise<void> {
  await fetch(encodeURI(path).replace(/[?#]/g, encodeURIComponent), { cache: 'reload' }).catch(
    () => undefined,
  );
}

/** Swaps the style sheets that are made of this file. */
export async function swapStyle(path: string): Promise<Outcome> {
  const all = links(document);
  const touched = all.filter(
    link => names(link.href, path) || (link.sheet !== null && uses(link.sheet, path)),
  );
  if (touched.some(link => !names(link.href, path))) await refetch(path);
  await Promise.all(touched.map(replace));
  const inline = [...document.styleSheets].filter(sheet => sheet.href === null && uses(sheet, path));
  if (inline.length > 0) {
    await refetch(path);
    for (const { ownerNode } of inline)
      if (ownerNode instanceof HTMLStyleElement) ownerNode.replaceChildren(...ownerNode.childNodes);
  }
  return touched.length + inline.length > 0 ? 'applied' : 'unused';
}
