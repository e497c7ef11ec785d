import { fault, type Fields, type RouteFault } from './routeKind';

/** Milliseconds from the last byte of a request, within which its response must begin. */
const USUAL = 30_000;
const LONGEST = 3_600_000;

/** Reads the `timeout` of a route. Pure. */
export function readTimeout({ timeout = USUAL }: Fields): number | RouteFault {
  if (typeof timeout === 'number' && timeout > 0 && timeout <= LONGEST) return timeout;
  return fault('The “timeout” is a number of milliseconds up to 3600000.', 'timeout');
}
