import { activeOf, bodyOf, hasAttribute, page, scrollLeftOf, scrollTopOf, shadowOf } from '../own/dom';
import {
  defaultOf,
  isChecked,
  isCheckedAtStart,
  isDetails,
  isOpen,
  isSelect,
  isSelected,
  isSelectedAtStart,
  isTextField,
  optionsIn,
  selectionEnd,
  selectionStart,
  stateOf,
  type TextField,
  valueOf,
  written,
} from '../own/fields';
import { all, append, filter, flatMap, push } from '../own/lists';
import { locatorOf } from './locators';
import { isCheckable, isKept, isScroll, type Mark } from './marks';
import { everywhere } from '../roots';

/** A field with its default value has no mark, so it takes a new default from the source. */
function fieldMarks(field: TextField): Mark[] {
  if (!isKept(field)) return [];
  if (isCheckable(field))
    return isChecked(field) === isCheckedAtStart(field)
      ? []
      : [['checked', locatorOf(field), isChecked(field)]];
  return valueOf(field) === defaultOf(field) ? [] : [['value', locatorOf(field), valueOf(field)]];
}

function selectMarks(select: HTMLSelectElement): Mark[] {
  const options = optionsIn(select);
  if (all(options, option => isSelected(option) === isSelectedAtStart(option))) return [];
  const chosen = flatMap(options, (option, index) => (isSelected(option) ? [index] : []));
  return [['selected', locatorOf(select), chosen]];
}

function marksOf(element: Element): Mark[] {
  const marks: Mark[] = [];
  const x = scrollLeftOf(element);
  const y = scrollTopOf(element);
  if (x !== 0 || y !== 0) push(marks, ['scroll', locatorOf(element), x, y]);
  // A load changes it anew.
  if (written.has(element) && written.get(element) === stateOf(element)) return marks;
  if (isTextField(element)) append(marks, fieldMarks(element));
  else if (isSelect(element)) append(marks, selectMarks(element));
  else if (isDetails(element)) append(marks, [['open', locatorOf(element), isOpen(element)]]);
  return marks;
}

function focused(): Element | null {
  let found = activeOf(page);
  for (;;) {
    const shadow = found && shadowOf(found);
    const inner = shadow && activeOf(shadow);
    if (!inner) return found;
    found = inner;
  }
}

function focusMarks(): Mark[] {
  const element = focused();
  if (!element || element === bodyOf(page)) return [];
  const isText = isTextField(element);
  // The browser set this focus for `autofocus`, and would set it again.
  if (hasAttribute(element, 'autofocus') && !(isText && valueOf(element) !== defaultOf(element))) return [];
  const start = isText ? selectionStart(element) : null;
  return [['focus', locatorOf(element), start, isText ? selectionEnd(element) : null]];
}

/** The visitor's state. Scroll positions come late: opening a `<details>` above would shift them. */
export function visitorState(): Mark[] {
  const marks = flatMap(everywhere('*'), marksOf);
  const ordered = filter(marks, mark => !isScroll(mark));
  append(ordered, filter(marks, isScroll));
  append(ordered, focusMarks());
  return ordered;
}
