import { valueOf } from './fields';
import type { SentRequest } from './sent';
import { type CurlCommand, type CurlOption, type Shell, WRITERS } from './shells';

/**
 * The request as a command for a shell. No value may have a meaning to the shell or to curl: `--data @file` would send a file,
 * brackets in a URL would make many URLs, and dots in a path would change it.
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
    ...headers.map(([name, value]): CurlOption => ['header', headerLine(name, value)]),
    // Without this, curl would send every body as a form.
    ...(bytes && valueOf(headers, 'content-type') === undefined
      ? [['header', 'Content-Type:'] as const]
      : []),
    ...(valueOf(headers, 'accept-encoding') === undefined ? [] : [['compressed'] as const]),
    ...(isPlain ? [['data-raw', text] as const] : []),
  ];
  const command: CurlCommand = { url, options, bytes: isPlain ? undefined : bytes, isWindows };
  return writer.write(command);
}

/** A header without a value needs a semicolon; after a colon, curl would leave the header out. */
function headerLine(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

/** The text of a body; undefined when it is not UTF-8. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}
