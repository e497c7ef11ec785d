import { elementAt, placeOf } from './places';
import { everywhere } from './roots';
import { store, takeStored } from './storage';

/** Something the visitor did to an element, named by its place. */
type Mark =
  | readonly ['scroll', place: string, x: number, y: number]
  | readonly ['value', place: string, value: string]
  | readonly ['checked', place: string, checked: boolean]
  | readonly ['selected', place: string, options: readonly number[]]
  | readonly ['open', place: string, open: boolean]
  | readonly ['focus', place: string, start: number | null, end: number | null];

/** Milliseconds during which scripts may still build what the marks are for. */
const LONGEST = 3_000;
const PACE = 50;
const BY_VISITOR = ['wheel', 'touchstart', 'pointerdown', 'keydown'];

type TextField = HTMLInputElement | HTMLTextAreaElement;
const isTextField = (element: Element): element is TextField => /^(input|textarea)$/.test(element.localName);
/** A secret is not written down, and a file cannot be put back. */
const isKept = ({ type }: TextField): boolean => !/^(password|file|hidden)$/.test(type);

/** A field as its source has it follows the source. */
function fieldMark(field: TextField): Mark | undefined {
  if (!isKept(field)) return undefined;
  if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type))
    return field.checked === field.defaultChecked ? undefined : ['checked', placeOf(field), field.checked];
  return field.value === field.defaultValue ? undefined : ['value', placeOf(field), field.value];
}

function selectMark(select: HTMLSelectElement): Mark | undefined {
  const options = [...select.options];
  if (options.every(option => option.selected === option.defaultSelected)) return undefined;
  return ['selected', placeOf(select), options.flatMap(({ selected }, index) => (selected ? [index] : []))];
}

function marksOf(element: Element): Mark[] {
  const marks: (Mark | undefined)[] = [];
  const { scrollLeft, scrollTop } = element;
  if (scrollLeft !== 0 || scrollTop !== 0) marks.push(['scroll', placeOf(element), scrollLeft, scrollTop]);
  if (isTextField(element)) marks.push(fieldMark(element));
  else if (element instanceof HTMLSelectElement) marks.push(selectMark(element));
  else if (element instanceof HTMLDetailsElement) marks.push(['open', placeOf(element), element.open]);
  return marks.filter(mark => mark !== undefined);
}

function focusMark(): Mark[] {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!focused || focused === document.body) return [];
  const [start, end] = isTextField(focused) ? [focused.selectionStart, focused.selectionEnd] : [null, null];
  return [['focus', placeOf(focused), start, end]];
}

const isScroll = ([kind]: Mark): boolean => kind === 'scroll';

/** Writes down what the visitor did, for the page after the reload. */
export function keep(): void {
  const marks = everywhere('*').flatMap(marksOf);
  // What opens or grows above moves a place that was scrolled to before.
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

/** Puts back what was kept by the page before, as soon as there is something to put it into and until the visitor moves on. */
export function restore(): void {
  let marks = kept();
  let scrolls = marks.filter(isScroll);
  if (marks.length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const step = (): void => {
    marks = marks.filter(mark => !put(mark));
    clearTimeout(timer);
    if (marks.length > 0 && performance.now() < LONGEST) timer = setTimeout(step, PACE);
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
  // Images give the page its height only when they are there, and a browser may scroll by what it remembers itself.
  const onLoad = (): void => {
    scrollAgain();
    setTimeout(scrollAgain, PACE);
  };
  addEventListener('load', onLoad, { once: true });
}
