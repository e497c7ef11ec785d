import { realpathSync, statSync } from 'node:fs';
import { HumanError } from '../../protocol/humanError';

/** The real path of the folder to serve. Throws a `HumanError` for anything else. */
export function realRoot(given: string): string {
  const real = readRoot(given);
  if (real !== 'missing' && real !== 'no folder') return real.path;
  const message =
    real === 'missing'
      ? `There is no folder ${given}. Choose one that exists.`
      : `${given} is not a folder. Choose a folder to serve.`;
  throw new HumanError(message, { code: 'ENOTDIR' });
}

function readRoot(given: string): { readonly path: string } | 'missing' | 'no folder' {
  try {
    return statSync(given).isDirectory() ? { path: realpathSync.native(given) } : 'no folder';
  } catch {
    return 'missing';
  }
}
