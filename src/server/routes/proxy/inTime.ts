import type { ClientRequest } from 'node:http';
import { ResponseFailure, TimeoutFailure } from './failures';

/** Ways out of the wait for another server's answer. */
export interface Waiting<T> {
  /** Call with the answer: from now on neither the deadline nor a client that leaves ends the request. */
  readonly answered: (answer: T) => void;
  /** Ends the request. Errors of the request itself arrive here, until `answered`. */
  readonly fail: (error: Error) => void;
  /** Starts the time limit anew. */
  readonly extend: () => void;
}

/**
 * Waits for the answer to a request that `begin` sends. Rejects with a `TimeoutFailure`, with a `ResponseFailure` if the connection closes
 * before, or with an error of the request. It also rejects when `signal` aborts, since the client has left.
 * @param timeout milliseconds
 * @param begin takes the answer's events and sends the request; not called when `signal` has aborted
 */
export function inTime<T>(
  outgoing: ClientRequest,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
  begin: (waiting: Waiting<T>) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => fail(new TimeoutFailure(timeout)), timeout);
    const abandon = (): void => fail(new Error('The client has left.'));
    const onClose = (): void => fail(new ResponseFailure('it closed the connection without a response'));
    const end = (): void => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', abandon);
      outgoing.off('close', onClose);
    };
    const fail = (error: Error): void => {
      end();
      outgoing.destroy();
      reject(error);
    };
    const answered = (answer: T): void => {
      end();
      // An error after the head concerns the upload only: a server may answer early and close (RFC 9112, 9.6).
      outgoing.off('error', fail).on('error', () => undefined);
      resolve(answer);
    };
    outgoing.on('error', fail);
    outgoing.once('close', onClose);
    if (signal.aborted) return abandon();
    signal.addEventListener('abort', abandon, { once: true });
    begin({ answered, fail, extend: () => deadline.refresh() });
  });
}
