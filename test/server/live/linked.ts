import fs from 'node:fs/promises';
import path from 'node:path';
import type { Fault } from '../../../src/protocol/faults';
import { createServer, type DevServer } from '../../../src/server';
import { ask, navigation } from '../support/raw';
import { foldNames } from '../support/foldingDisk';
import { makeTree, pageScript } from '../support/serve';
import { FakePage } from './liveServer';

export const DOCUMENT = '<!doctype html><link rel="stylesheet" href="a.css"><p>one</p>';

/** How a folder is given, and the disk that it lies on. */
export interface Given {
  /** The spelling of the folder, below the tree. */
  readonly given: string;
  /** Names that the disk takes for one; as the disk of this machine where it is missing. */
  readonly fold?: (name: string) => string;
  /** The name of the style on the disk. */
  readonly style?: string;
}

/** A server of a folder that was given in some spelling, and the page that it shows at an address. */
export class Linked {
  private constructor(
    readonly tree: string,
    readonly given: string,
    readonly server: DevServer,
    readonly port: number,
    /** The last ones told. */
    readonly faults: readonly Fault[],
    private readonly unfold: () => void,
  ) {}

  static async start({ given, fold, style = 'a.css' }: Given): Promise<Linked> {
    const tree = await makeTree({
      'real/site/index.html': DOCUMENT,
      [`real/site/${style}`]: 'p {}',
      'page/page.js': '',
    });
    await fs.symlink('real', path.join(tree, 'above'));
    await fs.symlink('real/site', path.join(tree, 'link'));
    await fs.symlink('.', path.join(tree, 'real/site/inside'));
    const unfold = fold ? foldNames(tree, fold) : () => undefined;
    const root = path.join(tree, given);
    const faults: Fault[] = [];
    const server = createServer(
      { root, pageScript: await pageScript(path.join(tree, 'page')), port: 0, shutdownTimeout: 200 },
      { faults: report => faults.splice(0, faults.length, ...report.faults) },
    );
    const { port } = await server.listen();
    return new Linked(tree, root, server, port, faults, unfold);
  }

  /** Opens a page as a browser does: the document, its style, then the live channel. */
  async open(address: string, style = `${address}a.css`): Promise<FakePage> {
    const shown = await ask(this.port, address, { headers: navigation });
    const [, id = ''] = /data-document="([^"]+)"/.exec(shown.body.toString()) ?? [];
    await ask(this.port, style, { headers: { Referer: `http://localhost:${this.port}${address}` } });
    const token = new URL(this.server.liveUrl ?? '').searchParams.get('token') ?? '';
    const live = { document: id, path: address, token };
    const page = await FakePage.connect(this.port, live, '/__porthole/live');
    await page.uses([style, 'style']);
    return page;
  }

  async end(): Promise<void> {
    await this.server.close();
    this.unfold();
    await fs.rm(this.tree, { recursive: true });
  }
}
