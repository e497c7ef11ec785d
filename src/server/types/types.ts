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

/** Types that browsers show as a document, so that a frame could show them. */
export const isDocument = (type: string): boolean =>
  /^(?:text\/|image\/svg\+xml|application\/(?:pdf|xml|.*\+xml|json))/.test(type) &&
  type !== 'text/css' &&
  type !== 'text/javascript';

/** The type that a Content-Type field names, without its parameters; empty for none. */
export const typeOfField = (field: string | string[] | undefined): string =>
  String(field ?? '')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase() ?? '';
