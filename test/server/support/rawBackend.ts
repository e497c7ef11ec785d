import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** Another server that sends exactly these bytes, for responses that no HTTP library would send. */
export interface RawBackend {
  readonly origin: string;
  /** The bytes that each connection has received, in the order of the connections. */
  readonly heard: readonly { text: string; readonly socket: Socket }[];
  readonly close: () => Promise<void>;
}

/** @param answer called with each head that has arrived, its body still to come */
export async function rawBackend(answer: (socket: Socket, head: string) => void): Promise<RawBackend> {
  const heard: { text: string; readonly socket: Socket }[] = [];
  const server = net.createServer(socket => {
    const one = { text: '', socket };
    let answered = 0;
    heard.push(one);
    socket
      .on('error', () => undefined)
      .on('data', chunk => {
        one.text += chunk.toString('latin1');
        const heads = one.text
          .split('\r\n\r\n')
          .slice(0, -1)
          .filter(head => /^[A-Z]+ \S+ HTTP/.test(head));
        for (const head of heads.slice(answered)) answer(socket, head);
        answered = heads.length;
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: async () => {
      for (const { socket } of heard) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A response with a Content-Length. */
export const response = (head: string, body = 'ok'): Buffer =>
  Buffer.from(`HTTP/1.1 ${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`, 'latin1');
