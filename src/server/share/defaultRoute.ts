import { createSocket } from 'node:dgram';

/** A documentation address (RFC 5737): `connect` on a datagram socket chooses a route and sends nothing. */
const ANYWHERE = '203.0.113.1';

/** The address that the system gives to outgoing connections; undefined without a route. Never rejects. */
export function defaultSource(): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = createSocket('udp4');
    const done = (address: string | undefined): void => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => done(undefined));
    socket.connect(9, ANYWHERE, () => done(socket.address().address));
  });
}
