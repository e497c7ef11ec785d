import { bare } from '../own/language';
import { each, push } from '../own/lists';
import { apply, defineProperty, getOwnPropertyDescriptor, standIn } from '../own/console/natives';

const METHODS = [
  'log',
  'info',
  'warn',
  'error',
  'debug',
  'table',
  'group',
  'groupCollapsed',
  'groupEnd',
  'time',
  'timeLog',
  'timeEnd',
  'assert',
  'count',
  'countReset',
  'dir',
  'dirxml',
  'trace',
  'clear',
] as const;

interface Wrapped {
  readonly method: string;
  readonly before: PropertyDescriptor;
  readonly stand: unknown;
}

/**
 * Wraps the methods of a console, which still do their own work.
 * @returns restores the methods, except those that the page has replaced since: these are no longer heard
 */
export function wrap(target: object, take: (method: string, given: readonly unknown[]) => void): () => void {
  const wrapped: Wrapped[] = [];
  let isOn = true;
  // If describing a value runs code of the page that logs, that call is not reported.
  let isTaking = false;
  each(METHODS, method => {
    const before = getOwnPropertyDescriptor(target, method);
    const native: unknown = before?.value;
    if (!before || typeof native !== 'function' || before.configurable !== true) return;
    const stand = standIn(native, (run, self, given) => {
      if (isOn && !isTaking) {
        isTaking = true;
        try {
          take(method, given);
        } catch {
          // The page's own console must work, whatever its values do.
        }
        isTaking = false;
      }
      return apply(run as () => unknown, self, given) as unknown;
    });
    defineProperty(target, method, bare({ ...before, value: stand }));
    push(wrapped, { method, before, stand });
  });
  return () => {
    isOn = false;
    each(wrapped, ({ method, before, stand }) => {
      const now = getOwnPropertyDescriptor(target, method);
      if (now?.value === stand && now?.configurable === true) defineProperty(target, method, bare(before));
    });
  };
}
