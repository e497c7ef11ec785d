import type { LogLevel } from '../protocol/logEntry';
import type { ServerOptions } from '../protocol/serverOptions';
import { DevServer } from './devServer';
import type { ServerEvents } from './host';
import { defaultLimits, defaults, type Limits, spelledHost } from './options';

export { DevServer } from './devServer';
export { HumanError } from '../protocol/humanError';
export type { Listening, ServerEvents } from './host';
export type { Sharing } from './share';
export { defaults, type Limits } from './options';

/** The options without a default, and any others. */
export type GivenOptions = Pick<ServerOptions, 'root' | 'pageScript'> & Partial<ServerOptions>;

const silent = (): void => undefined;

/** Makes a server for one root. It does nothing until `listen`. */
export function createServer(
  given: GivenOptions,
  events: Partial<ServerEvents> = {},
  logLevel: LogLevel | 'off' = 'info',
  limits: Partial<Limits> = {},
): DevServer {
  return new DevServer(
    { ...defaults, ...given, host: spelledHost(given.host ?? defaults.host) },
    {
      log: silent,
      omit: () => false,
      request: silent,
      pages: silent,
      updated: silent,
      faults: silent,
      shared: silent,
      bridge: silent,
      console: silent,
      failed: silent,
      ...events,
    },
    logLevel,
    { ...defaultLimits, ...limits },
  );
}
