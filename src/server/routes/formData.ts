import { Slices } from './slices';

/** One part of a form. */
export interface FormPart {
  /** The name of the form's field. */
  readonly name: string;
  /** The name without any folder; undefined for a field that is not a file. */
  readonly filename: string | undefined;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Characters that take as long as the longest head of a part. */
const PER_PART = 32_000;

const CRLF = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
/** The longest head of a part, in bytes. */
const LONGEST_HEAD = 16 * 1024;

/**
 * Splits a `multipart/form-data` body (RFC 7578). Pure; linear in its length.
 * @param most the number of parts that are read
 * @returns a reason, as the end of a sentence, for a body that is cut or broken or has more parts
 */
export async function splitForm(
  bytes: Buffer,
  boundary: string,
  most: number,
): Promise<readonly FormPart[] | string> {
  const slices = new Slices();
  // The first delimiter may stand at the very beginning, without a line break before it.
  const text = Buffer.concat([CRLF, bytes]);
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const parts: FormPart[] = [];
  let at = text.indexOf(delimiter);
  while (at >= 0) {
    const after = at + delimiter.length;
    if (text.toString('latin1', after, after + 2) === '--') return parts;
    if (parts.length >= most) return `it has more than ${most} parts`;
    const head = text.indexOf(CRLF, after);
    // Transport padding may follow a delimiter (RFC 2046, 5.1.1).
    if (head < 0 || !/^[ \t]*$/.test(text.toString('latin1', after, Math.min(head, after + 1000)))) break;
    const next = text.indexOf(delimiter, head);
    if (next < 0) break;
    const part = partOf(text.subarray(head, next));
    if (typeof part === 'string') return part;
    parts.push(part);
    if (slices.isOver(PER_PART)) await slices.next();
    at = next;
  }
  return 'it has no end';
}

/** @param bytes from the line break after the delimiter up to the next delimiter */
function partOf(bytes: Buffer): FormPart | string {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0 || end > LONGEST_HEAD) return 'a part has no end of its header fields';
  const fields = new Map(
    bytes
      .toString('utf8', CRLF.length, end)
      .split('\r\n')
      .map(line => line.split(/:(.*)/s))
      .map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]),
  );
  const disposition = fields.get('content-disposition') ?? '';
  const name = /^form-data\b/i.test(disposition) ? parameterOf(disposition, 'name') : undefined;
  if (name === undefined) return 'a part has no name';
  const filename = parameterOf(disposition, 'filename');
  return {
    name,
    filename: filename?.replace(/^.*[/\\]/s, ''),
    type: fields.get('content-type') ?? (filename === undefined ? 'text/plain' : 'application/octet-stream'),
    bytes: bytes.subarray(end + HEAD_END.length),
  };
}

/** A parameter in a header field: a token or a quoted string. Browsers write `"` as `%22`, older ones as `\"`. */
function parameterOf(field: string, wanted: string): string | undefined {
  // Each quoted string is matched whole, so that a `; name=` in it is no parameter.
  for (const [, name, quoted, token = ''] of field.matchAll(PARAMETERS)) {
    if (name?.toLowerCase() !== wanted) continue;
    if (quoted === undefined) return /^[^\s]+/.exec(token)?.[0];
    return quoted.replaceAll('\\"', '"').replace(/%(22|0D|0A)/gi, each => decodeURIComponent(each));
  }
  return undefined;
}

const PARAMETERS = /;[ \t]*(?:([^;="\s]+)[ \t]*=[ \t]*)?(?:"((?:\\"|[^"])*)"|([^;"]*))/g;

/** The boundary that a Content-Type names (RFC 2046, 5.1.1); undefined without one. Pure. */
export function boundaryOf(contentType: string): string | undefined {
  const boundary = parameterOf(contentType, 'boundary');
  return boundary !== undefined && boundary.length > 0 && boundary.length <= 256 ? boundary : undefined;
}
