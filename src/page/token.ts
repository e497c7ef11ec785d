import { pattern } from './own/text';

// The server replaces the placeholder when it serves this script; the prefix lets `TOKEN` find the value after a restart.
const MARKED = 'porthole-token:__PORTHOLE_TOKEN__';
export const TOKEN = pattern(/porthole-token:([\w-]+)/);

/** The token of the server that served this page; pages of other origins cannot read it. */
export const tokenOfStart = MARKED.slice(MARKED.indexOf(':') + 1);
