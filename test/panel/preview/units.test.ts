import { strict as assert } from 'node:assert';
import { actionOf } from '../../../src/panel/preview/keys';
import { layoutOf, turned, zoomBy } from '../../../src/panel/preview/viewport';
import type { KeyPress } from '../../../src/protocol/frame';
import { wheelZoom } from '../../../src/protocol/wheelZoom';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  keyCode: 0,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  ...more,
});

describe('a key in the preview', () => {
  it('acts in the panel as it does in a browser', () => {
    const ctrl = { ctrlKey: true };
    for (const [key, more, action] of [
      ['F5', {}, 'reload'],
      ['f', ctrl, 'find'],
      ['F3', {}, 'next'],
      ['F3', { shiftKey: true }, 'previous'],
      ['+', { ctrlKey: true, shiftKey: true }, 'zoomIn'],
      ['-', ctrl, 'zoomOut'],
      ['0', ctrl, 'zoomReset'],
      ['ArrowLeft', { altKey: true }, 'back'],
      ['ArrowRight', { altKey: true }, 'forward'],
    ] as const)
      assert.equal(actionOf(press(key, more), false), action, key);
    assert.equal(actionOf(press('f', { metaKey: true }), true), 'find');
    assert.equal(actionOf(press('[', { metaKey: true }), true), 'back');
    assert.equal(actionOf(press(']', { metaKey: true }), true), 'forward');
  });

  it("is VS Code's when it is no key of a browser's", () => {
    for (const [key, more] of [
      ['p', { ctrlKey: true }],
      ['P', { ctrlKey: true, shiftKey: true }],
      ['F', { ctrlKey: true, shiftKey: true }],
      ['F1', {}],
      ['l', { altKey: true }],
      ['f', { ctrlKey: true, altKey: true }],
      ['f', { metaKey: true }],
    ] as const)
      assert.equal(actionOf(press(key, more), false), undefined, key);
    // On a Mac this moves the caret by a word.
    assert.equal(actionOf(press('ArrowLeft', { altKey: true }), true), undefined);
    assert.equal(actionOf(press('[', { ctrlKey: true }), false), undefined);
  });
});

describe('the frame of the preview', () => {
  const stage = { width: 800, height: 600 };

  it('fills the panel, with fewer pixels for the page when it is zoomed', () => {
    assert.deepEqual(layoutOf('fit', 1, stage), { width: 800, height: 600, scale: 1 });
    assert.deepEqual(layoutOf('fit', 2, stage), { width: 400, height: 300, scale: 2 });
  });

  it('has the width that was chosen, scaled down where the panel is narrower', () => {
    assert.deepEqual(layoutOf({ width: 360, height: 780 }, 1, stage), { width: 360, height: 780, scale: 1 });
    assert.deepEqual(layoutOf({ width: 1600, height: 900 }, 1, stage), {
      width: 1600,
      height: 900,
      scale: 0.5,
    });
    assert.deepEqual(layoutOf({ width: 1600, height: undefined }, 1, stage), {
      width: 1600,
      height: 1200,
      scale: 0.5,
    });
    assert.deepEqual(layoutOf({ width: 360, height: 780 }, 1.5, stage).scale, 1.5);
  });

  it('is turned where it has a height', () => {
    assert.deepEqual(turned({ width: 360, height: 780 }), { width: 780, height: 360 });
    assert.deepEqual(turned({ width: 600, height: undefined }), { width: 600, height: undefined });
    assert.equal(turned('fit'), 'fit');
  });

  it('zooms in steps, and no further than there are any', () => {
    assert.equal(zoomBy(1, 1), 1.1);
    assert.equal(zoomBy(1, -1), 0.9);
    assert.equal(zoomBy(5, 1), 5);
    assert.equal(zoomBy(0.25, -1), 0.25);
  });
});

describe('Ctrl with the wheel', () => {
  for (const [device, deltaMode, deltas, steps] of [
    ['a notch of a mouse', 0, [-120, 120], [1, -1]],
    ['lines of a mouse', 1, [-3, 3], [1, -1]],
    ['a pinch', 0, [-20, -20, -20, -20], [0, 0, 1, 0]],
    ['a pinch that turns back', 0, [-40, 20, 40], [0, 0, -1]],
  ] as const)
    it(`is ${steps.join(', ')} steps by ${device}`, () =>
      assert.deepEqual(
        deltas.map(
          (
            stepOf => deltaY =>
              stepOf({ deltaY, deltaMode })
          )(wheelZoom()),
        ),
        steps,
      ));
});
