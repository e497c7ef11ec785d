// node out/test/host/unpack.js <file.vsix> <folder>: unpacks an extension as VS Code would install it.
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { open } from 'yauzl';
import type { Entry, Options, ZipFile } from 'yauzl';

const openZip = promisify<string, Options, ZipFile>(open);

async function unpack(file: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const zip = await openZip(file, { lazyEntries: true });
  const openEntry = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      write(folder, entry, openEntry).then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  });
}

async function write(
  folder: string,
  entry: Entry,
  openEntry: (entry: Entry) => Promise<NodeJS.ReadableStream>,
): Promise<void> {
  if (entry.fileName.endsWith('/')) return;
  const target = path.join(folder, entry.fileName);
  await mkdir(path.dirname(target), { recursive: true });
  await pipeline(await openEntry(entry), createWriteStream(target));
}

const [file, folder] = process.argv.slice(2);
if (!file || !folder) throw new Error('Which package, and unpack it where?');
void unpack(file, folder);
