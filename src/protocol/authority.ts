/** The `host:port` by which a browser on this machine reaches a listener: a wildcard address is nothing to navigate to. */
export function authority(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
}
