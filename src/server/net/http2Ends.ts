import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { stopReading } from './nodeInternals';

/** Connections and requests whose end waits for its turn. */
const ending = new WeakSet<ServerHttp2Session | ServerHttp2Stream>();

/** Whether a connection or a request ends in a moment: what still comes of it is dropped. */
export const isEnding = (one: ServerHttp2Session | ServerHttp2Stream): boolean => ending.has(one);

/**
 * Ends a connection and its requests in turns of their own. Node calls listeners, `nextTick` and promises while nghttp2 reads a packet. A
 * frame sent in there frees what nghttp2 reads next (nodejs/node#64113). A session destroyed in there meets an assertion
 * (nodejs/node#64850). Either ends the process.
 *
 * Node itself ends a session there, too: a client's GOAWAY does. It calls the same methods.
 */
export function endInTurns(session: ServerHttp2Session, socketOf: () => TLSSocket | undefined): void {
  const close = session.close.bind(session);
  const destroy = session.destroy.bind(session);
  session.close = callback => void setImmediate(close, callback);
  session.destroy = (error, code) => {
    if (ending.has(session)) return;
    ending.add(session);
    const socket = socketOf();
    // Thousands of frames could come until the turn.
    if (socket) stopReading(socket);
    setImmediate(destroy, error, code);
  };
  const isOver = (): boolean => session.destroyed || socketOf()?.destroyed === true;
  session.on('stream', stream => endStreamInTurn(stream, isOver));
}

function endStreamInTurn(stream: ServerHttp2Stream, isOver: () => boolean): void {
  const close = stream.close.bind(stream);
  const destroy = stream.destroy.bind(stream);
  stream.close = (code, callback) => {
    if (isOver()) return close(code, callback);
    ending.add(stream);
    setImmediate(close, code, callback);
  };
  stream.destroy = error => {
    // Node sends no frame for a stream that is closed.
    if (stream.closed || isOver()) return destroy(error);
    ending.add(stream);
    setImmediate(destroy, error);
    return stream;
  };
}
