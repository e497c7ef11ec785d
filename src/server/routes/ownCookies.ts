import type { FieldLine } from '../../protocol/fields';

/** Names of cookies that are secrets between a browser and this server: passes and the cookies of shared devices. */
const OWN = /^\s*porthole-(?:pass|device)-\d+\s*=/;

/** Whether a `Set-Cookie` value would replace one of this server's own cookies in the browser. Pure. */
export const isOwnCookie = (value: string): boolean => OWN.test(value);

/** A `Cookie` value without this server's own cookies. Pure. */
export const withoutOwnCookies = (value: string): string =>
  value.includes('porthole-')
    ? value
        .split(';')
        .filter(pair => !OWN.test(pair))
        .join(';')
        .trimStart()
    : value;

/** The fields of a request with `Cookie` changed; an empty one is dropped. Pure. */
export const withCookies = (lines: readonly FieldLine[], change: (value: string) => string): FieldLine[] =>
  lines.flatMap(([name, value]): FieldLine[] => {
    const sent = name.length === 6 && name.toLowerCase() === 'cookie' ? change(value) : value;
    return sent === '' && value !== '' ? [] : [[name, sent]];
  });
