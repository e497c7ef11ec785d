import { isHopByHop } from '../../protocol/fields';

/** Fields that Node sends only once in HTTP/2, or throws. Of several lines the first counts, as in `node:http`. */
const SINGLE =
  /^(?:access-control-(?:allow-credentials|max-age|request-method)|age|content-(?:encoding|language|length|location|md5|range|type)|date|dnt|etag|expires|last-modified|location|retry-after|tk|x-content-type-options)$/i;

/** Fields about the connection make a response malformed (RFC 9113, 8.2.2), and `HTTP2-Settings` is one (RFC 7540, 3.2.1). */
export const withoutConnection = (headers: object): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers as Readonly<Record<string, string | string[]>>)
      .filter(([name]) => !isHopByHop(name) && name.toLowerCase() !== 'http2-settings')
      .map(([name, value]) => [name, Array.isArray(value) && SINGLE.test(name) ? (value[0] ?? '') : value]),
  );

/** Lines as HTTP/2 has them: names in lower case, each once. */
export function http2Fields(
  lines: Iterable<readonly [name: string, value: string]>,
): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const known = values.get(key);
    if (known) known.push(value);
    else values.set(key, [value]);
  }
  return withoutConnection(Object.fromEntries(values));
}
