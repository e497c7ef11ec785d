import * as v from 'valibot';
import { type FromConsoleView, LONGEST_COPY } from '../../protocol/consoleView';

const LONGEST_ADDRESS = 4096;
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const message = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('keep'), keep: v.boolean() }),
  v.object({
    type: v.literal('show'),
    page: count,
    address: v.pipe(v.string(), v.maxLength(LONGEST_ADDRESS), v.startsWith('/')),
    line: count,
    column: count,
  }),
  v.object({ type: v.literal('open'), page: count, id: count, from: count, ask: count }),
  v.object({ type: v.literal('pick'), page: count, id: count }),
  v.object({ type: v.literal('copy'), text: v.pipe(v.string(), v.maxLength(LONGEST_COPY)) }),
]);

/** A message from the console view; undefined when the value is malformed. */
export function readFromConsoleView(value: unknown): FromConsoleView | undefined {
  const read = v.safeParse(message, value);
  return read.success ? read.output : undefined;
}
