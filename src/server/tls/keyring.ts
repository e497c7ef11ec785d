import { isDeepStrictEqual } from 'node:util';
import { HumanError } from '../../protocol/humanError';
import type { OwnCertificate, ServerOptions } from '../../protocol/options';
import type { Log } from '../log';
import type { Credentials } from './certificates';
import type { Bundle } from './own';

/** The credentials of a listener. */
export interface Keys {
  readonly credentials: Credentials | Bundle;
  /** The certificate in PEM of the authority that vouches for them; undefined where a person brought their own. */
  readonly authority: string | undefined;
}

type KeyOptions = Pick<ServerOptions, 'certificates' | 'certificate' | 'texts'>;

/** The credentials of a server's listeners. The code that makes and reads them is loaded at its first use. */
export class Keyring {
  private used: OwnCertificate | undefined;

  constructor(private readonly log: Log) {}

  /**
   * The certificate and key for a listener on `host`; undefined without a host. Rejects with a `HumanError` for a person's own
   * certificate that cannot be used.
   */
  async keysFor(host: string | undefined, options: KeyOptions): Promise<Keys | undefined> {
    if (host === undefined) return undefined;
    const { certificate, certificates, texts } = options;
    this.used = certificate;
    if (certificate.cert !== '') {
      const { readOwn } = await import('./own');
      return { credentials: await readOwn(certificate, texts), authority: undefined };
    }
    const { credentialsFor, namesOf } = await import('./store');
    const { cert, key, authority } = await credentialsFor(namesOf(host), certificates);
    return { credentials: { cert, key }, authority };
  }

  /** Hands over other credentials where the options name a new certificate. One that cannot be used is told, and the last one stays. */
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
      // Its file may be mended: the next change of any option tries it again.
      this.used = { ...options.certificate, cert: '' };
      this.log.event('error', error.message);
    }
  }
}
