import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Change, Overlay } from '../../src/protocol/thread';
import { EditedTexts } from '../../src/thread/editedTexts';

const PATH = '/site/index.html';

function made(): { texts: EditedTexts; overlays: Overlay[]; asked: string[] } {
  const [overlays, asked]: [Overlay[], string[]] = [[], []];
  const texts = new EditedTexts({
    overlay: overlay => overlays.push(overlay),
    resync: path => asked.push(path),
  });
  return { texts, overlays, asked };
}

const given = (text: string, version: number): Overlay => ({ path: PATH, text, version });

describe('the text of an editor in the thread', () => {
  it('is the editor\u2019s after any changes, made one after another', () => {
    const change = fc.tuple(fc.nat(50), fc.nat(5), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.string(), fc.array(fc.array(change, { maxLength: 3 })), (first, events) => {
        const { texts, overlays, asked } = made();
        texts.take(given(first, 1));
        let text = first;
        for (const [index, event] of events.entries()) {
          const changes = event.map(([at, drop, put]): Change => {
            const offset = at % (text.length + 1);
            const length = Math.min(drop, text.length - offset);
            text = text.slice(0, offset) + put + text.slice(offset + length);
            return { offset, length, text: put };
          });
          texts.edit({ path: PATH, from: index + 1, version: index + 2, changes, length: text.length });
          assert.deepEqual(overlays.at(-1), given(text, index + 2));
        }
        assert.deepEqual(asked, []);
      }),
    );
  });

  const good = {
    path: PATH,
    from: 3,
    version: 4,
    changes: [{ offset: 0, length: 1, text: 'ab' }],
    length: 4,
  };
  for (const [what, edit] of Object.entries({
    'made to another version': { ...good, from: 2 },
    'of another file': { ...good, path: '/site/other.html' },
    'that ends with another length': { ...good, length: 5 },
    'beyond its end': { ...good, changes: [{ offset: 3, length: 1, text: 'ab' }] },
    'before its start': { ...good, changes: [{ offset: -1, length: 1, text: 'ab' }] },
  }))
    it(`is asked for when an edit is ${what}, and serves no text that no editor has`, () => {
      const { texts, overlays, asked } = made();
      texts.take(given('one', 3));
      texts.edit(edit);
      assert.deepEqual([overlays.length, asked], [1, [edit.path]]);
      texts.take(given('xyz', 3));
      texts.edit(good);
      assert.deepEqual(overlays.at(-1), given('abyz', 4));
    });

  it('is forgotten with its end', () => {
    const { texts, overlays, asked } = made();
    texts.take(given('one', 3));
    texts.take({ path: PATH, text: undefined, version: 3 });
    texts.edit(good);
    assert.deepEqual([overlays.length, asked], [2, [PATH]]);
  });
});
