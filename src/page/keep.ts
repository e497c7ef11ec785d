import { elementAt, locatorOf } from './locators';
import { everywhere } from './roots';
import { store, takeStored } from './storage';

/** State that the visitor gave to an element, named by its locator. */
type Mark =
  | readonly ['scroll', locator: string, x: number, y: number]
  | readonly ['value', locator: string, value: string]
  | readonly ['checked', locator: string, checked: boolean]
  | readonly ['selected', locator: string, options: readonly number[]]
  | readonly ['open', locator: string, open: boolean]
  | readonly ['focus', locator: string, start: number | null, end: number | null];

/** Milliseconds to wait for scripts to build the elements that marks belong to. */
const LONGEST_WAIT = 3_000;
const RETRY_EVERY = 50;
const BY_VISITOR = ['wheel', 'touchstart', 'pointerdown', 'keydown'];

type TextField = HTMLInputElement | HTMLTextAreaElement;
const isTextField = (element: Element): element is TextField => /^(input|textarea)$/.test(element.localName);
/** Passwords must not be stored; a file input cannot be set by script. */
const isKept = ({ type }: TextField): boolean => !/^(password|file|hidden)$/.test(type);

/** A field with its default value has no mark, so it takes a new default from the source. */
function fieldMark(field: TextField): Mark | undefined {
  if (!isKept(field)) return undefined;
  if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type))
    return field.checked === field.defaultChecked ? undefined : ['checked', locatorOf(field), field.checked];
  return field.value === field.defaultValue ? undefined : ['value', locatorOf(field), field.value];
}

function selectMark(select: HTMLSelectElement): Mark | undefined {
  const options = [...select.options];
  if (options.every(option => option.selected === option.defaultSelected)) return undefined;
  return ['selected', locatorOf(select), options.flatMap(({ selected }, index) => (selected ? [index] : []))];
}

function marksOf(element: Element): Mark[] {
  const marks: (Mark | undefined)[] = [];
  const { scrollLeft, scrollTop } = element;
  if (scrollLeft !== 0 || scrollTop !== 0) marks.push(['scroll', locatorOf(element), scrollLeft, scrollTop]);
  if (isTextField(element)) marks.push(fieldMark(element));
  else if (element instanceof HTMLSelectElement) marks.push(selectMark(element));
  else if (element instanceof HTMLDetailsElement) marks.push(['open', locatorOf(element), element.open]);
  return marks.filter(mark => mark !== undefined);
}

function focusMark(): Mark[] {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!focused || focused === document.body) return [];
  const [start, end] = isTextField(focused) ? [focused.selectionStart, focused.selectionEnd] : [null, null];
  return [['focus', locatorOf(focused), start, end]];
}

const isScroll = ([kind]: Mark): boolean => kind === 'scroll';

/** Stores the visitor's state for the page after the reload. */
export function keep(): void {
  const marks = everywhere('*').flatMap(marksOf);
  // Scroll positions come last: opening a `<details>` above would shift them.
  const ordered = [...marks.filter(mark => !isScroll(mark)), ...marks.filter(isScroll), ...focusMark()];
  store(JSON.stringify(ordered));
}

function kept(): Mark[] {
  try {
    return JSON.parse(takeStored() ?? '[]') as Mark[];
  } catch {
    return [];
  }
}

/** Whether it is as it was; what is not there yet, or not as tall, may be soon. */
function put(mark: Mark): boolean {
  const [kind, place] = mark;
  const element = elementAt(place);
  if (!element) return false;
  switch (kind) {
    case 'scroll':
      element.scrollTo({ left: mark[2], top: mark[3], behavior: 'instant' });
      return Math.abs(element.scrollTop - mark[3]) < 1 && Math.abs(element.scrollLeft - mark[2]) < 1;
    case 'value':
      if (isTextField(element) && isKept(element)) element.value = mark[2];
      return true;
    case 'checked':
      if (element instanceof HTMLInputElement) element.checked = mark[2];
      return true;
    case 'selected':
      if (element instanceof HTMLSelectElement)
        for (const option of element.options) option.selected = mark[2].includes(option.index);
      return true;
    case 'open':
      if (element instanceof HTMLDetailsElement) element.open = mark[2];
      return true;
    case 'focus':
      focus(element, mark[2], mark[3]);
      return true;
    default:
      return mark satisfies never;
  }
}

function focus(element: Element, start: number | null, end: number | null): void {
  if (element instanceof HTMLElement || element instanceof SVGElement) element.focus({ preventScroll: true });
  if (isTextField(element) && start !== null) element.setSelectionRange(start, end);
}

/** Restores the state stored before the reload as elements appear, until the visitor acts. */
export function restore(): void {
  let marks = kept();
  let scrolls = marks.filter(isScroll);
  if (marks.length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const step = (): void => {
    marks = marks.filter(mark => !put(mark));
    clearTimeout(timer);
    if (marks.length > 0 && performance.now() < LONGEST_WAIT) timer = setTimeout(step, RETRY_EVERY);
  };
  const scrollAgain = (): void => {
    marks = [...marks.filter(mark => !isScroll(mark)), ...scrolls];
    step();
  };
  const stop = (): void => {
    marks = scrolls = [];
  };
  for (const type of BY_VISITOR) addEventListener(type, stop, { once: true, passive: true, capture: true });
  document.addEventListener('DOMContentLoaded', step, { once: true });
  // Images change the height until `load`; the browser's own scroll restoration may also run after it.
  const onLoad = (): void => {
    scrollAgain();
    setTimeout(scrollAgain, RETRY_EVERY);
  };
  addEventListener('load', onLoad, { once: true });
}
