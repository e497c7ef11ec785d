import { change, type Class, type Member, tells, told } from './site';

const [one, two] = ['<p class="a">one two</p>', '<p class="a">one more two</p>'];
const text = 'document.querySelector(".a").firstChild';
const [few, more] = [
  '<div class="a"><b>1</b><b>2</b></div>',
  '<div class="a"><b>1</b><b>3</b><b>2</b></div>',
];
const parent = 'document.querySelector(".a")';
const s = 'window.s = getSelection();';
const r = 'window.r = document.createRange();';

/** A script makes a range or a selection at the start, and a visitor's act shows what has become of it. */
const kept = (from: string, to: string, how: string, shown: string): Member => ({
  ...change(told(from, how), told(to, how)),
  finally: `out.textContent = ${shown}`,
});
const ends = 'r.startOffset + " " + r.endOffset';
const places = 's.anchorOffset + " " + s.focusOffset';

/** Ranges and selections of scripts. Browsers move their ends with each change of the document; a load makes them anew. */
export const RANGES: Class = {
  'a range in a text': kept(one, two, `${r} r.setStart(${text}, 4); r.setEnd(${text}, 7)`, ends),
  'a range of a whole text': kept(one, two, `${r} r.selectNodeContents(${text})`, ends),
  'a range of a text that gets longer': kept(
    one,
    one.replace('two', 'two three'),
    `${r} r.selectNodeContents(${text})`,
    ends,
  ),
  'a range of children by their numbers': kept(
    few,
    more,
    `${r} r.setStart(${parent}, 1); r.setEnd(${parent}, 2)`,
    ends,
  ),
  'a range of all children': kept(
    few,
    more.replace('</div>', '<b>4</b></div>'),
    `${r} r.selectNodeContents(${parent})`,
    ends,
  ),
  'the text in a range': kept(one, two, `${r} r.setStart(${text}, 4); r.setEnd(${text}, 7)`, 'String(r)'),
  'a selection in a text': kept(one, two, `${s} s.setBaseAndExtent(${text}, 4, ${text}, 7)`, places),
  'a selection that is extended': kept(one, two, `${s} s.collapse(${text}, 2); s.extend(${text}, 6)`, places),
  'a selection that has a position': kept(one, two, `${s} s.setPosition(${text}, 6)`, places),
  'a selection of all children': kept(few, more, `${s} s.selectAllChildren(${parent})`, places),
  'a selection by a range': kept(
    one,
    two,
    `${s} ${r} r.setStart(${text}, 4); r.setEnd(${text}, 7); s.addRange(r)`,
    places,
  ),
  'the end of a selection': tells(few, more, `${s} s.selectAllChildren(${parent}); tell(s.focusOffset)`),
  'the end of a selection of a word': tells(
    one,
    one.replace('one', 'three'),
    `${s} s.collapse(${text}, 0); s.modify("extend", "forward", "word"); tell(s.focusOffset)`,
  ),
  'the end of a range of a text': tells(
    one,
    two,
    `${r} r.selectNodeContents(${text}); tell(r.endOffset); r.collapse(true)`,
  ),
  'a range beside the change': tells(
    `${one}<p>old</p>`,
    `${one}<p>new</p>`,
    `${r} r.selectNodeContents(${text}); ${s} s.addRange(r)`,
    true,
  ),
};
