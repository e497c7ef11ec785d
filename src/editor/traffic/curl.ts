import { valueOf } from './fields';
import type { SentRequest } from './sent';

/**
 * The request as a command for a POSIX shell. No value may have a meaning to the shell or to curl: `--data @file` would send a
 * file, brackets in a URL would make many URLs, and dots in a path would change it.
 */
export function toCurl({ method, url, headers, body }: SentRequest): string {
  const sends = body !== undefined && method !== 'HEAD';
  const text = sends ? plainText(body) : undefined;
  const parts = [
    `curl ${quote(url)}`,
    '--globoff --path-as-is',
    method === 'HEAD' ? '--head' : `--request ${quote(method)}`,
    ...headers.map(([name, value]) => `--header ${quote(headerLine(name, value))}`),
    // Without this, curl would send every body as a form.
    ...(sends && valueOf(headers, 'content-type') === undefined ? ["--header 'Content-Type:'"] : []),
    ...(valueOf(headers, 'accept-encoding') === undefined ? [] : ['--compressed']),
    ...(sends ? [text === undefined ? '--data-binary @-' : `--data-raw ${quote(text)}`] : []),
  ];
  const command = parts.join(' \\\n  ');
  return sends && text === undefined ? `printf '${octal(Buffer.from(body))}' | ${command}` : command;
}

/** A header without a value needs a semicolon; after a colon, curl would leave the header out. */
function headerLine(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

/** Quotes any text as one word of a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The text of a body; undefined when it is not UTF-8 or has control characters, which could act on a terminal. */
function plainText(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  // oxlint-disable-next-line no-control-regex -- the control characters are meant
  const acts = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text);
  return !acts && Buffer.from(text).equals(bytes) ? text : undefined;
}

/** A `printf` format that prints these bytes, including NUL, which no shell word can hold. */
function octal(bytes: Buffer): string {
  return [...bytes].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
