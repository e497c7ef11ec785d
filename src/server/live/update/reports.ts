import type { LastUpdate } from '../../../protocol/thread';
import type { LiveHost } from '../door';
import type { Touch } from '../kinds';

/** The log's word for each way in which pages follow a change. */
const WORDS: Readonly<Record<LastUpdate['touch'], string>> = {
  patch: 'patched',
  style: 'style swapped',
  resource: 'swapped',
  reload: 'to be reloaded',
};

/** Milliseconds within which two events are of one save. */
const ONE_SAVE = 200;

/** Tells the editor and the log how pages follow changes. */
export class Reports {
  private lastUnused = { path: '', time: 0 };

  constructor(private readonly host: Pick<LiveHost, 'log' | 'onUpdated'>) {}

  /** @param began when the server heard of the change, by `performance.now()` */
  update(touch: LastUpdate['touch'], path: string, pages: number, began: number): void {
    const duration = performance.now() - began;
    this.host.onUpdated({ path: path.replace(/^\//, ''), touch, pages, duration, time: Date.now() });
    this.host.log('debug', `live: ${path} changed, ${WORDS[touch]} in ${pages} page(s)`);
  }

  /** Reports a file that is no page's document. Documents are reported once they are compared. */
  touched(touches: readonly Touch[], path: string, pages: number, began: number): void {
    if (pages === 0) this.unused(path);
    const [first, ...others] = touches.filter(touch => touch !== 'document');
    if (first) this.update(others.every(each => each === first) ? first : 'reload', path, pages, began);
  }

  /** A save makes several events: the log has one line for them. */
  unused(path: string): void {
    const now = performance.now();
    const { path: last, time } = this.lastUnused;
    this.lastUnused = { path, time: now };
    if (last === path && now - time < ONE_SAVE) return;
    this.host.log('debug', `live: ${path} changed, no page uses it`);
  }
}
