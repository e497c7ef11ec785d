import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { Tree } from '../../server/support/serve';

/** A wanted value: of a property, of the element with a `data-t`, in a variant of the document. */
type Wanted = readonly [variant: number, target: number, property: string];

/** Frames that load at once. */
const AT_ONCE = 24;

/** Runs in a page of the server: computed values in its variants, each in a frame of its own. */
async function valuesIn([all, atOnce]: readonly [readonly Wanted[], number]): Promise<string[]> {
  const values: string[] = [];
  const find = (root: Document | ShadowRoot, target: number): Element | undefined => {
    const found = root.querySelector(`[data-t="${target}"]`);
    if (found) return found;
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      const inside = shadowRoot && find(shadowRoot, target);
      if (inside) return inside;
    }
    return undefined;
  };
  const wanted = new Map<number, (readonly [index: number, target: number, property: string])[]>();
  for (const [index, [variant, target, property]] of all.entries())
    wanted.set(variant, [...(wanted.get(variant) ?? []), [index, target, property]]);
  const due = [...wanted];
  const work = async (): Promise<void> => {
    for (let next = due.pop(); next; next = due.pop()) {
      const [variant, asked] = next;
      const frame = document.createElement('iframe');
      frame.src = `/${variant}/index.html`;
      frame.width = '900';
      const loaded = new Promise(resolve => frame.addEventListener('load', resolve, { once: true }));
      document.body.append(frame);
      await loaded;
      const inside = frame.contentDocument;
      for (const [index, target, property] of asked) {
        const element = inside && find(inside, target);
        values[index] = element ? getComputedStyle(element).getPropertyValue(property).trim() : 'no element';
      }
      frame.remove();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return values;
}

const TYPES: Readonly<Record<string, string>> = { css: 'text/css', html: 'text/html' };

/** Documents beside each other, as they are, for a browser to compute their styles. */
export class Variants {
  private readonly trees: Tree[] = [];
  private readonly numbers = new Map<string, number>();

  private constructor(
    private readonly page: Page,
    private readonly server: Server,
  ) {}

  static async open(page: Page): Promise<Variants> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const variants = new Variants(page, server);
    server.on('request', ({ url = '/' }, response) => {
      const [, number = '', ...path] = decodeURI(new URL(url, 'http://a/').pathname).split('/');
      const name = path.join('/');
      const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/html';
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` });
      response.end(number === '' ? '<!doctype html><body>' : (variants.trees[Number(number)]?.[name] ?? ''));
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return variants;
  }

  /** The number of a variant; the same one for the same files. */
  add(tree: Tree): number {
    const key = JSON.stringify(tree);
    const known = this.numbers.get(key) ?? this.trees.push(tree) - 1;
    this.numbers.set(key, known);
    return known;
  }

  values(wanted: readonly Wanted[]): Promise<string[]> {
    return this.page.evaluate(valuesIn, [wanted, AT_ONCE] as const);
  }

  forget(): void {
    this.numbers.clear();
    this.trees.length = 0;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
