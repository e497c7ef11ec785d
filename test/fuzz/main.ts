// npm run fuzz -- [--minutes N] [--seed S]: random input of every kind against a running server; a failure names its seed.
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
  const minutes = Number(values.minutes ?? 1);
  const seed = Number(values.seed ?? Date.now() % 1e9);
  if (!(minutes >= 0) || !Number.isSafeInteger(seed))
    throw new Error('usage: npm run fuzz -- [--minutes N] [--seed S]');
  console.log(`seed ${seed}, ${minutes} minutes`);
  const { rounds, inputs, slowest, hold } = await fuzz(seed, minutes * 60_000);
  console.log(
    `${inputs} inputs, seeds ${seed} to ${seed + rounds - 1}: no failure; the server was held up for at most ${hold.toFixed(1)} ms of CPU time, the other client for ${Math.round(slowest)} ms`,
  );
}

// Node 20 may wait for ever for handles that it closes itself at its end.
process.once('beforeExit', () => process.exit());
main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
