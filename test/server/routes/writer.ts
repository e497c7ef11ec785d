// A process that changes a persisted collection without end, and reports the answers.
import fs from 'node:fs/promises';
import path from 'node:path';
import { Collection } from '../../../src/server/routes/collection/collection';
import { create, remove } from '../../../src/server/routes/collection/items';

async function write(file: string, first: number): Promise<never> {
  const collection = new Collection(file, true, {
    readSaved: each => fs.readFile(each),
    real: each => Promise.resolve({ root: path.dirname(each), relative: path.basename(each) }) as never,
  });
  for (let id = first; ; id += 1) {
    const text = 'x'.repeat((id * 7919) % 20_000);
    await Promise.all([
      collection.change(items => create(items, { id, text }, String)),
      // Few items, so that each write is short and the kill falls in the middle of one.
      collection.change(items => remove(items, items.length > 5 ? String(items[0]?.['id']) : 'none')),
    ]);
    process.stdout.write(`${id}\n`);
  }
}

const [, , file, first] = process.argv;
if (file !== undefined)
  write(file, Number(first)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
