/** The reserved URL space: everything below it is ours, nothing outside it is. */
export const RESERVED = '/__porthole/';
/** The script put into HTML documents. */
export const PAGE_SCRIPT = '/__porthole/page.js';
/** The live channel (WebSocket). */
export const LIVE = '/__porthole/live';
