import type { RequestEntry } from '../protocol/log';

const TARGET_SHOWN = 500;

/** One request as one line: `GET /index.html 200 3.1 kB 0.8 ms`. */
export function requestLine(entry: RequestEntry): string {
  const { method, target, status, bytes, duration } = entry;
  const shown = target.length > TARGET_SHOWN ? `${target.slice(0, TARGET_SHOWN)}…` : target;
  const line = `${method} ${shown} ${status} ${sizeText(bytes)} ${millisecondsText(duration)}`;
  return entry.complete ? line : `${line} (incomplete)`;
}

/** Bytes in the unit that needs the fewest digits. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  return bytes < 999_950_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Milliseconds, with a decimal only while it says something. */
export function millisecondsText(duration: number): string {
  return duration < 9.95 ? `${duration.toFixed(1)} ms` : `${Math.round(duration)} ms`;
}
