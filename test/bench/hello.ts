// node hello.js PORT: the smallest server possible, as the lower bound of a start's time.
import { createServer } from 'node:http';

createServer((_request, response) => response.end('hello')).listen(Number(process.argv[2]), '127.0.0.1');
