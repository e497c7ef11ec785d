// node out/test/host/mochaInNode.js <folder> <outcome file>: the suites that need no VS Code.
import path from 'node:path';
import { runFolder } from './mochaRun';
import { say } from './say';

/** Milliseconds a test may take in Node. */
const TIMEOUT = 20_000;
/** Milliseconds after the last test in which sockets and processes may come to their end. */
const GRACE = 10_000;

async function main(): Promise<void> {
  const [folder, outcomeFile] = process.argv.slice(2);
  if (!folder || !outcomeFile) throw new Error('Which folder, and where does the outcome go?');
  // A signal alone would end this process without its `exit`, by which what the tests have started is ended.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const outcome = await runFolder(path.resolve(folder), TIMEOUT, outcomeFile);
  process.exitCode = outcome.failed > 0 || outcome.passed === 0 ? 1 : 0;
  setTimeout(() => {
    say(`The suite has ended but something still runs: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, GRACE).unref();
}

void main();
