import * as v from 'valibot';
import type { FromTraffic } from '../../protocol/trafficView';

const LONGEST_METHOD = 64;
const LONGEST_TARGET = 16 * 1024;
const LONGEST_HEADER = 64 * 1024;
const MOST_HEADERS = 1000;
const LONGEST_BODY = 4 * 1024 * 1024;

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const id = v.pipe(v.number(), v.safeInteger());

const edited = v.object({
  method: text(LONGEST_METHOD),
  target: text(LONGEST_TARGET),
  headers: v.pipe(
    v.array(v.strictTuple([text(LONGEST_HEADER), text(LONGEST_HEADER)])),
    v.maxLength(MOST_HEADERS),
  ),
  body: v.optional(text(LONGEST_BODY)),
});

const message = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.picklist(['detail', 'open', 'mock']), id }),
  v.object({ type: v.literal('copy'), id, as: v.picklist(['curl', 'fetch']) }),
  v.object({ type: v.literal('replay'), id, edited: v.exactOptional(edited) }),
  v.object({ type: v.literal('keep'), keep: v.boolean() }),
  v.object({ type: v.literal('reveal'), revealed: v.boolean() }),
]);

/** A message from the traffic view; undefined when the value is malformed. */
export function readFromTraffic(value: unknown): FromTraffic | undefined {
  const read = v.safeParse(message, value);
  return read.success ? read.output : undefined;
}
