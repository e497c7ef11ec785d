import type { Vouched } from './store';

/**
 * The certificate and key for a listener on `host`; undefined without a host. The code that makes them is loaded at its first use.
 * @param folder absolute path of the folder where they are kept
 */
export async function keysFor(host: string | undefined, folder: string): Promise<Vouched | undefined> {
  if (host === undefined) return undefined;
  const { credentialsFor, namesOf } = await import('./store');
  return credentialsFor(namesOf(host), folder);
}
