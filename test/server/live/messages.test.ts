import assert from 'node:assert/strict';
import { type FromPage, isFromPage } from '../../../src/protocol/page';

const nearest = { node: 4, exact: true } as const;
const value = { kind: 'string', text: 'a' } as const;
const entry = {
  kind: 'plain',
  level: 'info',
  time: 1.5,
  values: [{ kind: 'object', text: 'Object', id: 3, properties: [['a', value]] }],
  depth: 0,
  frames: [['f', '/a.js', 1, 2]],
  count: 1,
} as const;

/** One message of each kind that a page sends, with all fields that must be there. */
const MESSAGES: readonly FromPage[] = [
  { type: 'uses', uses: [['/a.css', 'style']] },
  { type: 'done', seq: 1, outcome: 'applied' },
  { type: 'visible', visible: true },
  { type: 'error', text: 'Uncaught Error: x' },
  { type: 'failed', address: '/a.png', base: 'http://localhost' },
  { type: 'judged', id: 1, dropped: [0, 2] },
  { type: 'step', action: { kind: 'scroll', at: ['html', 1], top: 0.5, left: 0 } },
  { type: 'where', ...nearest },
  { type: 'picked', ...nearest, by: 'mode', keeps: false },
  { type: 'sets', answer: [true] },
  { type: 'console', what: 'entries', entries: [entry], omitted: 0 },
  { type: 'console', what: 'opened', ask: 1, more: false, properties: [['a', value]] },
  { type: 'console', what: 'node', ask: 1, node: 2, exact: true },
];

/** Values that no field of any message may have. */
const WRONG: readonly unknown[] = [null, -1.5, 'x'.repeat(100_000), {}, [{}], Symbol.iterator];

/** The message with one field, at any depth, replaced. */
function* changed(given: unknown, wrong: unknown): Iterable<unknown> {
  if (typeof given !== 'object' || given === null) return;
  for (const [name, inner] of Object.entries(given)) {
    const having = (other: unknown): unknown =>
      Array.isArray(given)
        ? given.map((each: unknown, at) => (String(at) === name ? other : each))
        : { ...given, [name]: other };
    // `time` may be any number, and an extra property of a value is optional.
    if (!(name === 'time' && typeof wrong === 'number')) yield having(wrong);
    for (const deeper of changed(inner, wrong)) yield having(deeper);
  }
}

const many = <T>(item: T): T[] => Array.from({ length: 5_000 }, () => item);

describe('a message of a page', () => {
  for (const message of MESSAGES)
    it(`of type ${message.type}${'what' in message ? `, ${message.what}` : ''} is taken, and refused with any wrong field`, () => {
      assert.ok(isFromPage(message));
      const passed = WRONG.flatMap(wrong => [...changed(message, wrong)]).filter(each => isFromPage(each));
      assert.deepEqual(passed, []);
    });

  it('is refused with a list that is too long', () => {
    const entries = { type: 'console', what: 'entries', omitted: 0 } as const;
    for (const [name, message] of Object.entries({
      uses: { type: 'uses', uses: many(['/a.css', 'style']) },
      'a use of three': { type: 'uses', uses: [['/a.css', 'style', '']] },
      'a place of two': { type: 'error', text: 'x', at: ['/a.js', 1] },
      judged: { type: 'judged', id: 1, dropped: many(0) },
      path: { type: 'step', action: { kind: 'click', at: ['html', ...many(1)] } },
      answers: { type: 'sets', answer: many(true) },
      entries: { ...entries, entries: many(entry) },
      frames: { ...entries, entries: [{ ...entry, frames: many(entry.frames[0]) }] },
      values: { ...entries, entries: [{ ...entry, values: many(value) }] },
    }))
      assert.ok(!isFromPage(message), name);
  });

  it('of an unknown type, or of a name that every object has, is refused', () => {
    for (const type of ['', 'x', 'constructor', 'toString', '__proto__', 1, undefined])
      assert.ok(!isFromPage({ type }), String(type));
    for (const what of ['constructor', 'toString', undefined])
      assert.ok(!isFromPage({ type: 'console', what }), String(what));
    for (const kind of ['constructor', undefined])
      assert.ok(!isFromPage({ type: 'step', action: { kind, at: ['html'] } }), String(kind));
  });
});
