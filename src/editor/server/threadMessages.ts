import type { FromBridge } from '../../protocol/bridgeMessages';
import type {
  KeptFacts,
  PageFacts,
  RefusedFacts,
  ServerFacts,
  VisitFacts,
  WorkerFacts,
} from '../../protocol/doctor';
import {
  type Is,
  isBoolean as flag,
  isCount as count,
  isList,
  isMaybe as maybe,
  isOneOf,
  isShape as shape,
  isString as text,
  isUnion,
} from '../../protocol/is';
import type { Place, Position } from '../../protocol/place';
import type { EventEntry, LogLevel, RequestEntry } from '../../protocol/logEntry';
import type { ListedProperty, ListedRule, ListedRules } from '../../protocol/pageRules';
import type { SharedAddress, SharedDevice, ShareState } from '../../protocol/shareState';
import type { Failure, FromThread, LastUpdate } from '../../protocol/thread';
import { FAULT_CODES, type Fault, type FaultReport, type TextFault } from '../../protocol/faults';

/** A check per field of a message; `maybe` marks optional fields. */
type Shape<T> = { readonly [K in Exclude<keyof T, 'type' | 'kind'>]-?: Is };

const number: Is = value => typeof value === 'number';
const bytes: Is = value => value instanceof Uint8Array;
const listOf = (is: Is): Is => isList(Infinity, is);
const oneOf = (...words: readonly string[]): Is => isOneOf(words);

/** Checks messages by their type. */
const oneOfShapes = (shapes: Readonly<Record<string, Readonly<Record<string, Is>>>>): Is =>
  isUnion('type', Object.fromEntries(Object.entries(shapes).map(([type, fields]) => [type, shape(fields)])));

/** An HTTP URL with a port, without path, query or user info: it is opened in browsers. */
const address: Is = value => typeof value === 'string' && /^https?:\/\/[^/?#@\\\s]+:\d+\/$/.test(value);
const level = oneOf(...(['trace', 'debug', 'info', 'warn', 'error'] satisfies LogLevel[]));
const body = maybe(shape({ bytes, total: number }));
const details = shape({
  requestHeaders: listOf(text),
  responseHeaders: listOf(text),
  wait: number,
  requestBody: body,
  responseBody: body,
});

const request = shape({
  id: number,
  time: number,
  method: text,
  target: text,
  status: number,
  bytes: number,
  duration: number,
  rule: text,
  complete: flag,
  httpVersion: text,
  source: maybe(shape({ file: text, line: maybe(number), name: maybe(text) })),
  details: maybe(details),
  kind: oneOf('request'),
} satisfies Shape<RequestEntry> & { kind: Is });
const event = shape({ level, time: number, text, kind: oneOf('event') } satisfies Shape<EventEntry> & {
  kind: Is;
});
const update = shape({
  path: text,
  touch: oneOf('style', 'resource', 'patch', 'reload'),
  pages: number,
  duration: number,
  time: number,
} satisfies Shape<LastUpdate>);

const textFault = {
  line: number,
  column: number,
  endLine: maybe(number),
  endColumn: maybe(number),
  message: text,
} satisfies Shape<TextFault>;
const replace = shape({
  kind: oneOf('replace'),
  label: oneOf('remove', 'close', 'change'),
  was: text,
  text,
});
const create = shape({ kind: oneOf('create'), file: text });
const fault = shape({
  ...textFault,
  file: text,
  severity: oneOf(...(['error', 'warning', 'information'] satisfies Fault['severity'][])),
  code: maybe(oneOf(...FAULT_CODES)),
  help: maybe(value => typeof value === 'string' && /^https:\/\/[a-z\d.-]+\//.test(value)),
  related: maybe(shape(textFault)),
  fixes: maybe(listOf(value => replace(value) || create(value))),
  happened: maybe(shape({ text, last: number })),
} satisfies Shape<Fault>);
const report = shape({ source: text, faults: listOf(fault) } satisfies Shape<FaultReport>);

const failure = shape({ code: text, message: text } satisfies Shape<Failure>);
const sharedAddress = shape({
  address: text,
  name: text,
  kind: oneOf('wifi', 'ethernet', 'other', 'vpn', 'virtual', 'container'),
  network: text,
} satisfies Shape<SharedAddress> & { kind: Is });
const device = shape({
  id: text,
  browser: text,
  system: text,
  address: text,
  since: number,
  picks: flag,
  inStep: flag,
} satisfies Shape<SharedDevice>);
const share = shape({
  joinUrl: text,
  expires: number,
  url: address,
  port: number,
  at: sharedAddress,
  addresses: listOf(sharedAddress),
  devices: listOf(device),
} satisfies Shape<ShareState>);
const position = shape({ line: count, column: count } satisfies Shape<Position>);
const place = shape({
  path: text,
  start: position,
  end: position,
  text,
  lead: maybe(count),
  nth: count,
} satisfies Shape<Place>);
const listedRule = shape({
  selector: text,
  around: listOf(text),
  place: maybe(place),
  placeless: maybe(oneOf('constructed', 'script', 'foreign')),
  wins: listOf(text),
} satisfies Shape<ListedRule>);
const listedProperty = shape({
  name: text,
  value: text,
  from: maybe(text),
  selector: text,
} satisfies Shape<ListedProperty>);
const listed = shape({
  name: text,
  place: maybe(place),
  exact: flag,
  isRead: maybe(flag),
  rules: listOf(listedRule),
  properties: listOf(listedProperty),
  unreadable: count,
} satisfies Shape<ListedRules>);
/** Every message of the bridge. */
const BRIDGED = {
  armed: { armed: flag },
  picked: { place, exact: flag, isRead: maybe(flag), keeps: flag },
  routed: { place, keeps: flag },
  rules: { listed, keeps: flag },
  declared: { place: maybe(place) },
  unshown: {},
  sourceless: { address: text, why: maybe(oneOf('deep', 'large')) },
} satisfies { readonly [T in FromBridge as T['type']]: Shape<T> };
const bridge = oneOfShapes(BRIDGED);

const pageFacts = shape({
  address: text,
  uses: flag,
  visible: flag,
  isSilent: flag,
  isLost: flag,
  unapplied: maybe(text),
  stored: flag,
  optsOut: text,
  waits: flag,
  last: maybe(shape({ outcome: text, reason: text })),
} satisfies Shape<PageFacts>);
const visitFacts = shape({
  address: text,
  time: number,
  status: number,
  type: text,
  own: flag,
  hasTag: flag,
  shownIn: oneOf('tab', 'frame', 'foreign', 'nothing'),
  policy: maybe(shape({ what: oneOf('script', 'connection'), remedy: text })),
  ranScript: flag,
  channel: oneOf('none', 'refused', 'open', 'closed'),
  closed: number,
} satisfies Omit<Shape<VisitFacts>, 'type'> & { type: Is });
const refusedFacts = shape({
  target: text,
  who: text,
  reason: text,
  setting: text,
} satisfies Shape<RefusedFacts>);
const keptFacts = shape({
  by: oneOf('integrity', 'type', 'header', 'meta', 'browser'),
  remedy: text,
} satisfies Shape<KeptFacts>);
const facts = shape({
  path: text,
  ignoredBy: text,
  isDenied: flag,
  isBehind: flag,
  pages: listOf(pageFacts),
  visits: listOf(visitFacts),
  twins: listOf(text),
  misspelt: text,
  kept: maybe(keptFacts),
  workers: listOf(shape({ address: text, time: number } satisfies Shape<WorkerFacts>)),
  isUnasked: flag,
  stored: text,
  route: count,
  unwatched: text,
  refused: maybe(refusedFacts),
  otherPort: count,
  heard: number,
} satisfies Shape<ServerFacts>);

/** Every message that a thread may send; others are dropped. */
const SHAPES = {
  listening: { url: address, port: number, askedPort: number },
  failed: { failure },
  closed: {},
  log: { entries: listOf(value => request(value) || event(value)), omitted: number },
  requests: { entries: listOf(request), omitted: number },
  resync: { path: text },
  pages: { count: number },
  updated: { update },
  faults: { report },
  shared: { state: maybe(share), end: maybe(oneOf('stopped', 'idle', 'network')), failure: maybe(failure) },
  bridge: { message: bridge },
  examined: { id: number, facts: maybe(facts) },
  // The console's own code checks the content; it is loaded when the view is first shown.
  console: { message: shape({ type: text, page: count }) },
  pong: { id: number },
} satisfies { readonly [T in FromThread as T['type']]: Shape<T> };
const isFromThread = oneOfShapes(SHAPES);

/** A message from the thread; undefined when the value is malformed. */
export function readFromThread(value: unknown): FromThread | undefined {
  return isFromThread(value) ? (value as FromThread) : undefined;
}
