import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The built page script, as it is served: with the token in it. */
export interface PageScript {
  readonly bytes: Buffer;
  /** Hash of the script without the token: part of every document's entity tag. */
  readonly version: string;
  readonly etag: string;
}

const PLACEHOLDER = '__PORTHOLE_TOKEN__';

/** Reads the built script and puts the server's token into it. */
export function readPageScript(file: string, token: string): PageScript {
  const source = readFileSync(file, 'utf8');
  const version = hash(source).slice(0, 8);
  const text = source.replace(PLACEHOLDER, () => token);
  return { bytes: Buffer.from(text), version, etag: `"${hash(text)}"` };
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}
