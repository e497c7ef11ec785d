import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { RecordedBody } from '../../protocol/log';
import type { Field, ShownBody } from '../../protocol/traffic';
import { mediaType, valueOf } from './fields';
import { isJson, isText } from './kinds';
import { prettyJson } from './prettyJson';

/** Bytes that a body may grow to when its coding is undone: a few kilobytes can stand for gigabytes. */
const MOST_DECODED = 4 * 1024 * 1024;
/** Characters of a text that are shown. */
const MOST_SHOWN = 512 * 1024;

/** A body with its content coding undone. */
export interface PlainBody {
  readonly bytes: Buffer;
  readonly type: string;
  readonly charset: string;
  /** Whether it is the whole body. */
  readonly whole: boolean;
  /** Bytes that went over the wire. */
  readonly total: number;
}

/** Undoes the content coding; undefined where nothing was kept, or it cannot be undone. */
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

/** A body as it can be shown. */
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

/** The text that a body is; undefined when it is none. */
export function textOf({ bytes, type, charset, whole }: PlainBody): string | undefined {
  if (!isText(type) && (type !== '' || bytes.includes(0))) return undefined;
  try {
    // Where it was cut, the last character may be a part of one.
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
