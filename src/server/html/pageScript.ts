import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The built page script, as it is served: with the token in it. */
export interface PageScript {
  /** What lets a page of this server into the live channel. */
  readonly token: string;
  readonly bytes: Buffer;
  /** Hash of the script without the token: part of every document's entity tag. */
  readonly version: string;
  readonly etag: string;
  /** The script that it imports at a first pick; undefined where it was not built. */
  readonly picker: () => Pick<PageScript, 'bytes' | 'etag'> | undefined;
}

const PLACEHOLDER = '__PORTHOLE_TOKEN__';

/**
 * Reads the built script. What is served is made when it is first asked for: to load what makes tokens and hashes takes Node as long as
 * it takes to listen.
 */
export function readPageScript(file: string): () => PageScript {
  const source = readFileSync(file, 'utf8');
  let made: PageScript | undefined;
  return () =>
    (made ??= withToken(
      source,
      randomBytes(24).toString('base64url'),
      once(() => readPicker(file)),
    ));
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

function readPicker(pageScript: string): ReturnType<PageScript['picker']> {
  try {
    const bytes = readFileSync(path.join(path.dirname(pageScript), 'picker.js'));
    return { bytes, etag: `"${hash(bytes.toString())}"` };
  } catch {
    return undefined;
  }
}

function withToken(source: string, token: string, picker: PageScript['picker']): PageScript {
  const version = hash(source).slice(0, 8);
  const text = source.replace(PLACEHOLDER, () => token);
  return { token, bytes: Buffer.from(text), version, etag: `"${hash(text)}"`, picker };
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}
