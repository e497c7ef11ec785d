/** Bytes in the unit that needs the fewest digits. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  return bytes < 999_950_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Milliseconds, with one decimal below 10. */
export function millisecondsText(duration: number): string {
  return duration < 9.95 ? `${duration.toFixed(1)} ms` : `${Math.round(duration)} ms`;
}
