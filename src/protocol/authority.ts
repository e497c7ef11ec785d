/** The `host:port` by which a browser on this machine reaches a listener: browsers cannot navigate to a wildcard address. */
export function authority(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
}
