import { valueOf } from './headerFields';
import type { SentRequest } from './sent';
import { type CurlCommand, type CurlOption, type Shell, type Writer, WRITERS } from './shells';

/**
 * The request as a shell command. No value may have a special meaning to the shell or to curl: `--data @file` would send a file, brackets
 * in a URL would create many URLs, and dots in a path would change it.
 */
export function toCurl({ method, url, headers, body }: SentRequest, shell: Shell, isWindows = false): string {
  const writer = WRITERS[shell];
  const bytes = body !== undefined && method !== 'HEAD' ? Buffer.from(body) : undefined;
  const text = bytes && textOf(bytes);
  const isPlain = text !== undefined && writer.holds(text);
  const options: CurlOption[] = [
    ['globoff'],
    ['path-as-is'],
    method === 'HEAD' ? ['head'] : ['request', method],
    ...headers.map(([name, value]): CurlOption => ['header', fieldOf(headerLine(name, value), writer)]),
    // Without this, curl would send every body as a form.
    ...(bytes && valueOf(headers, 'content-type') === undefined
      ? [['header', 'Content-Type:'] as const]
      : []),
    ...(valueOf(headers, 'accept-encoding') === undefined ? [] : [['compressed'] as const]),
    ...(isPlain ? [['data-raw', text] as const] : []),
  ];
  const command: CurlCommand = { url: encoded(url), options, bytes: isPlain ? undefined : bytes, isWindows };
  return writer.write(command);
}

/** A header without a value needs a semicolon; after a colon, curl would leave the header out. */
function headerLine(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

/**
 * A line as text, or as bytes where the shell cannot write it: a tab completes a name at a prompt, and C1 characters steer a terminal. Node
 * reads field values as Latin-1, while most that are not ASCII are UTF-8.
 */
function fieldOf(line: string, writer: Writer): string | Buffer {
  const bytes = Buffer.from(line, 'latin1');
  const text = textOf(bytes);
  return text !== undefined && !text.includes('\t') && writer.holds(text) ? text : bytes;
}

/** HTTP/2 has targets with bytes that no URL can have. */
const encoded = (url: string): string =>
  url.replace(/[^\x21-\x7e]/g, each => `%${Buffer.from(each, 'latin1').toString('hex')}`);

/** The text of a body; undefined when it is not UTF-8. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}
