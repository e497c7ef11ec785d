import type { Asking } from './raw';

/** The fields that ask for a WebSocket. */
export const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
} as const;

/** Fetch Metadata of a request that a page of another site causes. */
const metadata = (site: string, mode: string, dest: string) => ({
  'Sec-Fetch-Site': site,
  'Sec-Fetch-Mode': mode,
  'Sec-Fetch-Dest': dest,
});

/** Clients that must only get refusals, at any address and by any method. */
export function strangers(port: number): Readonly<Record<string, Asking>> {
  return {
    'rebound host': { host: `evil.example:${port}` },
    'loopback host in front of another': { host: `localhost.evil.example:${port}` },
    'host with a trailing dot': { host: `localhost.:${port}` },
    'foreign origin': { headers: { Origin: 'https://evil.example' } },
    'origin null': { headers: { Origin: 'null' } },
    'another port of localhost': { headers: { Origin: 'http://localhost:1' } },
    'own authority over https': { headers: { Origin: `https://127.0.0.1:${port}` } },
    'fetch of another site': { headers: metadata('cross-site', 'cors', 'empty') },
    'script of another site': { headers: metadata('cross-site', 'no-cors', 'script') },
    'image of another port': { headers: metadata('same-site', 'no-cors', 'image') },
    'object of another site': { headers: metadata('cross-site', 'navigate', 'object') },
    'metadata that contradict themselves': { headers: metadata('same-origin, cross-site', 'cors', 'empty') },
  };
}

const asking = (headers: Readonly<Record<string, string>>): Asking => ({
  headers: { ...upgrade, ...headers },
});

/** Clients that must not get an upgrade. */
export function upgradingStrangers(port: number): Readonly<Record<string, Asking>> {
  return {
    'rebound host': { ...asking({}), host: `evil.example:${port}` },
    'rebound host with its own origin': {
      ...asking({ Origin: `http://evil.example:${port}` }),
      host: `evil.example:${port}`,
    },
    'foreign origin': asking({ Origin: 'https://evil.example' }),
    'origin null': asking({ Origin: 'null' }),
    'another port of localhost': asking({ Origin: 'http://localhost:1' }),
    'own authority over https': asking({ Origin: `https://127.0.0.1:${port}` }),
    'another site without an origin': asking(metadata('cross-site', 'websocket', 'empty')),
  };
}
