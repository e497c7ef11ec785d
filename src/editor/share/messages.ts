import * as v from 'valibot';
import type { FromShareView } from '../../protocol/shareView';

const text = v.pipe(v.string(), v.maxLength(100));

const message = v.variant('type', [
  v.object({ type: v.picklist(['ready', 'copy', 'stop', 'share']) }),
  v.object({ type: v.literal('address'), address: text }),
  v.object({ type: v.literal('remove'), id: text }),
  v.object({
    type: v.literal('allow'),
    id: text,
    rights: v.object({ picks: v.exactOptional(v.boolean()), inStep: v.exactOptional(v.boolean()) }),
  }),
  v.object({ type: v.literal('inStep'), on: v.boolean() }),
]);

/** A message from the view; undefined when the value is malformed. */
export function readFromShareView(value: unknown): FromShareView | undefined {
  const read = v.safeParse(message, value);
  return read.success ? read.output : undefined;
}
