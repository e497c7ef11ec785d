/** Numbers so large that a server which handles each item alone would be blocked for seconds. */
export const MANY = 5000;
/** Actions of a handler before it answers. */
export const FLOODS: Readonly<Record<string, string>> = {
  'promises that are rejected': `for (let at = 0; at < ${MANY}; at++) Promise.reject(new Error('x'.repeat(2000)));`,
  'errors of timers': `for (let at = 0; at < 2000; at++) setTimeout(() => { throw new Error('x'.repeat(2000)) });`,
  'lines that are printed': `for (let at = 0; at < ${MANY}; at++) console.log('line ' + at);`,
  'long lines that are printed': `for (let at = 0; at < 300; at++) console.error('x'.repeat(100_000));`,
  'pieces that are written': `for (let at = 0; at < ${MANY}; at++) { process.stdout.write('a'); process.stderr.write(Buffer.from('b')); }`,
  'writes that no method of the stream sees': `for (let at = 0; at < ${MANY}; at++) Writable.prototype.write.call(process.stdout, 'line');`,
  'messages to its parent': `for (let at = 0; at < ${MANY}; at++)
    parentPort.postMessage({ type: 'stray', thrown: { message: 'forged', stack: '' } });`,
  warnings: `for (let at = 0; at < 2000; at++) process.emitWarning('warned ' + at);`,
};

export const flooding = (before: string): string => `import process from 'node:process';
  import { Writable } from 'node:stream';
  import { parentPort } from 'node:worker_threads';
  export const GET = async () => {
    ${before}
    await new Promise(resolve => setTimeout(resolve, 50));
    return new Response('well');
  };`;
