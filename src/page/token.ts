// The server replaces the placeholder when it serves this script; the prefix lets `TOKEN` find the value after a restart.
const MARKED = 'porthole-token:__PORTHOLE_TOKEN__';
export const TOKEN = /porthole-token:([\w-]+)/;

const PROVEN = 'porthole-proof:__PORTHOLE_PROOF__';

/** The proof that this is the page script, and not a script of the page that has read the token: `fetch` gets none. */
export const proofOfStart = PROVEN.slice(PROVEN.indexOf(':') + 1);

/** The token of the server that served this page; pages of other origins cannot read it. */
export const tokenOfStart = MARKED.slice(MARKED.indexOf(':') + 1);
