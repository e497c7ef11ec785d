import type { RecordedBody, RequestEntry } from '../../../src/protocol/logEntry';
import type { Kept } from '../../../src/editor/traffic/store';

export interface Sketch {
  readonly request?: readonly string[];
  readonly response?: readonly string[];
  readonly sent?: string | Uint8Array;
  readonly got?: string | Uint8Array;
  readonly entry?: Partial<RequestEntry>;
}

export function bodyOf(content: string | Uint8Array = ''): RecordedBody {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { bytes, total: bytes.length };
}

/** A recorded request as the server's thread reports it. */
export function entry({
  request = [],
  response = [],
  sent,
  got,
  entry: more = {},
}: Sketch = {}): RequestEntry {
  return {
    kind: 'request',
    id: 1,
    time: Date.UTC(2026, 10, 24, 12),
    method: 'GET',
    target: '/a/page.html?q=1',
    status: 200,
    bytes: bodyOf(got).total,
    duration: 4,
    rule: 'file',
    complete: true,
    httpVersion: '1.1',
    source: { file: '/site/a/page.html' },
    details: {
      requestHeaders: ['Host', 'localhost:5500', ...request],
      responseHeaders: response,
      wait: 1,
      requestBody: bodyOf(sent),
      responseBody: bodyOf(got),
    },
    ...more,
  };
}

export function kept(sketch: Sketch = {}): Kept {
  return { id: 7, server: 'file:///site', base: 'http://127.0.0.1:5500/', entry: entry(sketch) };
}
