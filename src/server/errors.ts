import { HumanError } from '../protocol/humanError';

/** Node's code of a system error; `UNKNOWN` for anything else. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

/** The meaning of a failed `listen`, and the way out. */
export function listenError(error: unknown, host: string, port: number): HumanError {
  if (error instanceof HumanError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return new HumanError(sentenceOf(code, message, host, port), { code });
}

function sentenceOf(code: string, message: string, host: string, port: number): string {
  if (code === 'EACCES' && port <= 1023)
    return `The system does not allow port ${port} on ${host}. Choose one above 1023 with porthole.port.`;
  switch (code) {
    // Above 1023, EACCES means a port that Windows has reserved.
    case 'EACCES':
    case 'EADDRINUSE':
      return `Port ${port} and the ports after it are taken on ${host}. Choose another with porthole.port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine. Set porthole.host to 127.0.0.1.`;
    default:
      return `The server could not listen on ${host}, port ${port}: ${message}`;
  }
}
