/** Types that are text though they are not `text/*`. XML says its encoding itself. */
const TEXT =
  /^(?:text\/|application\/(?:javascript|json|manifest\+json|ld\+json|schema\+json|geo\+json|typescript|toml|yaml))/;
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:.*\+)?(?:json|xml|javascript|wasm)|image\/(?:svg\+xml|bmp|x-icon|vnd\.microsoft\.icon)|font\/(?:ttf|otf)|application\/(?:manifest\+json|vnd\.ms-fontobject|toml|yaml))/;

export const isText = (type: string): boolean => TEXT.test(type);
export const isHtml = (type: string): boolean => type === 'text/html';
export const isXhtml = (type: string): boolean => type === 'application/xhtml+xml';

/** Whether a file of this type becomes a document that can carry the page script. */
export const takesScript = (type: string): boolean => isHtml(type) || isXhtml(type);

export const isCompressible = (type: string): boolean => COMPRESSIBLE.test(type);

/** Types that every browser shows as a document. CSV, calendars, Markdown or KML are downloads in some of them, PDF by a setting. */
export const isDocument = (type: string): boolean =>
  /^(?:text\/(?:html|plain|xml)|image\/svg\+xml|application\/(?:json|xml|xhtml\+xml))$/.test(type);

/** Types that browsers show in a window of its own. */
export const isShown = (type: string): boolean =>
  isDocument(type) ||
  /^(?:text\/(?:css|javascript|markdown)|application\/(?:javascript|pdf|.*\+json))$/.test(type) ||
  /^image\/(?:a?png|avif|bmp|gif|jpeg|webp|x-icon|vnd\.microsoft\.icon)$/.test(type) ||
  /^(?:audio\/(?:aac|flac|mp4|mpeg|ogg|wav|webm)|video\/(?:mp4|ogg|webm))$/.test(type);

/** The type that a Content-Type field names, without its parameters; empty for none. */
export const typeOfField = (field: string | string[] | undefined): string =>
  String(field ?? '')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase() ?? '';
