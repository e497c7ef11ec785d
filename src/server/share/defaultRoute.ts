import { createSocket } from 'node:dgram';

/** Documentation addresses (RFC 5737, RFC 3849): `connect` on a datagram socket chooses a route and sends nothing. */
const ANYWHERE = { udp4: '203.0.113.1', udp6: '2001:db8::1' } as const;

/** The address that the system gives to outgoing connections, IPv4 before IPv6; undefined without a route. Never rejects. */
export const defaultSource = async (): Promise<string | undefined> =>
  (await sourceOf('udp4')) ?? (await sourceOf('udp6'));

function sourceOf(family: keyof typeof ANYWHERE): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = createSocket(family);
    const done = (address: string | undefined): void => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => done(undefined));
    // As an event: the callback of `connect` is called for a failure, too, and the address would be `0.0.0.0`.
    socket.once('connect', () => done(socket.address().address));
    socket.connect(9, ANYWHERE[family]);
  });
}
