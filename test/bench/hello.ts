// node hello.js PORT: the smallest server there is, for how fast one can start at all.
import { createServer } from 'node:http';

createServer((_request, response) => response.end('hello')).listen(Number(process.argv[2]), '127.0.0.1');
