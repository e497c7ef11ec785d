import path from 'node:path';
import type { Served } from '../server/support/serve';

export const built = path.resolve('dist/page.js');

/** A person with an editor. */
export class Author {
  constructor(readonly served: Served) {}

  /** This text is in the editor, and not saved. */
  type(text: string, name = 'index.html'): void {
    this.served.server.overlay({ path: path.join(this.served.root, name), text, version: 1 });
  }

  /** Closes the editor without saving, or has saved. */
  close(name = 'index.html'): void {
    this.served.server.overlay({ path: path.join(this.served.root, name), text: undefined, version: 2 });
  }

  async save(text: string, name = 'index.html'): Promise<void> {
    await this.served.write({ [name]: text });
    this.close(name);
    this.served.server.changed([{ path: path.join(this.served.root, name), how: 'saved' }]);
  }
}
