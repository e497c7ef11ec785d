/** The reserved URL space: everything below it is Porthole's, and nothing outside. */
export const RESERVED = '/__porthole/';
/** The routes file in a root; never served, since it may hold the keys of a backend. */
export const ROUTES_FILE = 'porthole.routes.json';
/** The script put into HTML documents. */
export const PAGE_SCRIPT = '/__porthole/page.js';
/** The part of the page script that brings the visitor's state back after a reload. */
export const RESTORE_SCRIPT = '/__porthole/restore.js';
/** The part of the page script that connects a page with its source; loaded when an editor first needs it. */
export const BRIDGE_SCRIPT = '/__porthole/bridge.js';
/** The picker, which the page script imports when a person first picks an element. */
export const PICKER = '/__porthole/picker.js';
/** The part of the page script that finds CSS rules; loaded when a person first asks for some. */
export const RULES_SCRIPT = '/__porthole/rules.js';
/** The part of the page script that applies updates; pages load it once they have loaded. */
export const UPDATE_SCRIPT = '/__porthole/update.js';
/** The part of the page script that reports console messages; loaded while a console view is open. */
export const CONSOLE_SCRIPT = '/__porthole/console.js';
/** The part of the page script for pages that cannot open a WebSocket. */
export const STREAMS_SCRIPT = '/__porthole/streams.js';
/** The part of the page script for devices in step. */
export const SYNC_SCRIPT = '/__porthole/sync.js';
/** The part of the page script for the preview panel. */
export const PREVIEW_SCRIPT = '/__porthole/preview.js';
/** The part that finds a text in the page; the preview's part imports it when a person first looks for one. */
export const FIND_SCRIPT = '/__porthole/find.js';
/** The live channel: a WebSocket, else an event stream with POST requests. */
export const LIVE = '/__porthole/live';
/** The address at which a device signs in with its code: `?token=…`. */
export const JOIN = '/__porthole/join';
/** The `WWW-Authenticate` field of a reply to a device that has not signed in with a code. */
export const CHALLENGE = 'Porthole';
/**
 * The page that explains how to trust Porthole's certificate authority; with `.crt` and `.mobileconfig`, its
 * certificate.
 */
export const TRUST = '/__porthole/trust';

/** The reason of a page that takes no update because it opted out. */
export const OPTED_OUT = 'opted out';
/** Other live servers know the attribute `data-server-no-reload`. A page whose markup must not change opts out by its address. */
export const OPT_OUT = /^[^#?]*\?(?:[^#]*&)?(?:(?:data-)?server-)?no-reload(?:[=&#]|$)/;
