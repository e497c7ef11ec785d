// Put in by the server when it serves this script; the mark lets a page find it again in the script of the next start.
const MARKED = 'porthole-token:__PORTHOLE_TOKEN__';
export const TOKEN = /porthole-token:([\w-]+)/;

/** The token of the server that this page was loaded from: pages of other origins do not know it. */
export const tokenOfStart = MARKED.slice(MARKED.indexOf(':') + 1);
