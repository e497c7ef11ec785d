import type { FieldLine } from './fields';

/** One request as a line of the list. */
export interface TrafficRow {
  /** Counts up in the order in which requests were answered, over all servers of the window. */
  readonly id: number;
  /** Milliseconds since the epoch when the request's head had arrived. */
  readonly time: number;
  readonly method: string;
  /** Path and query as the client sent them. */
  readonly target: string;
  readonly status: number;
  /** The kind of content in the reply. */
  readonly type: TrafficType;
  /** Bytes of the reply's body. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly duration: number;
  /** The page that asked, as its path; empty where none is known. */
  readonly page: string;
  readonly complete: boolean;
}

export const TRAFFIC_TYPES = [
  'html',
  'css',
  'script',
  'json',
  'image',
  'font',
  'media',
  'text',
  'other',
] as const;
export type TrafficType = (typeof TRAFFIC_TYPES)[number];

export type Field = FieldLine;

/** A body as it can be shown. */
export type ShownBody =
  | { readonly kind: 'none' }
  /** The body was not recorded, or is not kept any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'text'; readonly text: string; readonly total: number; readonly cut: boolean }
  /** `source` is a `data:` URL. */
  | { readonly kind: 'image'; readonly source: string; readonly total: number }
  | { readonly kind: 'binary'; readonly total: number };

/** Everything about one request; secrets are hidden unless the user reveals them. */
export interface TrafficDetail {
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly httpVersion: string;
  /** Which step of the server answered. */
  readonly rule: string;
  /** The file or the route that it came from, in a few words; it can be opened. */
  readonly source: string | undefined;
  readonly page: string;
  /** Milliseconds from the head's arrival until the reply began, where that was recorded. */
  readonly wait: number | undefined;
  readonly duration: number;
  readonly query: readonly Field[];
  readonly requestHeaders: readonly Field[];
  readonly responseHeaders: readonly Field[];
  readonly requestBody: ShownBody;
  readonly responseBody: ShownBody;
}

/** The parts of a request that the user may edit before it is sent again. */
export interface EditedRequest {
  readonly method: string;
  readonly target: string;
  /** Values that are hidden stand for the ones that were recorded. */
  readonly headers: readonly Field[];
  /** Undefined sends the body that was recorded. */
  readonly body?: string | undefined;
}

/** Settings of the whole view. */
export interface TrafficSettings {
  readonly paused: boolean;
  /** Whether the list outlives a restart of its server. */
  readonly keep: boolean;
  /** Whether cookies and credentials are shown, copied and exported. */
  readonly revealed: boolean;
}

/** Extension → traffic view. */
export type ToTraffic =
  | {
      readonly type: 'rows';
      readonly rows: readonly TrafficRow[];
      /** Whether these rows replace all earlier ones. */
      readonly reset: boolean;
      /** Rows with a smaller number are gone. */
      readonly first: number;
    }
  | ({ readonly type: 'settings' } & TrafficSettings)
  | { readonly type: 'detail'; readonly detail: TrafficDetail }
  /** The requested entry is not kept any more. */
  | { readonly type: 'gone'; readonly id: number }
  /** A sentence for the user. */
  | { readonly type: 'note'; readonly text: string };

/** Traffic view → extension. */
export type FromTraffic =
  | { readonly type: 'ready' }
  | { readonly type: 'detail'; readonly id: number }
  | { readonly type: 'copy'; readonly id: number; readonly as: 'curl' | 'fetch' }
  | { readonly type: 'replay'; readonly id: number; readonly edited?: EditedRequest }
  /** Opens the file or the route that answered. */
  | { readonly type: 'open'; readonly id: number }
  | { readonly type: 'mock'; readonly id: number }
  | { readonly type: 'keep'; readonly keep: boolean }
  | { readonly type: 'reveal'; readonly revealed: boolean };

/** The most rows that the list holds. */
export const MOST_ROWS = 10_000;

/** The sentences of the view, in the language of the window. */
export const trafficWords = {
  filter: 'Filter by text',
  method: 'Method',
  status: 'Status',
  type: 'Type',
  page: 'Page',
  any: 'Any',
  keep: 'Preserve log',
  reveal: 'Show secrets',
  list: 'Requests',
  path: 'Path',
  size: 'Size',
  time: 'Time',
  count: '{0} requests',
  countShown: '{0} of {1} requests',
  countPaused: '{0}, paused',
  empty: 'Requests appear here as they arrive. Open a page to see some.',
  emptyFilter: 'No request matches the filter.',
  emptyPaused: 'Paused. New requests are not recorded.',
  details: 'Request details',
  close: 'Close',
  openSource: 'Open Source',
  copyCurl: 'Copy as cURL',
  copyFetch: 'Copy as fetch',
  replay: 'Replay',
  edit: 'Edit and Replay',
  mock: 'Make a Mock Route',
  send: 'Send',
  cancel: 'Cancel',
  general: 'General',
  address: 'Address',
  answeredBy: 'Handled by',
  askedBy: 'Initiator',
  timing: 'Timing',
  timingText: 'First byte {0}, total {1}',
  query: 'Query parameters',
  requestHeaders: 'Request headers',
  requestBody: 'Request body',
  responseHeaders: 'Response headers',
  responseBody: 'Response body',
  none: 'None',
  gone: 'Not recorded.',
  binary: '{0} of binary data.',
  cut: 'The first part of {0}.',
  image: 'Image preview',
  incomplete: 'incomplete',
  requestGone: 'This request is no longer recorded.',
  headersHint: 'Headers, one per line',
} as const;

export type TrafficWords = Readonly<Record<keyof typeof trafficWords, string>>;
