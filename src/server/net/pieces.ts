import type { IncomingMessage } from 'node:http';
import { pauseRequests } from './nodeInternals';
import { resumeInTurn } from './turns';

/** Pieces of a body that are passed on one by one within a turn of the event loop. */
const MOST = 100;

/**
 * Joins the pieces of a body in chunks. A single read brings 10,000 chunks of one byte, and each would go the whole way to a backend or a
 * handler. Beyond `MOST` in a turn of the event loop, they go on as one in the next (security rule 19).
 */
export function joinPieces(request: IncomingMessage): void {
  if (request.headers['transfer-encoding'] === undefined || request.httpVersionMajor > 1) return;
  const { socket } = request;
  const push = request.push.bind(request);
  let held: Buffer[] = [];
  let pieces = 0;
  const release = (): void => {
    const all = held;
    held = [];
    if (all.length > 0) push(Buffer.concat(all));
  };
  const nextTurn = (): void => {
    const wasFull = pieces > MOST;
    pieces = 0;
    release();
    if (wasFull) resumeInTurn(socket);
  };
  request.push = (piece: Buffer | null) => {
    if (piece === null) {
      release();
      return push(null);
    }
    pieces += 1;
    if (pieces === 1) setImmediate(nextTurn);
    if (pieces <= MOST) return push(piece);
    // Node reads up to 2 MB in one turn unless it is stopped.
    if (pieces === MOST + 1) pauseRequests(socket);
    held.push(piece);
    return true;
  };
}
