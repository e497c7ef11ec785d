/** Connections to the server as they were: a page may replace their classes. */
import { getter, method } from './language';
import { slice } from './text';

const OwnSocket = WebSocket;
const OwnSource = EventSource;
export const openSource = (address: string): EventSource => new OwnSource(address);
export const stateOfSource = getter(EventSource, 'readyState');
export const closeSource = method(EventSource, 'close');
export const dataOf = getter(MessageEvent, 'data') as (event: MessageEvent) => unknown;

/** A client of the live channel: a WebSocket, or what stands in for it. */
export type Client = EventTarget;

/** Functions of a client. A later part replaces them where WebSockets do not get through. */
export const wire = {
  // `http` → `ws`, `https` → `wss`.
  open: (address: string, proof: string): Client => new OwnSocket(`ws${slice(address, 4)}&proof=${proof}`),
  /** 0 for `CONNECTING` and 1 for `OPEN`, as for an `EventSource`. */
  state: getter(WebSocket, 'readyState') as (client: Client) => number,
  send: method(WebSocket, 'send') as (client: Client, text: string) => void,
  close: method(WebSocket, 'close') as (client: Client) => void,
};
