// node pipe.js PORT ROOT: what a few lines of Node do for a download: each file through `createReadStream().pipe()`.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const [port, root = '.'] = process.argv.slice(2);

createServer((request, response) => {
  const file = path.join(root, path.basename(request.url ?? ''));
  response.writeHead(200, { 'Content-Length': String(statSync(file).size) });
  createReadStream(file).pipe(response);
}).listen(Number(port), '127.0.0.1');
