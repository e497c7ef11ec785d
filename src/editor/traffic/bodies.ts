import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { RecordedBody } from '../../protocol/logEntry';
import type { Field, ShownBody } from '../../protocol/trafficView';
import { mediaType, valueOf } from './headerFields';
import { isJson, isText } from './kinds';
import { prettyJson } from './prettyJson';

/** Most bytes of a decoded body: a few kilobytes can decode to gigabytes. */
const MOST_DECODED = 4 * 1024 * 1024;
/** Most characters of a shown text. */
const MOST_SHOWN = 512 * 1024;

/** A decoded body. */
interface PlainBody {
  readonly bytes: Buffer;
  readonly type: string;
  readonly charset: string;
  /** Whether the body was recorded completely. */
  readonly whole: boolean;
  /** Bytes of the body as it was sent. */
  readonly total: number;
}

/** Decodes a body; undefined when it was not recorded or cannot be decoded. */
export function plainBody(body: RecordedBody | undefined, headers: readonly Field[]): PlainBody | undefined {
  if (!body) return undefined;
  const contentType = valueOf(headers, 'content-type');
  const bytes = decoded(Buffer.from(body.bytes), valueOf(headers, 'content-encoding'));
  if (!bytes) return undefined;
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  return {
    bytes,
    type: mediaType(contentType),
    charset,
    whole: body.bytes.length === body.total,
    total: body.total,
  };
}

/** A body for the view. */
export function shownBody(body: RecordedBody | undefined, headers: readonly Field[]): ShownBody {
  if (!body) return { kind: 'gone' };
  if (body.total === 0) return { kind: 'none' };
  const plain = plainBody(body, headers);
  if (!plain) return { kind: 'binary', total: body.total };
  const { total, type, whole } = plain;
  if (type.startsWith('image/') && whole) {
    return { kind: 'image', source: `data:${type};base64,${plain.bytes.toString('base64')}`, total };
  }
  const text = textOf(plain);
  if (text === undefined) return { kind: 'binary', total };
  const pretty = whole && isJson(type) ? (prettyJson(text) ?? text) : text;
  return {
    kind: 'text',
    text: pretty.slice(0, MOST_SHOWN),
    total,
    cut: !whole || pretty.length > MOST_SHOWN,
  };
}

/** The text of a body; undefined when it is not text. */
export function textOf({ bytes, type, charset, whole }: PlainBody): string | undefined {
  if (!isText(type) && (type !== '' || bytes.includes(0))) return undefined;
  try {
    // The last character of a cut body may be incomplete.
    return new TextDecoder(charset, { fatal: whole && type === '' }).decode(bytes, { stream: !whole });
  } catch {
    return undefined;
  }
}

function decoded(bytes: Buffer, coding: string | undefined): Buffer | undefined {
  const limits = { maxOutputLength: MOST_DECODED };
  try {
    switch (coding?.trim().toLowerCase() ?? '') {
      case '':
      case 'identity':
        return bytes;
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(bytes, { ...limits, finishFlush: constants.Z_SYNC_FLUSH });
      case 'deflate':
        return inflateSync(bytes, { ...limits, finishFlush: constants.Z_SYNC_FLUSH });
      case 'br':
        return brotliDecompressSync(bytes, { ...limits, finishFlush: constants.BROTLI_OPERATION_FLUSH });
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}
