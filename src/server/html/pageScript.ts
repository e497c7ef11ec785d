import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The built page script, as it is served: with the token in it. */
export interface PageScript {
  /** What lets a page of this server into the live channel. */
  readonly token: string;
  readonly bytes: Buffer;
  /** Hash of the script without the token: part of every document's entity tag. */
  readonly version: string;
  readonly etag: string;
}

const PLACEHOLDER = '__PORTHOLE_TOKEN__';

/**
 * Reads the built script. What is served is made when it is first asked for: to load what makes tokens and hashes takes Node as long as
 * it takes to listen.
 */
export function readPageScript(file: string): () => PageScript {
  const source = readFileSync(file, 'utf8');
  let made: PageScript | undefined;
  return () => (made ??= withToken(source, randomBytes(24).toString('base64url')));
}

function withToken(source: string, token: string): PageScript {
  const version = hash(source).slice(0, 8);
  const text = source.replace(PLACEHOLDER, () => token);
  return { token, bytes: Buffer.from(text), version, etag: `"${hash(text)}"` };
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}
