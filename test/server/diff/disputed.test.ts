import assert from 'node:assert/strict';
import { treeOf } from './sources';

/** Markup of which browsers build different trees, and markup beside it of which they agree. */
const TABLE: readonly (readonly [disputed: string, agreed: string])[] = [
  ['<p><b class="a"></p></body>\n', '<p><b></b></p></body>\n'],
  ['<p><i></p></html> x', '<p><i></p>x</html>'],
  ['<template><table><form></table></template>', '<table><form></table>'],
  ['<template><table><tr><form></table></template>', '<template><table><tr><td><form></table></template>'],
  ['<select><b>x</b></select>', '<select><option>x</select>'],
  ['<p><?php echo 1 ?></p>', '<p><!--?php echo 1 ?--></p>'],
  ['\0<p>x', '&#0;<p>x'],
];

describe('markup that browsers build in different ways', () => {
  for (const [disputed, agreed] of TABLE)
    it(`is known: ${JSON.stringify(disputed)}`, () => {
      assert.notEqual(treeOf(disputed).disputed, '');
      assert.equal(treeOf(agreed).disputed, '');
      assert.notEqual(
        treeOf(disputed).startup.key,
        treeOf(agreed).startup.key,
        'a save of it loads the page again',
      );
    });

  it('loads a page again only when it changes', () => {
    const [one, two] = ['<p>one<b></p></body>\n', '<p>two<b></p></body>\n'].map(treeOf);
    assert.equal(one?.startup.key, two?.startup.key);
    assert.notEqual(treeOf('<p><b id="x"></p></body>\n').disputed, one?.disputed);
  });
});
