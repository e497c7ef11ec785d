/** A method or a field name (RFC 9110, 5.6.2: token). */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Field content (RFC 9110, 5.5): visible characters, space and tab; obs-text is let through as Node does. */
export const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
