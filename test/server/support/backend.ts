import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';

/** A request that another server received. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Another server, for routes that lead to one. */
export interface Backend {
  readonly origin: string;
  readonly port: number;
  /** Requests and offers of an upgrade, in their order. */
  readonly asked: readonly Asked[];
  /** Connections that are open. */
  readonly connections: () => Promise<number>;
  readonly close: () => Promise<void>;
}

type Answer = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void;

/** A self-signed certificate for localhost and 127.0.0.1 that is valid for a hundred years. */
const SELF_SIGNED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBfXGFfpyVC6GC2Nq
aFimNV+I+WrG7Z/dTIh9tvWxlXKhRANCAATyJVQwe/biWXK2UmmImCq4REy85qhS
wfGOPbUYY17katmXROvHgJq1OASyvKXk1cyeYqs4Td6xySAa6MQJ1mW1
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUTuzKRYlDQljB7MHwjZLs6G8+to0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTE2MDUwOVoYDzIxMjYxMTAx
MTYwNTA5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATyJVQwe/biWXK2UmmImCq4REy85qhSwfGOPbUYY17katmXROvHgJq1
OASyvKXk1cyeYqs4Td6xySAa6MQJ1mW1o28wbTAdBgNVHQ4EFgQUTYH2TyfVzzCP
/u1rig77y7L/SB8wHwYDVR0jBBgwFoAUTYH2TyfVzzCP/u1rig77y7L/SB8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhANsgCt2pqv8Jc2mRJpGtSNfhQ0AZ5SA8bNZuoXuOnsFBAiEA
1y7XwTOZ+3bBedu2m6QU3g1Adb+75j6OCPc7fUpbdek=
-----END CERTIFICATE-----
`,
};

const echo: Answer = (asked, response) =>
  void response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ method: asked.method, target: asked.target, body: asked.body.toString() }));

/** Runs a server with these answers, which echoes the messages of WebSockets. */
export async function backend(answer: Answer = echo, secure = false): Promise<Backend> {
  const asked: Asked[] = [];
  const note = (request: IncomingMessage, body: Buffer): Asked => {
    const { method = '', url: target = '', headers } = request;
    const one = { method, target, headers, body };
    asked.push(one);
    return one;
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void buffer(request).then(
      body => answer(note(request, body), response, request),
      () => undefined,
    );
  const server = secure ? https.createServer(SELF_SIGNED, listener) : http.createServer(listener);
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    note(request, Buffer.alloc(0));
    sockets.handleUpgrade(request, socket, head, client => {
      client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http${secure ? 's' : ''}://127.0.0.1:${port}`,
    port,
    asked,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A port without a listener: it was just freed. */
export async function nobody(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
