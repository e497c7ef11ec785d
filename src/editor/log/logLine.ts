import type { LogLevel, RequestEntry } from '../../protocol/logEntry';
import { withoutSecrets } from '../../protocol/secrets';
import { millisecondsText, sizeText } from '../../protocol/units';

const TARGET_SHOWN = 500;

/** One request as one line: `GET /index.html 200 3.1 kB 0.8 ms`. */
export function requestLine(entry: RequestEntry): string {
  const { method, target, status, bytes, duration } = entry;
  const shown = target.length > TARGET_SHOWN ? `${target.slice(0, TARGET_SHOWN)}…` : target;
  const line = `${method} ${shown} ${status} ${sizeText(bytes)} ${millisecondsText(duration)}`;
  return entry.complete ? line : `${line} (incomplete)`;
}

/** The log level of a request. A 404 is a warning: it is a broken link. */
export function levelOf({ status, rule, target }: RequestEntry): LogLevel {
  if (status >= 500) return 'error';
  // Browsers request /favicon.ico even if no page names it.
  if (status === 404) return target === '/favicon.ico' ? 'info' : 'warn';
  // Requests of the page script would be half of the lines of every page.
  return rule === 'reserved' ? 'debug' : 'info';
}

/** The details of a request for the level debug; none unless they were recorded. */
export function detailLines(entry: RequestEntry): readonly string[] {
  const { details, rule, source, httpVersion, duration } = entry;
  if (!details) return [];
  const by = source ? `${rule} ${source.name ?? source.file}` : rule;
  const wait = millisecondsText(details.wait);
  const sending = millisecondsText(Math.max(0, duration - details.wait));
  return [
    `  answered by ${by}, HTTP/${httpVersion}, ${wait} to decide, ${sending} to send`,
    ...fieldLines(details.requestHeaders, '>'),
    ...fieldLines(details.responseHeaders, '<'),
  ];
}

function fieldLines(fields: readonly string[], direction: string): string[] {
  const shown = withoutSecrets(fields);
  return shown.flatMap((name, at) =>
    at % 2 === 0 ? [`  ${direction} ${name}: ${shown[at + 1] ?? ''}`] : [],
  );
}
