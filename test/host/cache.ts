import { homedir } from 'node:os';
import path from 'node:path';

/** Where downloads are kept between runs: outside the checkout, so that a clean clone finds them again. */
export function cacheFolder(): string {
  const asked = process.env['PORTHOLE_CACHE'];
  if (asked) return path.resolve(asked);
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'porthole');
  if (process.platform === 'win32') {
    return path.join(process.env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'porthole');
  }
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'porthole');
}
