import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A script as it is served. */
export interface ServedScript {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** The built page script with the token in it, as it is served. */
export interface PageScript extends ServedScript {
  /** Secret of this server's run: lets its pages into the live channel. */
  readonly token: string;
  /** Lets a page ask the editor to open its source. */
  readonly proof: string;
  /** The script with the proof. Only `<script>` gets it: no script of a page can read what that loads. */
  readonly proven: ServedScript;
  /** Hash of the script without the token: part of every document's entity tag. */
  readonly version: string;
  /** The part that applies updates. It lies beside the script and is read when the first page asks for it. */
  readonly update: () => ServedScript | undefined;
  /** The part for pages whose WebSocket does not get through; undefined where it was not built. */
  readonly streams: () => ServedScript | undefined;
  /** The script that it imports at a first pick; undefined where it was not built. */
  readonly picker: () => ServedScript | undefined;
  /** The part for the preview panel; undefined where it was not built. */
  readonly preview: () => ServedScript | undefined;
}

const TOKEN = '__PORTHOLE_TOKEN__';
const PROOF = '__PORTHOLE_PROOF__';

const secret = (): string => randomBytes(24).toString('base64url');

/**
 * Reads the built script. The result makes the token and the hashes at its first call: loading `node:crypto` takes Node as long as to
 * listen.
 * @param proof empty for a random one
 */
export function readPageScript(file: string, proof: string): () => PageScript {
  const source = readFileSync(file, 'utf8');
  let made: PageScript | undefined;
  return () => (made ??= withSecrets(file, source, secret(), proof === '' ? secret() : proof));
}

function withSecrets(file: string, source: string, token: string, proof: string): PageScript {
  const version = hash(source).slice(0, 8);
  const text = source.replace(TOKEN, () => token);
  return {
    token,
    proof,
    version,
    ...served(text.replace(PROOF, '')),
    proven: served(text.replace(PROOF, () => proof)),
    update: beside(file, 'update.js'),
    streams: beside(file, 'streams.js'),
    picker: beside(file, 'picker.js'),
    preview: beside(file, 'preview.js'),
  };
}

/** Another script in the folder of the page script, read when a page first asks for it; undefined where it was not built. */
function beside(pageScript: string, name: string): () => ServedScript | undefined {
  let made: { readonly script: ServedScript | undefined } | undefined;
  const read = (): ServedScript | undefined => {
    try {
      return served(readFileSync(path.join(path.dirname(pageScript), name), 'utf8'));
    } catch {
      return undefined;
    }
  };
  return () => (made ??= { script: read() }).script;
}

function served(text: string): ServedScript {
  return { bytes: Buffer.from(text), etag: `"${hash(text)}"` };
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}
