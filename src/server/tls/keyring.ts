import { isDeepStrictEqual } from 'node:util';
import { HumanError } from '../../protocol/humanError';
import type { OwnCertificate, ServerOptions } from '../../protocol/serverOptions';
import { codeOf } from '../errors';
import type { Log } from '../log';
import type { Credentials } from './certificates';
import type { Bundle } from './own';

/** The credentials of a listener. */
export interface Keys {
  readonly credentials: Credentials | Bundle;
  /** The certificate in PEM of the authority that signed them; undefined for your own certificate. */
  readonly authority: string | undefined;
}

type KeyOptions = Pick<ServerOptions, 'certificates' | 'certificate' | 'texts'>;

/** The credentials of a server's listeners. The code that makes and reads them is loaded on first use. */
export class Keyring {
  private used: OwnCertificate | undefined;

  constructor(private readonly log: Log) {}

  /**
   * The certificate and key for a listener on `host`; undefined without a host. Rejects with a `HumanError` if your own certificate cannot
   * be used.
   */
  async keysFor(host: string | undefined, options: KeyOptions): Promise<Keys | undefined> {
    if (host === undefined) return undefined;
    const { certificate, certificates, texts } = options;
    this.used = certificate;
    if (certificate.cert !== '') {
      const { readOwn } = await import('./own');
      return { credentials: await readOwn(certificate, texts), authority: undefined };
    }
    const { credentialsFor, namesOf, unkeptCredentials } = await import('./store');
    const names = namesOf(host);
    const { cert, key, authority } = await credentialsFor(names, certificates).catch((error: unknown) => {
      if (codeOf(error) === 'UNKNOWN') throw error;
      const text = `Certificates cannot be kept in ${certificates} (${codeOf(error)}), so browsers warn again after each start`;
      this.log.event('warn', text);
      return unkeptCredentials(names);
    });
    return { credentials: { cert, key }, authority };
  }

  /** Hands over new credentials if the options name another certificate. One that cannot be used is logged, and the last one stays. */
  async renew(
    host: string | undefined,
    options: KeyOptions,
    use: (credentials: Keys['credentials']) => void,
  ): Promise<void> {
    if (!this.used || isDeepStrictEqual(this.used, options.certificate)) return;
    try {
      const keys = await this.keysFor(host, options);
      if (!keys) return;
      use(keys.credentials);
      this.log.event('info', 'New connections use another certificate');
    } catch (error) {
      if (!(error instanceof HumanError)) throw error;
      // The file may be repaired later: the next change of any option tries it again.
      this.used = { ...options.certificate, cert: '' };
      this.log.event('error', error.message);
    }
  }
}
