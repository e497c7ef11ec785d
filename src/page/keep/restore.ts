import { page, scrollLeftOf, scrollTo, scrollTopOf, stateOf } from '../own/dom';
import { on } from '../own/events';
import {
  focusOn,
  isDetails,
  isInput,
  isSelect,
  isTextField,
  optionsIn,
  setChecked,
  setOpen,
  setSelected,
  setSelection,
  setValue,
} from '../own/fields';
import { abs, bare, cancel, later, type Timer } from '../own/language';
import { append, each, filter, includes, map } from '../own/lists';
import { self, sinceStart } from '../own/window';
import { parts } from '../parts';
import { elementAt } from './locators';
import { isKept, isScroll, type Mark } from './marks';

/** Milliseconds to wait for scripts to build the elements that marks belong to. */
const LONGEST_WAIT = 3_000;
const RETRY_EVERY = 50;
const BY_VISITOR = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

function scrollBack(element: Element, x: number, y: number): boolean {
  scrollTo(element, bare({ left: x, top: y, behavior: 'instant' as const }));
  return abs(scrollTopOf(element) - y) < 1 && abs(scrollLeftOf(element) - x) < 1;
}

/** Restores one mark; false if its element is missing or not tall enough yet. */
function put(mark: Mark): boolean {
  const element = elementAt(mark[1]);
  if (!element) return false;
  switch (mark[0]) {
    case 'scroll':
      return scrollBack(element, mark[2], mark[3]);
    case 'value':
      if (isTextField(element) && isKept(element)) setValue(element, mark[2]);
      return true;
    case 'checked':
      if (isInput(element)) setChecked(element, mark[2]);
      return true;
    case 'selected':
      if (isSelect(element))
        each(optionsIn(element), (option, index) => setSelected(option, includes(mark[2], index)));
      return true;
    case 'open':
      if (isDetails(element)) setOpen(element, mark[2]);
      return true;
    case 'focus':
      focusOn(element);
      if (isTextField(element) && mark[2] !== null) setSelection(element, mark[2], mark[3]);
      return true;
    default:
      return mark satisfies never;
  }
}

/** Restores the state stored before the reload as elements appear, until the visitor acts. */
function restore(kept: readonly Mark[]): void {
  let marks = map(kept, mark => mark);
  let scrolls = filter(kept, isScroll);
  let timer: Timer | undefined;
  const step = (): void => {
    marks = filter(marks, mark => !put(mark));
    cancel(timer);
    if (marks.length > 0 && sinceStart() < LONGEST_WAIT) timer = later(step, RETRY_EVERY);
  };
  const scrollAgain = (): void => {
    marks = filter(marks, mark => !isScroll(mark));
    append(marks, scrolls);
    step();
  };
  const stop = (): void => {
    marks = scrolls = [];
  };
  each(BY_VISITOR, type => on(self, type, stop, { once: true, passive: true, capture: true }));
  if (stateOf(page) === 'loading') on(page, 'DOMContentLoaded', step, { once: true });
  else step();
  // Images change the height until `load`; the browser's own scroll restoration may also run after it.
  const onLoad = (): void => {
    scrollAgain();
    later(scrollAgain, RETRY_EVERY);
  };
  if (stateOf(page) === 'complete') onLoad();
  else on(self, 'load', onLoad, { once: true });
}

parts.restore = restore;
