import { inBackground as take } from '../log';
import type { LiveHost } from './door';

/**
 * Takes a promise that nothing waits for: a rejection is logged once.
 * @param what begins a sentence that ends with "failed"
 */
export function inBackground(work: Promise<unknown>, { log }: Pick<LiveHost, 'log'>, what: string): void {
  take(work, { event: log }, what);
}
