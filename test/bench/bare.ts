// node bare.js PORT ROOT [CERT KEY]: the limit. node:http, or node:https, that answers the files of one folder from memory with the four fields that no
// answer can do without, looks at nothing on disk and records nothing; HTML carries a script tag as ours does.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};
/** Larger files are not kept in memory. */
const MOST = 4 * 1024 * 1024;
const TAG = `<script src="/page.js" data-document="${'x'.repeat(27)}"></script>`;

const [port, root = '.', cert, key] = process.argv.slice(2);

function read(name: string): { body: Buffer; etag: string; head: Record<string, string> } {
  const text = readFileSync(path.join(root, name), 'latin1');
  const body = Buffer.from(name.endsWith('.html') ? text.replace('<head>', `<head>${TAG}`) : text, 'latin1');
  const etag = `"${body.length.toString(36)}"`;
  const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
  return {
    body,
    etag,
    head: {
      'Content-Type': type,
      'Content-Length': String(body.length),
      ETag: etag,
      'Cache-Control': 'no-cache',
    },
  };
}

const names = readdirSync(root).filter(name => statSync(path.join(root, name)).isFile());
const small = names.filter(name => statSync(path.join(root, name)).size <= MOST);
const files = new Map(small.map(name => [`/${name}`, read(name)]));

const answer: RequestListener = (request, response) => {
  const file = files.get(request.url ?? '');
  if (!file) {
    response.writeHead(404, { 'Content-Length': '0' }).end();
  } else if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, { ETag: file.etag, 'Cache-Control': 'no-cache' }).end();
  } else {
    response.writeHead(200, file.head).end(file.body);
  }
};

const server =
  cert === undefined || key === undefined
    ? createServer(answer)
    : createSecure({ cert: readFileSync(cert), key: readFileSync(key) }, answer);
server.listen(Number(port), '127.0.0.1', () => parentPort?.postMessage('listening'));
