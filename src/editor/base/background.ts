/** Where a rejection is written. */
export interface ErrorLog {
  error(error: unknown): void;
}

/** Takes a promise that the caller does not await: a rejection is logged and never becomes an unhandled one. */
export function inBackground(promise: PromiseLike<unknown>, log: ErrorLog): void {
  promise.then(undefined, error => log.error(error));
}
