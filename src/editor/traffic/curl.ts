import { valueOf } from './fields';
import type { SentRequest } from './sent';

/**
 * The request as a command for a POSIX shell. Every value is quoted so that nothing in it means anything to the shell or to
 * curl: `--data @file` would send a file, a URL with brackets would be many, and a path with dots another one.
 */
export function toCurl({ method, url, headers, body }: SentRequest): string {
  const sends = body !== undefined && method !== 'HEAD';
  const text = sends ? plainText(body) : undefined;
  const parts = [
    `curl ${quote(url)}`,
    '--globoff --path-as-is',
    method === 'HEAD' ? '--head' : `--request ${quote(method)}`,
    ...headers.map(([name, value]) => `--header ${quote(headerLine(name, value))}`),
    // Without this curl would call any body a form.
    ...(sends && valueOf(headers, 'content-type') === undefined ? ["--header 'Content-Type:'"] : []),
    ...(valueOf(headers, 'accept-encoding') === undefined ? [] : ['--compressed']),
    ...(sends ? [text === undefined ? '--data-binary @-' : `--data-raw ${quote(text)}`] : []),
  ];
  const command = parts.join(' \\\n  ');
  return sends && text === undefined ? `printf '${octal(Buffer.from(body))}' | ${command}` : command;
}

/** A field without a value ends with a semicolon, or curl would take it for one to be left out. */
function headerLine(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

/** One word for a POSIX shell, whatever is in it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The text that a body is; undefined for one that could not be a word of a command, or would do things to a terminal. */
function plainText(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  // oxlint-disable-next-line no-control-regex -- all but line ends and tabs
  const acts = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text);
  return !acts && Buffer.from(text).equals(bytes) ? text : undefined;
}

/** A format of `printf` that prints these bytes: NUL too, which no word of a command can hold. */
function octal(bytes: Buffer): string {
  return [...bytes].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
