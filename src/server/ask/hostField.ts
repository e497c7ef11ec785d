import { domainToUnicode } from 'node:url';

export const NO_FIELD = 'The request has no Host field.';
export const NO_AUTHORITY = 'The Host field is not a valid authority.';

/** Fast path: an admitted host is nearly always one of these with a valid port. URL parsing would take 1 µs. */
const PLAIN_HOST =
  /^(?:localhost|\[::1\]|(?:(?:1\d\d|[1-9]?\d)\.){3}(?:1\d\d|[1-9]?\d))(?::(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}))?$/;
/**
 * Characters that end an authority, that Unicode or percent-encoding may turn into another name, or that URL
 * parsers drop.
 */
const NO_HOST = /[/?#\\%\s\x80-\xff]/;
/** User info before a host, or a list of hosts: other parsers may read another host from it. */
const OTHER_HOST = /[@,]/;

/** RFC 9112, 3.2: malformed without the field, with several, and with a value that is no host, whatever the target is. */
export function faultOfFields([first, second]: readonly string[], httpVersion: string): string | undefined {
  if (second !== undefined) return 'The request has several Host fields.';
  if (first === undefined) return httpVersion === '1.1' ? NO_FIELD : undefined;
  if (PLAIN_HOST.test(first)) return undefined;
  // Proxies join several fields into a list (RFC 9110, 5.3).
  return OTHER_HOST.test(first) || !isAuthority(first) ? NO_AUTHORITY : undefined;
}

/** Whether a URL can have this authority: not with port 99999, nor with a name that is broken punycode. */
export function isAuthority(host: string): boolean {
  if (PLAIN_HOST.test(host) || OTHER_HOST.test(host)) return true;
  if (NO_HOST.test(host)) return false;
  // Node 24 takes a label of broken Punycode as it is; one that is whole is another word in Unicode.
  return URL.canParse(`http://${host}/`) && !/(?:^|\.)xn--/i.test(domainToUnicode(host.replace(/:\d+$/, '')));
}
